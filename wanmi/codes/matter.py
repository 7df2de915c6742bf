"""Matter codes (事项代码): a kind of matter in a county. They name no single occurrence and need not be unique."""

from __future__ import annotations

from dataclasses import dataclass

from wanmi.codes.digits import cut


@dataclass(frozen=True, slots=True)
class MatterCode:
    """GB/T 47678.5-2026: 6 digits of county (GB/T 2260), 2 of major and 3 of minor class = 11."""

    county: str
    major: str
    minor: str

    @classmethod
    def parse(cls, text: str) -> MatterCode:
        """Cut a code. Raises CodeError (matter.form)."""
        return cls(*cut(text, (6, 2, 3), "matter.form", "11 digits, 6 + 2 + 3"))

    def __str__(self) -> str:
        return self.county + self.major + self.minor
