"""Why a fact was not entered or not read."""

from __future__ import annotations

from collections.abc import Mapping


class LedgerRefused(Exception):
    """``code`` is translated by the rooms above; ``about`` says which field, who keeps it, what was granted."""

    def __init__(self, code: str, about: Mapping[str, str] | None = None) -> None:
        super().__init__(f"{code} {dict(about or {})}")
        self.code = code
        self.about = dict(about or {})
