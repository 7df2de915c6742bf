"""A lake in memory from walked cases."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import ibis
import pyarrow as pa

from tests.lake.walking import WORLD
from wanmi.lake.columns import CASES, DUTIES, STAGES
from wanmi.lake.folding import fold
from wanmi.lake.manifest import Manifest
from wanmi.lake.reading import Lake, lake_on

Story = Sequence[dict[str, Any]]


def tables_of(stories: Iterable[Story]) -> dict[str, pa.Table]:
    """The facts of walked cases."""
    folded = [fold(story, WORLD) for story in stories]
    stays = [stay for _, stays in folded for stay in stays]
    return {
        "cases": pa.Table.from_pylist([case for case, _ in folded], CASES),
        "stages": pa.Table.from_pylist(stays, STAGES),
        "duties": pa.Table.from_pylist([], DUTIES),
    }


def lake_of(stories: Sequence[Story], connection: Any = None) -> Lake:
    """A lake with the facts of these cases on an Ibis connection (one of DuckDB in memory where none is given)."""
    connection = connection or ibis.duckdb.connect()
    for name, table in tables_of(stories).items():
        connection.create_table(name, schema=ibis.Schema.from_pyarrow(table.schema))
        if len(table):
            connection.insert(name, table)
    return lake_on(connection, Manifest(at=max(act["at"] for story in stories for act in story)))
