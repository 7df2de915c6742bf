"""What is wrong with a pack, told so that its author finds the place at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True, order=True)
class At:
    """A line of a file; line 0 speaks of the file as a whole."""

    file: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Problem:
    """One value that does not fit: where it stands, what it is, and what was expected there."""

    file: str
    line: int
    column: str
    value: str
    expected: str

    def __str__(self) -> str:
        place = _("{file} line {line}").format(file=self.file, line=self.line) if self.line else self.file
        column = " " + _("column {column}").format(column=self.column) if self.column else ""
        return _('{place}: "{value}" – expected {expected}').format(
            place=place + column, value=self.value, expected=self.expected
        )


class PackRefused(ValueError):
    """The pack has problems, all of them named; nothing was changed."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)
