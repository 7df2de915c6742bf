"""Ways to spoil the tiny pack."""

from __future__ import annotations

from collections.abc import Callable

from tests.packs.tiny import OUTLINES, TinyPack

Spoil = Callable[[TinyPack], object]
Where = tuple[str, int, str, str]  # file, line, column, value
# fault -> (how the pack is spoilt, the one problem that must be named, what must be said to be expected)
Faults = dict[str, tuple[Spoil, Where, str]]


def replaced(name: str, old: str, new: str) -> Spoil:
    return lambda pack: pack.replace(name, old, new)


def appended(name: str, *lines: str) -> Spoil:
    return lambda pack: pack.append(name, *lines)


def written(name: str, text: str) -> Spoil:
    return lambda pack: pack.write(name, text)


def without(name: str) -> Spoil:
    return lambda pack: pack.path(name).unlink()


def drawn(**outlines: dict[str, object]) -> Spoil:
    return lambda pack: pack.draw(OUTLINES | {code[1:]: outline for code, outline in outlines.items()})
