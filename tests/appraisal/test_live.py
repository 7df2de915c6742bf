"""The big screen's numbers: right after each act, and no dearer for all the cases that were ever closed."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from tests.city import PLACE, filed, handling, reported, take, to_close
from wanmi.appraisal import live, services
from wanmi.appraisal.models import DayCount, Mark
from wanmi.cases.models import Case
from wanmi.journal.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
DISTRICT, STREET = PLACE[:6], PLACE[:9]


def numbers(region: str = DISTRICT) -> tuple[int, int, int, int, int]:
    now = live.counters(region)
    return now.open, now.reported, now.filed, now.handled, now.closed


def test_each_act_counts_once_and_where_it_was() -> None:
    was, elsewhere = numbers(), numbers("110102")
    reported()
    filed()
    handling()
    take(to_close(), "close", "shift_leader")
    assert [now - before for now, before in zip(numbers(), was, strict=True)] == [3, 4, 3, 1, 1]
    assert numbers(STREET)[0] == numbers()[0]
    assert numbers("110102") == elsewhere == (0, 0, 0, 0, 0)


def test_counts_from_the_start_are_those_that_were_added_up_on_the_way() -> None:
    handling()
    kept = numbers()
    DayCount.objects.all().delete()
    Mark.objects.all().delete()
    with CaptureQueriesContext(connection) as asked:
        assert numbers() == kept
    assert len(asked) < 20  # a portion is read at once, and written at once


def test_portions_add_up_to_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "AT_ONCE", 2)
    was = numbers()
    take(to_close(), "close", "shift_leader")
    assert [now - before for now, before in zip(numbers(), was, strict=True)] == [0, 1, 1, 1, 1]
    assert services.catch_up() == Entry.objects.order_by("-seq").values_list("seq", flat=True)[0]


@pytest.mark.everywhere
def test_closed_cases_cost_nothing() -> None:
    """The same queries, however many cases were closed; open ones are found by an index that has no others."""
    handling()
    numbers()
    with CaptureQueriesContext(connection) as before:
        numbers()
    for _ in range(3):
        take(to_close(), "close", "shift_leader")
    numbers()
    with CaptureQueriesContext(connection) as after:
        numbers()
    assert len(before) == len(after) <= 6
    assert not [query for query in after if "journal_entry" in query["sql"]]  # nothing new, nothing read
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # a table of a few rows is read whole unless that is forbidden
            cursor.execute("SET LOCAL enable_seqscan = off")
        plan = Case.objects.filter(Q(community__gte=STREET, community__lt=STREET + ":"), is_open=True).explain()
    assert "case_open" in plan
