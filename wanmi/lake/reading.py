"""The lake as tables to ask: with DuckDB where it lies, or wherever else the same tables have been put."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.parquet as pq

from wanmi.lake.columns import CASES, DUTIES, STAGES
from wanmi.lake.manifest import Manifest, folder, read

TABLES = {"cases": CASES, "stages": STAGES, "duties": DUTIES}


@dataclass(frozen=True)
class Lake:
    """The tables of facts, in any engine that Ibis speaks to; ``manifest`` says how far the journal is in them.

    ``home``: the folder from which DuckDB reads them, where it does.
    """

    cases: ibis.Table
    stages: ibis.Table
    duties: ibis.Table
    manifest: Manifest
    home: Path | None = None

    def fingerprint(self) -> str:
        """SHA-256 of what the figures depend on, hex; printed on every report."""
        return self.manifest.fingerprint()

    @property
    def at(self) -> int:
        """The instant of the newest act: figures of what is open now are as of then."""
        return self.manifest.at


def open_lake(lake: Path | None = None, manifest: Manifest | None = None) -> Lake:
    """The lake in its folder, read by DuckDB; of it what ``manifest`` lists, where that is given. Raises LakeError.

    Opened in milliseconds: open it for each report.
    """
    lake = lake or folder()
    manifest = manifest or read(lake)
    connection = ibis.duckdb.connect()
    listed = {"cases": manifest.cases, "stages": manifest.stages, "duties": manifest.duties}
    for name, files in listed.items():
        if files:
            connection.read_parquet([str(lake / each) for each in files], table_name=name)
        else:
            connection.create_table(name, schema=ibis.Schema.from_pyarrow(TABLES[name]))
    return replace(lake_on(connection, manifest), home=lake)


def lake_on(connection: Any, manifest: Manifest) -> Lake:
    """The lake on an Ibis connection that has the tables ``cases``, ``stages`` and ``duties``."""
    return Lake(**{name: connection.table(name) for name in TABLES}, manifest=manifest)


def as_arrow(lake: Path, name: str) -> pa.Table:
    """A whole table of facts, to put it into another engine."""
    files, schema = getattr(read(lake), name), TABLES[name]
    return pa.concat_tables([pq.read_table(lake / each, schema=schema) for each in files] or [schema.empty_table()])
