"""Bringing the lake up to the journal's end, in steps that each are there wholly or not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

from wanmi.lake.deriving import derive
from wanmi.lake.duties import write_duties
from wanmi.lake.exporting import Step, next_step, write_days
from wanmi.lake.followers import FOLLOWERS
from wanmi.lake.manifest import Manifest, folder, locked, read, sweep, write
from wanmi.lake.projection import CASE
from wanmi.territory.queries import current_city

STEP = 200_000  # entries at once: bounds memory, and what a kill can lose
Told = Callable[[int], None]


def sync(lake: Path | None = None, step: int = STEP, progress: Told = lambda seq: None) -> Manifest:
    """Export and derive all that the journal has more than the lake. Safe to kill at any moment and run again.

    Raises LakeError where another sync is at work or the journal's chain is broken; the lake stays as it was.
    """
    lake = lake or folder()
    zone = ZoneInfo(current_city().timezone)
    with locked(lake):
        manifest = replace(read(lake), duties=write_duties(lake, zone))
        write(lake, manifest)
        while (entries := next_step(manifest, step)) is not None:
            sweep(lake, manifest)
            manifest = _taken(lake, manifest, entries, zone)
            write(lake, manifest)
            progress(manifest.seq)
        sweep(lake, manifest)
        for follower in FOLLOWERS:
            follower.follow(lake, manifest)
    return manifest


def _taken(lake: Path, before: Manifest, step: Step, zone: ZoneInfo) -> Manifest:
    """The manifest after a step; its files lie beside those of the manifest before, which stays in force until then."""
    moved = list(dict.fromkeys(row["subject"] for row in step.rows if row["kind"] == CASE))
    cases, stages = derive(lake, before, moved, step.seq, zone)
    journal = before.journal | write_days(lake, step, zone)
    return replace(before, seq=step.seq, digest=step.digest, at=step.at, journal=journal, cases=cases, stages=stages)
