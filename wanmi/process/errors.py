"""Why a definition was not loaded, and why an act was not allowed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


class DefinitionRefused(ValueError):
    """A process definition has faults; ``problems`` names each with its place in the file."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = list(problems)


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason why an act is not open to somebody; ``code`` is translated by the rooms that speak to people."""

    code: str
    about: Mapping[str, object] = field(default_factory=dict)


class Refused(Exception):
    """The act may not be taken; nothing has changed."""

    def __init__(self, reasons: Sequence[Reason]) -> None:
        super().__init__("; ".join(f"{r.code} {dict(r.about)}" for r in reasons))
        self.reasons = tuple(reasons)
