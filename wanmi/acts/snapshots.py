"""Where a subject stands, as its row keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wanmi.process import clocks
from wanmi.process.engine import Snapshot


def as_json(snapshot: Snapshot) -> dict[str, Any]:
    return {
        "state": snapshot.state,
        "facts": dict(snapshot.facts),
        "clocks": {key: clock.as_json() for key, clock in snapshot.clocks.items()},
        "counts": dict(snapshot.counts),
        "parts": {side: list(actors) for side, actors in snapshot.parts.items()},
        "version": snapshot.version,
    }


def from_json(row: Mapping[str, Any]) -> Snapshot:
    return Snapshot(
        state=row["state"],
        facts=row["facts"],
        clocks={key: clocks.from_json(clock) for key, clock in row["clocks"].items()},
        counts=row["counts"],
        parts={side: tuple(actors) for side, actors in row["parts"].items()},
        version=row["version"],
    )
