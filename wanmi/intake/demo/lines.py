"""The files of demo life: one act a line, the acts on one subject below each other. docs/packs.md tells how."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

from wanmi.workforce.queries import city_zone

MOMENT = re.compile(r"(-?\d{1,3}) ([01]\d|2[0-3]):([0-5]\d)")
SHAPES = {"of": str, "at": str, "by": str, "open": str, "do": str, "on": str, "with": dict, "photos": list, "then": str}
NEEDED = {"of", "at", "by", "do"}


class BadLine(ValueError):
    """A line that means nothing or was refused; its file and number are in the words."""

    def __init__(self, file: str, number: int, why: object) -> None:
        super().__init__(f"{file}:{number}: {why}")


@dataclass(frozen=True, slots=True)
class Line:
    """One act. ``at`` is days from today and a time of day, such as "-3 09:40"; ``by`` a post.

    The first act on a subject opens it (``open``: a room and what is opened there); others may be ``on`` the part of
    one organisation. ``then`` is the state to which it must lead.
    """

    file: str
    number: int
    of: str
    at: str
    by: str
    do: str
    open: str = ""
    on: str = ""
    carried: Mapping[str, Any] = field(default_factory=dict)
    photos: Sequence[str] = ()  # fields that get a picture
    then: str = ""

    def moment(self, now: datetime) -> datetime:
        """When it happened for a demo that starts ``now``; never later."""
        days, hour, minute = _moment(self)
        day = now.astimezone(city_zone()).date() + timedelta(days=days)
        return min(now, datetime.combine(day, time(hour, minute), city_zone()))

    def bad(self, why: object) -> BadLine:
        return BadLine(self.file, self.number, why)


def read_lives(folder: Path) -> list[list[Line]]:
    """The acts that the files of a folder tell, gathered by subject. Raises BadLine."""
    lines = [line for file in sorted(folder.glob("*.jsonl")) for line in _read_file(file)]
    lives = [list(acts) for _of, acts in groupby(lines, key=lambda line: line.of)]
    seen = set[str]()
    for life in lives:
        if life[0].of in seen:
            raise life[0].bad(f"the acts on {life[0].of} stand apart")
        seen.add(life[0].of)
        _check(life)
    return lives


def _read_file(file: Path) -> list[Line]:
    texts = file.read_text(encoding="utf-8").splitlines()
    return [_read(file.name, number, text) for number, text in enumerate(texts, 1)]


def _read(file: str, number: int, text: str) -> Line:
    try:
        told = json.loads(text)
    except json.JSONDecodeError as error:
        raise BadLine(file, number, error) from error
    if not isinstance(told, dict) or NEEDED - told.keys():
        raise BadLine(file, number, f"expected an object with {', '.join(sorted(NEEDED))}")
    for name, value in told.items():
        if name not in SHAPES or not isinstance(value, SHAPES[name]):
            raise BadLine(file, number, f"{name}: expected one of {', '.join(SHAPES)}, in its shape")
    line = Line(file, number, carried=told.pop("with", {}), **told)
    _moment(line)
    return line


def _moment(line: Line) -> tuple[int, int, int]:
    found = MOMENT.fullmatch(line.at)
    if found is None:
        raise line.bad(f'at: "{line.at}" is no moment such as "-3 09:40"')
    days, hour, minute = map(int, found.groups())
    return days, hour, minute


def _check(life: Sequence[Line]) -> None:
    """The first act opens the subject, and none comes before the one above it."""
    for line, before in zip(life, [None, *life[:-1]], strict=True):
        if bool(line.open) != (before is None):
            raise line.bad("the first act on a subject says what it opens, and no other does")
        if before is not None and _moment(line) < _moment(before):
            raise line.bad(f"comes before the act above it: {before.at}")
