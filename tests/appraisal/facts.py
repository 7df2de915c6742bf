"""A lake in memory from walked cases."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import ibis
import pyarrow as pa
import pyarrow.parquet as pq

from tests.lake.walking import WORLD
from wanmi.lake.columns import CASES, DUTIES, STAGES
from wanmi.lake.exporting import day_of
from wanmi.lake.folding import fold
from wanmi.lake.manifest import Manifest, sha256, write
from wanmi.lake.reading import Lake, lake_on, open_lake

Story = Sequence[dict[str, Any]]


def tables_of(stories: Iterable[Story], duties: Sequence[dict[str, Any]] = ()) -> dict[str, pa.Table]:
    """The facts of walked cases."""
    folded = [fold(story, WORLD) for story in stories]
    stays = [stay for _, stays in folded for stay in stays]
    return {
        "cases": pa.Table.from_pylist([case for case, _ in folded], CASES),
        "stages": pa.Table.from_pylist(stays, STAGES),
        "duties": pa.Table.from_pylist(list(duties), DUTIES),
    }


def lake_of(stories: Sequence[Story], connection: Any = None, duties: Sequence[dict[str, Any]] = ()) -> Lake:
    """A lake with the facts of these cases on an Ibis connection (one of DuckDB in memory where none is given)."""
    connection = connection or ibis.duckdb.connect()
    for name, table in tables_of(stories, duties).items():
        connection.create_table(name, schema=ibis.Schema.from_pyarrow(table.schema))
        if len(table):
            connection.insert(name, table)
    return lake_on(connection, Manifest(at=max(act["at"] for story in stories for act in story)))


def lake_in(home: Path, stories: Iterable[Story], duties: Sequence[dict[str, Any]] = ()) -> Lake:
    """The facts of these cases as files of a lake, a month of cases in each, as ``wanmi lake sync`` would lay them."""
    stories = list(stories)
    manifest = Manifest(at=max(act["at"] for story in stories for act in story))
    months: dict[str, list[Story]] = {}
    for story in stories:
        months.setdefault(day_of(story[0]["at"], ZoneInfo("Asia/Shanghai"))[:7], []).append(story)
    for month, told in months.items():
        tables = tables_of(told)
        for name in ("cases", "stages"):
            getattr(manifest, name).update(_file(home, f"{name}/{month}/1.parquet", tables[name]))
    manifest.duties.update(_file(home, "duties/1.parquet", tables_of((), duties)["duties"]))
    write(home, manifest)
    return open_lake(home)


def _file(home: Path, name: str, table: pa.Table) -> dict[str, str]:
    (home / name).parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, home / name)
    return {name: sha256(home / name)}
