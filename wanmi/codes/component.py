"""Component identifiers (部件标识码): which kind of component, in which county, and which one of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from wanmi.codes.digits import cut
from wanmi.codes.errors import CodeError


class Layout(StrEnum):
    """How an identifier is cut. Nothing in it tells which: a draft layout has 16 digits as the old one has."""

    GB_T_47678 = "2026"  # GB/T 47678.5-2026: 6 county + 2 major + 3 minor + 6 sequence = 17
    GB_T_30428 = "2013"  # GB/T 30428.2-2013 and CJ/T 214-2007: 6 + 2 + 2 + 6 = 16


_MINOR_WIDTHS = {Layout.GB_T_47678: 3, Layout.GB_T_30428: 2}


@dataclass(frozen=True, slots=True)
class ComponentCode:
    """One component: ``county`` by GB/T 2260, ``major`` and ``minor`` by its edition, ``sequence`` from 1 in those."""

    county: str
    major: str
    minor: str
    sequence: int

    def __post_init__(self) -> None:
        if not 1 <= self.sequence <= 999_999:
            raise CodeError("component.sequence", f"{self.sequence:06}", "a sequence number from 000001 to 999999")

    @classmethod
    def parse(cls, text: str, layout: Layout = Layout.GB_T_47678) -> ComponentCode:
        """Cut an identifier. Raises CodeError (component.form, component.sequence)."""
        width = _MINOR_WIDTHS[layout]
        expected = f"{14 + width} digits, 6 + 2 + {width} + 6"
        county, major, minor, sequence = cut(text, (6, 2, width, 6), "component.form", expected)
        return cls(county, major, minor, int(sequence))

    def __str__(self) -> str:
        return f"{self.county}{self.major}{self.minor}{self.sequence:06}"
