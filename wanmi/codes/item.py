"""Keys of catalogue items. A bare code is ambiguous: 0401 means two things in two editions, 01001 two kinds in 2026."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from wanmi.codes.digits import cut
from wanmi.codes.errors import CodeError

KINDS = ("component", "event")
MINOR_WIDTHS = {"2026": 3, "2013": 2, "2007": 2}  # GB/T 47678.5-2026, GB/T 30428.2-2013, CJ/T 214-2007


@dataclass(frozen=True, slots=True)
class ItemKey:
    """``edition`` of the national list, ``kind`` (component or event), ``code`` (two digits of major, then minor)."""

    edition: str
    kind: str
    code: str

    def __post_init__(self) -> None:
        """Raises CodeError (item.edition, item.kind, item.code)."""
        minor = _minor_width(self.edition)
        if self.kind not in KINDS:
            raise CodeError("item.kind", self.kind, " or ".join(KINDS))
        cut(self.code, (2, minor), "item.code", f"{2 + minor} digits in the edition {self.edition}")

    @classmethod
    def parse(cls, text: str) -> ItemKey:
        """Read "2026/event/01001". Raises CodeError (item.form, and those of the parts)."""
        parts = text.split("/")
        if len(parts) != 3:
            raise CodeError("item.form", text, "edition/kind/code, as in 2026/event/01001")
        return cls(*parts)

    @property
    def major(self) -> str:
        return self.code[:2]

    @property
    def minor(self) -> str:
        return self.code[2:]

    def __str__(self) -> str:
        return f"{self.edition}/{self.kind}/{self.code}"


def next_extension(edition: str, major: str, standard: Iterable[str], extensions: Iterable[str]) -> str:
    """The code for a city's next own item in a major class: the first free one down from 999 (before 2026: 99).

    ``standard`` and ``extensions`` are all codes of that class and kind ever given, ended ones too: no number is given
    twice, and those up to the last one of the standard stay with the standard. Raises CodeError (item.exhausted).
    """
    width = _minor_width(edition)
    lowest = max((int(code[2:]) for code in standard), default=0) + 1
    taken = {int(code[2:]) for code in extensions}
    for number in range(10**width - 1, lowest - 1, -1):
        if number not in taken:
            return f"{major}{number:0{width}}"
    raise CodeError("item.exhausted", major, "a major class with a free number above the standard ones")


def _minor_width(edition: str) -> int:
    if edition not in MINOR_WIDTHS:
        raise CodeError("item.edition", edition, "one of the editions " + ", ".join(MINOR_WIDTHS))
    return MINOR_WIDTHS[edition]
