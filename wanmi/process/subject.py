"""Who acts on a subject, where the subject stands, and what an act changes about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from wanmi.process import clocks
from wanmi.process.definition import NOWHERE, Json


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a person (or program) in one post. ``region`` and ``organisation`` are those of the post."""

    id: str
    post_kind: str
    post: str
    organisation: str
    region: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Where a subject stands. ``parts`` says who has acted on which side so far."""

    state: str = NOWHERE
    facts: Mapping[str, Json] = field(default_factory=dict)
    clocks: Mapping[str, clocks.Running] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    version: int = 0


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody wants to do. ``at`` is aware, and days are counted in its own zone: give it in the city's."""

    action: str
    actor: Actor
    at: datetime
    carried: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """What one act changes; it is what the journal keeps."""

    action: str
    before: str
    after: str
    side: str
    actor: str
    facts: Mapping[str, Json] = field(default_factory=dict)
    clocks: Mapping[str, clocks.Running] = field(default_factory=dict)
    counts: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            "action": self.action,
            "before": self.before,
            "after": self.after,
            "side": self.side,
            "actor": self.actor,
            "facts": dict(self.facts),
            "clocks": {key: clock.as_json() for key, clock in self.clocks.items()},
            "counts": self.counts,
        }


def change_from_json(row: Mapping[str, Any]) -> Change:
    running = {key: clocks.from_json(clock) for key, clock in row["clocks"].items()}
    return Change(**{**row, "clocks": running})
