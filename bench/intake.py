"""Over HTTP to a filed case, against a bare insert of the same rows, on SQLite and on PostgreSQL in the same run.

A case is reported, accepted and filed: three requests, each one transaction with its journal entry. The bare insert
writes the very rows that these acts left behind (case, tasks, entries, payloads, text index), one transaction for each
act, straight through the driver.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx

from tooling.live import LiveCity
from tooling.postgres import temporary_postgres

AT_ONCE = 4
ACTS = 3
REPORT = {
    "channel": "collector",
    "text": "路面积水约两平方米，行人无法通过，请尽快处理",
    "place": "110101001001",
    "position": {"lon": 116.41, "lat": 39.915},
}


def run(quick: bool) -> dict[str, float]:
    cases = 150 if quick else 1_500
    figures: dict[str, float] = {}
    print(f"{'':12}{'over HTTP':>14}{'bare insert':>14}{'ratio':>8}   ({cases} cases, {AT_ONCE} callers at once)")
    for name, database in (("sqlite", contextlib.nullcontext("")), ("postgresql", temporary_postgres())):
        with database as url, tempfile.TemporaryDirectory() as home, _city(Path(home), url) as city:
            served = _served(city, cases)
            bare = cases / float(_inside(city, "bare", str(cases))["seconds"])
        figures[f"ratio_{name}"] = round(bare / served, 2)
        figures[f"cases_per_s_{name}"] = round(served, 1)
        print(f"{name:12}{served:10.0f}/s{bare:12.0f}/s{bare / served:8.1f}")
    return figures


@contextlib.contextmanager
def _city(home: Path, url: str) -> Iterator[LiveCity]:
    city = LiveCity(home, url)
    try:
        city.start()
        yield city
    finally:
        city.stop()


def _served(city: LiveCity, cases: int) -> float:
    """Filed cases a second through the API."""
    given = _inside(city, "tokens")
    with httpx.Client(base_url=f"{city.url}/api/v1", timeout=60) as client, ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(lambda n: _file_one(client, given, f"warm-{n}"), range(20)))
        began = time.perf_counter()
        list(pool.map(lambda n: _file_one(client, given, str(n)), range(cases)))
        return cases / (time.perf_counter() - began)


def _file_one(client: httpx.Client, given: dict[str, Any], key: str) -> None:
    number = _post(client, "/reports", REPORT, given["operator"], key)["number"]
    accept = {"action": "accept", "carried": {"item": given["item"]}}
    _post(client, f"/cases/{number}/acts", accept, given["acceptor"], key)
    file = {"action": "file", "carried": {"item": given["item"], "condition": given["condition"]}}
    answer = _post(client, f"/cases/{number}/acts", file, given["shift_leader"], key)
    assert answer["state"] == "to_dispatch", answer


def _post(client: httpx.Client, path: str, body: object, token: str, key: str) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": f"{path}-{key}"}
    answer = client.post(path, json=body, headers=headers)
    answer.raise_for_status()
    found: dict[str, Any] = answer.json()
    return found


def _inside(city: LiveCity, *arguments: str) -> dict[str, Any]:
    """Run this file inside the city's environment and read the JSON that it prints."""
    command = [sys.executable, "-m", "bench.intake", *arguments]
    done = subprocess.run(command, env=city.env, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def tokens() -> dict[str, Any]:
    """Tokens of the three posts, and an item with one of its filing conditions."""
    from tests.city import ITEM, PLACE, condition_code
    from wanmi.workforce.addressing import post_for
    from wanmi.workforce.models import Appointment
    from wanmi.workforce.tokens import make_token

    found = {"item": ITEM, "condition": condition_code()}
    for kind in ("operator", "acceptor", "shift_leader"):
        holder = Appointment.objects.filter(post=post_for(kind, None, PLACE)).order_by("pk")[0]
        found[kind] = make_token(holder, "bench", 1)
    return found


def bare(cases: int) -> dict[str, Any]:
    """Seconds to write the rows of so many cases again, straight through the driver, one transaction an act."""
    from django.db import connection, transaction

    from wanmi.cases.fulltext import WRITE, document, pairs
    from wanmi.cases.models import Case, NumberSeries, Task
    from wanmi.journal.models import Entry, Head, Sealed

    copied = list(Entry.objects.filter(subject_kind="case").order_by("-seq")[: cases * ACTS])
    numbers = {entry.subject for entry in copied}
    rows = {case.number: case for case in Case.objects.filter(number__in=numbers)}
    tasks = {task.case.number: task for task in Task.objects.filter(case__number__in=numbers).select_related("case")}
    sealed = {payload.entry_id: payload for payload in Sealed.objects.filter(entry__in=copied)}
    heads = Head.objects.get(pk=1), NumberSeries.objects.all()[0]
    case_writer, entry_writer, payload_writer, task_writer = (
        _Writer(connection, m) for m in (Case, Entry, Sealed, Task)
    )
    began = time.perf_counter()
    for number, entry in enumerate(copied):
        fresh = 10**9 + number
        with transaction.atomic(), connection.cursor() as cursor:
            entry_writer.write(cursor, entry, seq=fresh, key=None)
            if entry.action == "report":
                case = rows[entry.subject]
                case_writer.write(cursor, case, id=fresh, number=f"bare{number}")
                cursor.execute(WRITE[connection.vendor], [fresh, document(pairs(f"{case.text} {case.address}"))])
            task_writer.write(cursor, tasks[entry.subject], id=fresh, reason=f"bare{number}")
            if entry.pk in sealed:
                payload_writer.write(cursor, sealed[entry.pk], id=fresh, entry_id=fresh)
            for head, column in zip(heads, ("seq", "last"), strict=True):
                table = head._meta.db_table
                cursor.execute(f"UPDATE {table} SET {column} = %s", [number])
    return {"seconds": time.perf_counter() - began}


class _Writer:
    """The INSERT of one table, with values taken from a model's row."""

    def __init__(self, connection: Any, model: Any) -> None:
        self.connection = connection
        self.fields = model._meta.concrete_fields
        columns = ", ".join(field.column for field in self.fields)
        marks = ", ".join(["%s"] * len(self.fields))
        self.statement = f"INSERT INTO {model._meta.db_table} ({columns}) VALUES ({marks})"

    def write(self, cursor: Any, row: Any, **instead: Any) -> None:
        values = [instead.get(field.attname, getattr(row, field.attname)) for field in self.fields]
        prepared = [
            field.get_db_prep_save(value, self.connection) for field, value in zip(self.fields, values, strict=True)
        ]
        cursor.execute(self.statement, prepared)


if __name__ == "__main__":
    import django

    django.setup()
    task, *counts = sys.argv[1:]
    print(json.dumps(tokens() if task == "tokens" else bare(int(counts[0]))))
