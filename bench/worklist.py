"""Does the first page of a work list slow down as cases pile up? At 10,000 and at 1,000,000 cases, in one database.

What is timed is the whole page as the server makes it, and the two queries behind it: the work list and the search.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

SMALL, LARGE = 10_000, 1_000_000
OPEN_SHARE = 20  # one case in so many is open and lies on a desk
# The desks of the centres: each has more than a page of tasks at either size, so that equal pages are compared.
POSTS = "SELECT code FROM workforce_post WHERE kind IN ('acceptor', 'shift_leader', 'dispatcher')"


def run(quick: bool) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"WANMI_HOME": home, "DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": "tests.django_settings"}
        _prepare()
        medians = {}
        for size in (SMALL, LARGE):
            began = time.perf_counter()
            _fill_up_to(size)
            print(f"{size:>9,} cases stand after {time.perf_counter() - began:.1f} s")
            medians[size] = _medians(rounds=60 if quick else 300)
    return _told(medians)


def _prepare() -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from wanmi.packs.loading import load_pack

    settings.ALLOWED_HOSTS.append("testserver")
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    load_pack(Path(settings.ROOT) / "cities" / "dongcheng")
    _template()


def _template() -> None:
    """One real case, from which the rows of the others are made."""
    from tests.city import reported

    reported(channel="hotline", text="胡同口的路灯不亮，夜间出行不便，请尽快派人修理", address="东四北大街甲5号")


def _fill_up_to(size: int) -> None:
    """Copies of the template: real rows, made by the database itself, with deadlines spread over a year."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT MAX(id) FROM cases_case")
        have = cursor.fetchone()[0]
        series = f"WITH RECURSIVE n(i) AS (SELECT {have + 1} UNION ALL SELECT i + 1 FROM n WHERE i < {size})"
        for rows in (_CASES, _TASKS, _TEXTS):
            cursor.execute(series + rows)
        cursor.execute("ANALYZE")


_CASES = f"""
INSERT INTO cases_case (id, number, state, is_open, channel, place, street, community, grid, cell, lon, lat, item_id,
    text, address, reported_at, due_at, is_provisional, version, snapshot)
SELECT i, 'B' || printf('%017d', i), CASE WHEN i % {OPEN_SHARE} = 0 THEN 'reported' ELSE 'closed' END,
    i % {OPEN_SHARE} = 0, 'hotline', c.place, c.street, c.community, c.grid, c.cell, c.lon, c.lat, NULL,
    c.text, c.address, datetime(c.reported_at, '-' || (i % 525600) || ' minutes'),
    datetime(c.reported_at, (i % 525600) || ' minutes'), 0, 1, c.snapshot
FROM n CROSS JOIN (SELECT * FROM cases_case ORDER BY id LIMIT 1) AS c
"""
_TEXTS = " INSERT INTO cases_text (rowid, pairs) SELECT i, '路灯 灯不 不亮' FROM n"
_TASKS = f""", p(code, k) AS (SELECT code, row_number() OVER (ORDER BY code) - 1 FROM ({POSTS}))
INSERT INTO cases_task (case_id, post_id, reason, opened_at, due_at)
SELECT c.id, p.code, 'reported', c.reported_at, c.due_at
FROM n JOIN cases_case AS c ON c.id = n.i
JOIN p ON p.k = (n.i / {OPEN_SHARE}) % (SELECT count(*) FROM p)
WHERE n.i % {OPEN_SHARE} = 0
"""


def _medians(rounds: int) -> dict[str, float]:
    """Median milliseconds of each way to look at the first page, for the acceptor's desk."""
    from django.test import Client

    from tests.city import somebody
    from wanmi.cases.queries import Filters, search, work_list
    from wanmi.workforce.models import Staff

    actor = somebody("acceptor")
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(Staff.objects.get(pk=actor.id))
    looks: dict[str, Callable[[], object]] = {
        "page of the work list": lambda: _ok(client.get("/")),
        "page of the search": lambda: _ok(client.get("/cases/")),
        "query of the work list": lambda: work_list(actor.post),
        "query of the search by place": lambda: search(actor, Filters(place="110101001")),
        "query of the search by state": lambda: search(actor, Filters(state="reported")),
        "query of the search by text": lambda: search(actor, Filters(text="路灯不亮")),
    }
    return {name: _median(look, rounds) for name, look in looks.items()}


def _ok(response: object) -> None:
    status = getattr(response, "status_code", None)
    assert status == 200, f"the page answers {status}"


def _median(look: Callable[[], object], rounds: int) -> float:
    times = []
    for _ in range(rounds + 3):
        began = time.perf_counter()
        look()
        times.append(1000 * (time.perf_counter() - began))
    return statistics.median(times[3:])


def _told(medians: dict[int, dict[str, float]]) -> dict[str, float]:
    print(f"\n{'median, ms':32}{SMALL:>12,}{LARGE:>12,}{'growth':>9}")
    growth = {name: medians[LARGE][name] / medians[SMALL][name] for name in medians[SMALL]}
    for name, ratio in growth.items():
        print(f"{name:32}{medians[SMALL][name]:12.2f}{medians[LARGE][name]:12.2f}{ratio:9.2f}")
    return {
        "growth_ratio": round(growth["page of the work list"], 2),
        "growth_ratio_query": round(growth["query of the work list"], 2),
        "growth_ratio_search": round(growth["page of the search"], 2),
        "page_ms": round(medians[LARGE]["page of the work list"], 2),
    }
