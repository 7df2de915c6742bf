"""Do the sweep for missed deadlines and a register slow down as whistles pile up? 10,000 open ones, 5 departments each.

What is timed is the one query that finds what is due among them, and the one for the register of a department that was
called to one whistle, in two databases that differ in their closed whistles alone. They are asked in turns, in
processor time, and the growth is the median over the pairs: what else the machine does falls on both. The query of the
sweep is counted and its plan read: one statement, by the partial index. Then what telling one missed deadline takes as
an act, journal and all.
"""

from __future__ import annotations

import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

OPEN = 10_000
DEPARTMENTS = ("law_enforcement", "market", "fire", "housing", "ecology")
DUE = 100  # parts whose deadline has passed
TOLD = 25  # of them that are told, to time the act
ALONE = "alone"  # the database without closed whistles
INDEX = "joint_part_sweep"
WARM = 10  # pairs that are not counted
RARE = "gardens"  # the department that was called once
BOOK = "whistle"


@dataclass(frozen=True, slots=True)
class Paired:
    """Medians in milliseconds of processor time, and of the ratio within each pair with the middle half of them."""

    alone: float
    beside: float
    growth: float
    quarters: tuple[float, float]


def run(quick: bool) -> dict[str, float]:
    closed = 40_000 if quick else 200_000
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"WANMI_HOME": home, "DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": "tests.django_settings"}
        now = _prepare()
        _copies(1, OPEN, is_open=True)
        _call_once(OPEN + 1)
        _set_apart(Path(home))
        began = time.perf_counter()
        _copies(OPEN + 1, OPEN + closed, is_open=False)
        print(f"{closed:,} closed whistles stand after {time.perf_counter() - began:.1f} s")
        queries, plan = _plan(now)
        rounds = 300 if quick else 1_000
        found, register = _pairs(lambda database: _sweep(now, database), rounds), _pairs(_register, rounds)
        act_ms = _acts(now)
    print(f"\n{OPEN:,} open whistles, {OPEN * len(DEPARTMENTS):,} parts, {DUE} of them due")
    _tell("sweep, closed beside them", closed, found)
    _tell("register of one called once", closed, register)
    print(f"{'statements, and their plan':32}{queries:12d}  {plan}")
    print(f"{'telling one missed deadline, ms':32}{act_ms:12.2f}")
    figures = {"sweep_ms": round(found.beside, 2), "growth_ratio": round(found.growth, 2), "sweep_queries": queries}
    figures |= {"register_ms": round(register.beside, 2), "register_growth_ratio": round(register.growth, 2)}
    return figures | {"tell_ms": round(act_ms, 2)}


def _tell(what: str, closed: int, found: Paired) -> None:
    low, high = found.quarters
    print(f"{what:32}{'none':>12}{closed:>12,}{'growth':>9}")
    print(f"{'median, ms of processor':32}{found.alone:12.2f}{found.beside:12.2f}{found.growth:9.2f}")
    print(f"{'half of the pairs lie within':32}{low:24.2f}{high:9.2f}")


def _set_apart(home: Path) -> None:
    """Keep the database as it is now beside the one that goes on growing."""
    from django.db import connection, connections

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    file = Path(connection.settings_dict["NAME"])
    shutil.copyfile(file, home / f"{ALONE}.sqlite3")
    connections.databases[ALONE] = {**connection.settings_dict, "NAME": str(home / f"{ALONE}.sqlite3")}


def _plan(now: datetime) -> tuple[int, str]:
    """How many statements the look for what is due takes, and by which index the database finds it."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from wanmi.joint.clockwork import due_parts

    with CaptureQueriesContext(connection) as asked:
        assert len(list(due_parts(now))) == DUE
    plan = next(line for line in due_parts(now).explain().splitlines() if "joint_part" in line)
    assert INDEX in plan, plan
    return len(asked), plan.strip()


def _prepare() -> datetime:
    """The demo city with one whistle that was blown for real; gives the moment at which ``DUE`` parts will be due."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.utils import timezone

    from tests.joint.world import blown
    from wanmi.packs.loading import load_pack

    call_command("migrate", verbosity=0)
    load_pack(Path(settings.ROOT) / "cities" / "dongcheng")
    lead, *joint = DEPARTMENTS
    blown(lead=lead, joint=" ".join(joint))
    return timezone.now() - timedelta(days=1)


def _copies(after: int, until: int, *, is_open: bool) -> None:
    """Copies of the whistle and of its parts, made by the database itself; deadlines are spread over minutes.

    Only the first ``DUE`` parts are due before the moment that is asked about; what is closed has no deadline.
    """
    from django.db import connection

    state, due = ("blown", "o.due_at") if is_open else ("solved", "NULL")
    with connection.cursor() as cursor:
        series = f"WITH RECURSIVE n(i) AS (SELECT {after + 1} UNION ALL SELECT i + 1 FROM n WHERE i < {until})"
        cursor.execute(f"""{series}
            INSERT INTO joint_obligation (id, number, rules_id, kind, case_id, caller_id, holder_id, place, matter,
                text, state, is_open, desk_id, desk_role, opened_at, due_at, sweep_at, is_provisional, version,
                snapshot)
            SELECT i, 'B' || printf('%017d', i), o.rules_id, o.kind, NULL, o.caller_id, NULL, o.place, o.matter, o.text,
                '{state}',
                {int(is_open)}, o.desk_id, o.desk_role, o.opened_at, {due}, {due}, 0, 1, o.snapshot
            FROM n CROSS JOIN (SELECT * FROM joint_obligation ORDER BY id LIMIT 1) AS o""")
        moment = f"CASE WHEN i * 5 + p.serial <= {DUE + 10} THEN datetime(p.opened_at, '-2 days') ELSE {'p.due_at'} END"
        due = moment if is_open else "NULL"
        cursor.execute(f"""{series}
            INSERT INTO joint_part (obligation_id, serial, organisation_id, is_lead, state, is_open, desk_id, desk_role,
                opened_at, due_at, sweep_at, is_provisional, version, snapshot, is_refused)
            SELECT i, p.serial, p.organisation_id, p.is_lead, '{"called" if is_open else "solved"}', {int(is_open)},
                p.desk_id, p.desk_role, p.opened_at, {due}, {due}, 0, 1, p.snapshot, 0
            FROM n CROSS JOIN (SELECT * FROM joint_part WHERE obligation_id = 1 ORDER BY serial) AS p""")
        cursor.execute(f"""{series}
            INSERT INTO joint_onlooker (obligation_id, who, book, kind)
            SELECT i, o.who, o.book, o.kind
            FROM n CROSS JOIN (SELECT * FROM joint_onlooker WHERE obligation_id = 1 ORDER BY id) AS o""")
        cursor.execute("ANALYZE")


def _call_once(number: int) -> None:
    """One more whistle, for a department that none of the others calls."""
    from tests.joint.world import blown

    assert blown(lead=RARE, joint="").pk == number


def _pairs(asked: Callable[[str], float], rounds: int) -> Paired:
    """Ask both databases in turns, each first in every other pair."""
    pairs = []
    for number in range(rounds + WARM):
        order = (ALONE, "default") if number % 2 else ("default", ALONE)
        took = {name: asked(name) for name in order}
        pairs.append((took[ALONE], took["default"]))
    alone, beside = zip(*pairs[WARM:], strict=True)
    ratios = [b / a for a, b in pairs[WARM:]]
    low, middle, high = statistics.quantiles(ratios, n=4)
    return Paired(statistics.median(alone), statistics.median(beside), middle, (low, high))


def _register(database: str) -> float:
    """Milliseconds of processor time of the register of the department that was called once."""
    from tests.joint.world import department
    from wanmi.joint.onlookers import listed

    rows = listed(department(RARE), book=BOOK).select_related("obligation").order_by("-obligation")[:31]
    began = time.process_time_ns()
    found = len(list(rows.using(database)))
    took = (time.process_time_ns() - began) / 1e6
    assert found == 1, f"{found} whistles are in the register, expected one"
    return took


def _sweep(now: datetime, database: str) -> float:
    """Milliseconds of processor time of one look for what is due."""
    from wanmi.joint.clockwork import due_parts

    began = time.process_time_ns()
    found = len(list(due_parts(now).using(database)))
    took = (time.process_time_ns() - began) / 1e6
    assert found == DUE, f"{found} parts are due, expected {DUE}"
    return took


def _acts(now: datetime) -> float:
    """Milliseconds of telling one missed deadline, the mean over some."""
    from django.utils import timezone

    from wanmi.acts.carrying_out import Order
    from wanmi.acts.system import system_actor
    from wanmi.joint.clockwork import FALL_LATE, due_parts
    from wanmi.joint.services import act_on_part

    parts = list(due_parts(now)[:TOLD])
    at = timezone.now() + timedelta(hours=1)
    began = time.perf_counter()
    for part in parts:
        act_on_part(part.obligation.number, part.serial, Order(FALL_LATE, system_actor(), at=at))
    return 1000 * (time.perf_counter() - began) / len(parts)
