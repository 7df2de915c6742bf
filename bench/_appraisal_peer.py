"""The same figures from PostgreSQL, by SQL that was written from the formulas alone and knows nothing of ours.

The peer is given what it likes: a narrow table for each stage, short types, indexes on the moments, fresh statistics,
its own parallel workers, and memory to work in. Every count is one FILTER in one pass over its table.
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self

import duckdb
import psycopg
import pyarrow as pa
from pyarrow import csv

from bench._appraisal_city import MOMENTS
from tooling.postgres import temporary_postgres

CASES = "opened, filed, dispatched, due, handled, closed, suspended_from, suspended_to, state, is_public, by_collector"
CASES += ", self_handled, is_urgent, is_excused, place, extensions, suspensions"
STAGE = "round, is_last, is_forward, begun, begun_by, due, ended, ended_by, fault, place, is_public, is_void"
SMALL = {"round", "extensions", "suspensions"}
STAGES = ("reported", "verifying", "to_file", "to_dispatch", "handling", "checking", "supervision")

STANDS = "state NOT IN ('void', 'merged')"
DUE = f"(dispatched IS NOT NULL AND due IS NOT NULL AND {STANDS})"
VALID = f"(filed IS NOT NULL AND {STANDS})"
ON_TIME = f"({DUE} AND handled IS NOT NULL AND (handled <= due OR is_excused))"
LATE = f"({DUE} AND handled > due AND NOT is_excused)"
HELD = "(suspended_from < {now} AND (suspended_to IS NULL OR suspended_to >= {now}))"
ANSWERED = "ended_by IN ('pass_check', 'fail_check')"
FOUND = "ended_by IN ('confirm_found', 'report_not_found')"
OURS = "fault IN ('not_our_duty', 'not_our_ground', 'owner_elsewhere')"
SENT = "(is_last AND ended_by = 'dispatch' AND NOT is_void)"
ACCEPTED = "ended_by = 'accept'"
FILED = "(is_forward AND ended_by = 'file')"

CASE_MOMENTS = ("opened", "LEAST(due, closed)", "closed")
STAGE_MOMENTS = ("LEAST(due, ended)", "ended")
PARALLEL = 2  # tables filled at once

# Table, which of its rows belong to the period, and what is counted among them.
IN_PERIOD = "LEAST({due}, {end}) >= {since} AND LEAST({due}, {end}) < {until}"
OF_STAGE = IN_PERIOD.replace("{due}", "due").replace("{end}", "ended")
OF_CASE = IN_PERIOD.replace("{due}", "due").replace("{end}", "closed")
STANDING = "begun < {now} AND (ended IS NULL OR ended >= {now})"
QUERIES: list[tuple[str, str, dict[str, str]]] = [
    (
        "cases",
        "opened >= {since} AND opened < {until}",
        {
            "report_num": "true",
            "patrol_report_num": "by_collector",
            "public_report_num": "NOT by_collector",
            "valid_report_num": VALID,
            "valid_patrol_report_num": f"{VALID} AND by_collector",
            "valid_public_report_num": f"{VALID} AND NOT by_collector",
            "patrol_deal_report_num": "self_handled",
        },
    ),
    (
        "cases",
        OF_CASE,
        {
            "need_dispose_num": DUE,
            "dispose_num": f"{DUE} AND handled IS NOT NULL",
            "intime_dispose_num": ON_TIME,
            "overtime_dispose_num": LATE,
            "hang_num": f"{DUE} AND suspensions > 0",
            "postpone_num": f"{DUE} AND extensions > 0",
            "appeal_exempt_num": f"{DUE} AND is_excused",
            "need_archive_num": DUE,
            "archive_num": f"{DUE} AND closed IS NOT NULL",
            "intime_archive_num": ON_TIME,
            "overtime_archive_num": LATE,
            "need_archive_hang_num": f"{DUE} AND {HELD} IS NOT TRUE",
            "urgent_need_archive_num": f"{DUE} AND is_urgent",
            "urgent_archive_num": f"{DUE} AND closed IS NOT NULL AND is_urgent",
            "urgent_intime_archive_num": f"{ON_TIME} AND is_urgent",
        },
    ),
    (
        "cases",
        "filed < {now} AND (closed IS NULL OR closed >= {now})",
        {"to_archive_num": VALID, "overtime_to_archive_num": f"{DUE} AND due < {{now}}"},
    ),
    (
        "reported",
        OF_STAGE,
        {
            "need_operate_num": "ended_by <> 'self_handle'",
            "operate_num": ACCEPTED,
            "intime_operate_num": f"{ACCEPTED} AND ended <= due",
            "not_operate_num": "ended_by = 'refuse'",
            "accur_operate_num": f"{ACCEPTED} AND fault NOT IN ('below_condition', 'duplicate')",
            "need_send_verify_num": "is_public",
            "send_verify_num": f"is_public AND {ACCEPTED}",
            "intime_send_verify_num": f"is_public AND {ACCEPTED} AND ended <= due",
        },
    ),
    (
        "verifying",
        OF_STAGE,
        {"need_verify_num": "true", "verify_num": FOUND, "intime_verify_num": f"{FOUND} AND ended <= due"},
    ),
    (
        "to_file",
        OF_STAGE,
        {
            "inst_num": FILED,
            "intime_inst_num": f"{FILED} AND ended <= due",
            "not_inst_num": "ended_by = 'decline'",
            "accur_inst_num": f"{FILED} AND fault NOT IN ('filed_in_error', 'duplicate')",
            "cancel_num": "ended_by = 'void'",
        },
    ),
    ("to_file", STANDING, {"to_inst_num": "true"}),
    (
        "to_dispatch",
        OF_STAGE,
        {
            "need_dispatch_num": "is_last AND ended_by <> 'send_back' AND NOT is_void",
            "dispatch_num": SENT,
            "intime_dispatch_num": f"{SENT} AND ended <= due",
            "overtime_dispatch_num": f"{SENT} AND ended > due",
            "accur_dispatch_num": f"round = 1 AND ended_by = 'dispatch' AND NOT {OURS} AND NOT is_void",
            "wrong_dispatch_num": f"ended_by = 'dispatch' AND {OURS}",
        },
    ),
    ("to_dispatch", STANDING, {"to_dispatch_num": "true"}),
    ("supervision", OF_STAGE, {"supervise_num": "begun_by = 'supervise'"}),
    (
        "handling",
        OF_STAGE,
        {
            "through_dispose_num": "true",
            "rework_num": "begun_by = 'rework'",
            "back_num": "ended_by = 'return'",
            "worked_num": "is_last AND ended_by = 'finish'",
        },
    ),
    ("handling", STANDING, {"to_dispose_num": "true", "overtime_to_dispose_num": "due < {now}"}),
    (
        "checking",
        OF_STAGE,
        {
            "need_check_num": "true",
            "check_num": ANSWERED,
            "intime_check_num": f"{ANSWERED} AND ended <= due",
            "invalid_check_num": f"{ANSWERED} AND fault = 'check_again'",
        },
    ),
]


class Peer:
    """A PostgreSQL with the rows of the lake, while the context lasts. ``load_s``: seconds to fill and index it."""

    def __init__(self, home: Path, now: int) -> None:
        self.home, self.now = home, now
        self._open = ExitStack()

    def __enter__(self) -> Self:
        self.url = self._open.enter_context(temporary_postgres())
        began = time.perf_counter()
        with ThreadPoolExecutor(PARALLEL) as together:
            tables = [("cases", CASES), *((stage, STAGE) for stage in STAGES)]
            list(together.map(lambda table: self._filled(*table), tables))
        self.load_s = time.perf_counter() - began
        self.connection = self._open.enter_context(self._connected())
        print(f"{'PostgreSQL':>12}: filled, indexed and analysed in {self.load_s:.1f} s")
        return self

    def __exit__(self, *problem: object) -> None:
        self._open.close()

    def _connected(self) -> psycopg.Connection[Any]:
        connection = psycopg.connect(self.url, autocommit=True)
        connection.execute("SET work_mem = '256MB'")
        connection.execute("SET maintenance_work_mem = '1GB'")
        return connection

    def _filled(self, name: str, columns: str) -> None:
        """One table with its rows, its indexes and fresh statistics."""
        source, moments = f"stages/*/*.parquet') WHERE stage = '{name}'", STAGE_MOMENTS
        if name == "cases":
            source, moments = "cases/*/*.parquet')", CASE_MOMENTS
        with self._connected() as connection:
            types = ", ".join(f"{each} {_type(each)}" for each in columns.split(", "))
            connection.execute(f"CREATE UNLOGGED TABLE {name} ({types})")
            self._copy(connection, name, f"SELECT {columns} FROM read_parquet('{self.home}/{source}")
            for moment in moments:
                connection.execute(f"CREATE INDEX ON {name} (({moment}))")
            connection.execute(f"VACUUM (ANALYZE) {name}")

    def _copy(self, connection: psycopg.Connection[Any], name: str, query: str) -> None:
        with duckdb.connect() as facts, connection.cursor() as cursor:
            facts.execute("SET threads = 1")
            with cursor.copy(f"COPY {name} FROM STDIN (FORMAT csv)") as copy:
                for batch in facts.execute(query).to_arrow_reader(100_000):
                    copy.write(_csv(batch))

    def measure(self, period: Any) -> dict[tuple[str, str], int]:
        """Every count that is not zero, of every town and grid: (place, indicator) -> figure."""
        moments = {"since": period.since, "until": period.until, "now": min(period.until, self.now + 1)}
        found: dict[tuple[str, str], int] = {}
        for table, belongs, counts in QUERIES:
            filters = ", ".join(f"count(*) FILTER (WHERE {when}) AS {code}" for code, when in counts.items())
            sums = ", ".join(f"sum({code})" for code in counts)
            query = f"""WITH fine AS MATERIALIZED (SELECT place, {filters} FROM {table} WHERE {belongs} GROUP BY place)
                SELECT left(place, 9), {sums} FROM fine GROUP BY 1 UNION ALL SELECT * FROM fine"""
            for place, *figures in self.connection.execute(query.format(**moments)):
                found |= {(place, code): int(n) for code, n in zip(counts, figures, strict=True) if n}
        return found


def _type(column: str) -> str:
    if column in MOMENTS:
        return "bigint"
    if column in SMALL:
        return "smallint"
    return "boolean" if column.startswith(("is_", "by_collector", "self_handled")) else "text"


def _csv(batch: Any) -> bytes:
    sink = pa.BufferOutputStream()
    csv.write_csv(batch, sink, csv.WriteOptions(include_header=False))
    return sink.getvalue().to_pybytes()
