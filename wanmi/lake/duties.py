"""Which unit grids belonged to which duty grid, and when: no acts of a case, so taken whole at each sync."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq

from wanmi.journal.chain import canonical
from wanmi.lake.columns import DUTIES
from wanmi.lake.manifest import Files, settle
from wanmi.lake.projection import instant
from wanmi.territory.models import DutyMember


def write_duties(lake: Path, zone: ZoneInfo) -> Files:
    """A file named by what it says, so that a change never touches the one that readers have."""
    members = DutyMember.objects.order_by("grid__code", "duty_grid", "since", "id")
    rows = [
        {"grid": grid, "duty": duty, "since": _midnight(since, zone), "until": until and _midnight(until, zone)}
        for grid, duty, since, until in members.values_list("grid__code", "duty_grid_id", "since", "until")
    ]
    name = f"duties/{hashlib.sha256(canonical(rows).encode()).hexdigest()[:16]}.parquet"
    (lake / "duties").mkdir(parents=True, exist_ok=True)
    fresh = lake / "duties" / ".fresh"
    pq.write_table(pa.Table.from_pylist(rows, DUTIES), fresh)
    return {name: settle(fresh, lake / name)}


def _midnight(day: date, zone: ZoneInfo) -> int:
    return instant(datetime.combine(day, time(), zone))
