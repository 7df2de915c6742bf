"""The lake of an invented city: cases that the case process has really walked, copied in time and place."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from tests.lake.walking import WORLD, walked
from wanmi.lake.columns import CASES, STAGES
from wanmi.lake.deriving import ROW_GROUP
from wanmi.lake.folding import fold
from wanmi.lake.manifest import Manifest, sha256, write
from wanmi.lake.projection import instant

TOWNS, GRIDS = 195, 9_885
WALKS = 1_000
MONTHS = [instant(datetime.fromisoformat(f"2026-{month:02}-01T00:00:00+08:00")) for month in range(1, 13)]
MONTHS.append(instant(datetime.fromisoformat("2027-01-01T00:00:00+08:00")))
OF_CASE = ("opened", "filed", "dispatched", "due", "handled", "closed", "suspended_from", "suspended_to")
MOMENTS = {*OF_CASE, "begun", "ended"}
LOCAL = {"department", "post", "organisation", "opened_post", "leader_post"}  # those of the case's own town
# Copies come in the order of their reports, so the stays of one stage after the other are nearly in the order of the
# lake's own files; sorting them would only cost time.
OF_STAGE = "SELECT {columns} FROM copies JOIN (FROM stages WHERE stage = '{stage}') AS stages USING (walk)"
OF_CASES = "SELECT {columns} FROM copies JOIN cases USING (walk)"
COPY = "COPY ({rows}) TO '{target}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {size})"


@dataclass(slots=True)
class Written:
    """What the lake holds; ``folded_per_s``: entries a second that the lake's own fold turned into facts."""

    folded_per_s: float
    entries: int = 0
    stays: int = 0


def write_lake(home: Path, cases: int) -> Written:
    """A lake with so many cases over the year 2026, written month by month: memory holds one of them."""
    chance = random.Random(20_260_101)
    stories = [list(walked(chance, number)) for number in range(WALKS)]
    began = time.perf_counter()
    folded = [fold(story, WORLD) for story in stories]
    written = Written(sum(map(len, stories)) / (time.perf_counter() - began))
    lengths = np.array([[case["entries"], len(stays)] for case, stays in folded])
    manifest = Manifest(at=MONTHS[-1], digest=f"{cases:064}")
    with duckdb.connect() as connection:
        _register(connection, folded)
        for number, copies in enumerate(_months(cases), 1):
            connection.register("drawn", copies)
            connection.execute("CREATE OR REPLACE TABLE copies AS FROM drawn JOIN places USING (grid)")
            for table, schema in (("cases", CASES), ("stages", STAGES)):
                name = f"{table}/2026-{number:02}/{cases:012}.parquet"
                getattr(manifest, table)[name] = _write(connection, home / name, table, schema)
            entries, stays = lengths[copies["walk"].to_numpy()].sum(axis=0)
            written.entries, written.stays = written.entries + int(entries), written.stays + int(stays)
    write(home, manifest)
    return written


def _register(connection: Any, folded: Sequence[tuple[dict[str, Any], list[dict[str, Any]]]]) -> None:
    """The walked cases, their moments as microseconds behind the report, and the places of the city."""
    cases = [_told(case, walk, case["opened"]) for walk, (case, _stays) in enumerate(folded)]
    stays = [_told(stay, walk, case["opened"]) for walk, (case, stays) in enumerate(folded) for stay in stays]
    for table, rows, schema in (("cases", cases, CASES), ("stages", stays, STAGES)):
        connection.register(table, pa.Table.from_pylist(rows, schema.append(pa.field("walk", pa.int32()))))
    grid = np.arange(GRIDS)
    town = grid * TOWNS // GRIDS
    first = -(-town * GRIDS // TOWNS)  # grid of the town
    places = [f"330101{1 + t:03}001{1 + g - f:03}" for g, t, f in zip(grid, town, first, strict=True)]
    connection.register("places", pa.table({"grid": pa.array(grid, pa.int32()), "spot": places, "town": town}))


def _told(row: dict[str, Any], walk: int, opened: int) -> dict[str, Any]:
    behind = {name: row[name] - opened for name in MOMENTS if row.get(name) is not None}
    return row | behind | {"walk": walk}


def _months(cases: int) -> Iterator[pa.Table]:
    """For each month its cases in the order of their reports: which walk each copies, when, and in which grid."""
    chance = np.random.default_rng(1)
    done = 0
    for since, until in pairwise(MONTHS):
        number = round(cases * (until - MONTHS[0]) / (MONTHS[-1] - MONTHS[0])) - done
        yield pa.table(
            {
                "id": np.arange(done + 1, done + 1 + number),
                "walk": chance.integers(0, WALKS, number).astype(np.int32),
                "at": np.sort(chance.integers(since, until, number) // 1_000_000 * 1_000_000),
                # Some grids are busier than others.
                "grid": (chance.random(number) ** 1.5 * GRIDS).astype(np.int32),
            }
        )
        done += number


def _write(connection: Any, path: Path, table: str, schema: pa.Schema) -> str:
    columns = ", ".join(f"{_column(table, name)} AS {name}" for name in schema.names)
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = OF_CASES.format(columns=columns)
    if table == "stages":
        stages = [
            stage for (stage,) in connection.execute("SELECT DISTINCT stage FROM stages ORDER BY stage").fetchall()
        ]
        rows = " UNION ALL ".join(OF_STAGE.format(columns=columns, stage=stage) for stage in stages)
    query = COPY.format(rows=rows, target=path.as_posix(), size=ROW_GROUP)
    connection.execute(query)
    return sha256(path)


def _column(table: str, name: str) -> str:
    if name == "case_id":
        return "copies.id"
    if name == "number":
        return "(3301010000000000 + copies.id)::VARCHAR"
    if name == "place":
        return "copies.spot"
    if name in MOMENTS:
        return f"copies.at + {table}.{name}"
    if name in LOCAL:
        return f"CASE WHEN {table}.{name} = '' THEN '' ELSE {table}.{name} || '.' || copies.town END"
    return f"{table}.{name}"
