"""Lists of proceedings: what a post may see, page by page, in runs of an index whatever has piled up elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from django.utils import timezone

from tests.city import OTHER_PLACE, PLACE, somebody
from tests.plans import plans, reads_plans
from wanmi.codes.place import Level
from wanmi.proceedings import queries
from wanmi.proceedings.models import Proceeding
from wanmi.process.engine import Actor
from wanmi.site.proceedings import rows_of
from wanmi.workforce.models import Organisation

Asserting = Callable[[int], AbstractContextManager[Any]]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
STREET = PLACE[: Level.STREET]
PLACES = (PLACE, f"{PLACE}001", f"{STREET}002", OTHER_PLACE)
MINE = "market"
STATES = {"stay": "reported", "assist": "sent", "plan": "asked"}


@pytest.fixture
def piled_up(city: None) -> None:
    others = Organisation.objects.exclude(code=MINE).first()
    for key, place, own, shared in product(STATES, PLACES, (False, True), (False, True)):
        row = Proceeding.objects.create(
            procedure=key,
            title=key,
            place=place,
            state=STATES[key],
            organisation_id=MINE if own else others.pk,
            opened_at=timezone.now(),
            snapshot={"clocks": {}},
        )
        if shared:
            row.shared_with.add(MINE)


def posts() -> list[Actor]:
    committee, department = somebody("committee", PLACE), somebody("handler", PLACE, MINE)
    return [
        committee,
        replace(committee, region=f"{PLACE}001"),
        somebody("street_office", PLACE),
        somebody("list_keeper"),
        department,
        replace(department, region=STREET),
        somebody("shift_leader"),
        somebody("audit_admin"),
    ]


@pytest.mark.usefixtures("piled_up")
@pytest.mark.parametrize("key", ["", "stay", "assist", "plan", "unknown"])
def test_pages_hold_all_that_the_post_may_see_and_nothing_else(key: str) -> None:
    for actor in posts():
        rows = queries.seen_by(actor).filter(**({"procedure": key} if key else {}))
        wanted = list(rows.order_by("-id"))
        pages, before = [], None
        while found := queries.listed(actor, key, before, size=4)[:4]:
            pages += found
            before = found[-1].pk
        assert pages == wanted
        assert list(queries.oldest(actor, key, size=100)) == wanted[::-1]
    assert queries.listed(posts()[2], "stay")


@reads_plans
@pytest.mark.usefixtures("piled_up")
def test_a_page_is_read_by_indexes_alone(django_assert_num_queries: Asserting) -> None:
    committee, _grid, office, _keeper, department, *_others = posts()
    wanted = ((committee, "proceeding_community"), (office, "proceeding_street"), (department, "proceeding_own"))
    for actor, index in wanted:
        with django_assert_num_queries(3) as asked:
            queries.listed(actor)
        (plan,) = plans(asked, "UNION ALL").values()
        assert index in plan
        assert "SCAN proceedings" not in plan


@pytest.mark.usefixtures("piled_up")
def test_many_lines_cost_as_many_queries_as_one(django_assert_num_queries: Asserting) -> None:
    rows = queries.listed(posts()[2])
    few = list({row.procedure: row for row in rows}.values())
    assert len(rows) > 3 * len(few)
    for each in (rows, few):
        with django_assert_num_queries(5):
            rows_of(each)
