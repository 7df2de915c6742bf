"""From the journal to Parquet files by day, each entry checked against the chain on its way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq
from django.utils.translation import gettext as _

from wanmi.journal.chain import link
from wanmi.journal.models import Entry
from wanmi.lake.columns import JOURNAL
from wanmi.lake.manifest import Files, LakeError, Manifest, settle
from wanmi.lake.projection import EPOCH, parsed, projected

Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Step:
    """A run of entries that are exported together, and where the chain stands after them."""

    seq: int
    digest: str
    at: int
    rows: Rows


def next_step(after: Manifest, most: int) -> Step | None:
    """At most so many entries behind the manifest's position; None at the end. Raises LakeError at a broken link."""
    rows = list(projections(after.seq, after.seq + most, after.digest))
    if not rows:
        return None
    return Step(rows[-1]["seq"], rows[-1]["digest"], max(after.at, *(row["at"] for row in rows)), rows)


def projections(after: int, last: int, digest: str) -> Iterator[dict[str, Any]]:
    """The lake's rows of the entries ``after`` < seq <= ``last``; ``digest`` is that of the entry before them."""
    entries = Entry.objects.filter(seq__gt=after, seq__lte=last).order_by("seq")
    expected = after + 1
    for seq, body, previous, own in entries.values_list("seq", "body", "previous", "digest").iterator(chunk_size=2_000):
        if seq != expected or previous != digest or own != link(previous, body):
            raise LakeError(
                _("the journal's chain is broken at entry {seq}: run `wanmi journal verify`").format(seq=seq)
            )
        yield projected(parsed(body), previous, own)
        expected, digest = seq + 1, own


def write_days(lake: Path, step: Step, zone: ZoneInfo) -> Files:
    """One file for each day of the step's entries, in the city's own days."""
    days: dict[str, Rows] = defaultdict(list)
    for row in step.rows:
        days[day_of(row["at"], zone)].append(row)
    name = f"{step.rows[0]['seq']:012}-{step.seq:012}.parquet"
    return dict(_written(lake, f"journal/day={day}/{name}", rows) for day, rows in days.items())


def day_of(at: int, zone: ZoneInfo) -> str:
    return (EPOCH + timedelta(microseconds=at)).astimezone(zone).date().isoformat()


def _written(lake: Path, name: str, rows: Rows) -> tuple[str, str]:
    target = lake / name
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f".{target.name}")
    pq.write_table(pa.Table.from_pylist(rows, JOURNAL), fresh, compression="zstd")
    return name, settle(fresh, target)
