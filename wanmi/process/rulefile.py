"""What does not fit in a file of rules that a city writes in TOML, each fault with its line."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """``line`` is 0 where the file as a whole is meant."""

    line: int
    key: str
    value: str
    expected: str


class RulesRefused(ValueError):
    """What the file says can't be taken; ``faults`` are all that was found."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(f"line {fault.line}: {fault.key}: {fault.expected}" for fault in faults))
        self.faults = faults


def refuse(text: str, found: Iterable[tuple[str, object, str]]) -> None:
    """Raise RulesRefused where anything was ``found``: path of the key, its value, what was expected instead."""
    faults = [Fault(_line(text, path), path, str(value), expected) for path, value, expected in found]
    if faults:
        raise RulesRefused(faults)


def _line(text: str, path: str) -> int:
    """The line of a key: its table's heading first, then the key below it, which may be a table too."""
    table, _dot, key = path.rpartition(".")
    lines = text.splitlines()
    heading = next((n for n, line in enumerate(lines) if line.strip() in (f"[{path}]", f"[{table}]")), 0)
    pattern = re.compile(rf"\s*(\[{re.escape(path)}\]|{re.escape(key or path)}\s*=)")
    found = next((n for n, line in enumerate(lines[heading:], heading) if pattern.match(line)), heading)
    return found + 1 if lines else 0
