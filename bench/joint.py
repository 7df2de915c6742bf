"""Does the sweep for missed deadlines slow down as whistles pile up? 10,000 open ones with 5 departments each.

What is timed is the one query that finds what is due among them, with no closed whistle beside them and with many; and
what telling one missed deadline takes as an act, journal and all.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

OPEN = 10_000
DEPARTMENTS = ("law_enforcement", "market", "fire", "housing", "ecology")
DUE = 100  # parts whose deadline has passed
TOLD = 25  # of them that are told, to time the act


def run(quick: bool) -> dict[str, float]:
    closed = 40_000 if quick else 200_000
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"WANMI_HOME": home, "DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": "tests.django_settings"}
        now = _prepare()
        _copies(1, OPEN, is_open=True)
        alone = _median(now, rounds=40 if quick else 200)
        began = time.perf_counter()
        _copies(OPEN, OPEN + closed, is_open=False)
        print(f"{closed:,} closed whistles stand after {time.perf_counter() - began:.1f} s")
        beside = _median(now, rounds=40 if quick else 200)
        act_ms = _acts(now)
    print(f"\n{OPEN:,} open whistles, {OPEN * len(DEPARTMENTS):,} parts, {DUE} of them due")
    print(f"{'sweep, closed beside them':32}{'none':>12}{closed:>12,}{'growth':>9}")
    print(f"{'median, ms':32}{alone:12.2f}{beside:12.2f}{beside / alone:9.2f}")
    print(f"{'telling one missed deadline, ms':32}{act_ms:12.2f}")
    return {"sweep_ms": round(beside, 2), "growth_ratio": round(beside / alone, 2), "tell_ms": round(act_ms, 2)}


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
        cursor.execute("ANALYZE")


def _median(now: datetime, rounds: int) -> float:
    from wanmi.joint.clockwork import due_parts

    times = []
    for _ in range(rounds + 3):
        began = time.perf_counter()
        found = len(list(due_parts(now)))
        times.append(1000 * (time.perf_counter() - began))
        assert found == DUE, f"{found} parts are due, expected {DUE}"
    return statistics.median(times[3:])


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
