"""Two people at once, on real transactions: one wins, the other gets a clear answer, nothing is lost or doubled."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from tests.city import DONGCHENG, ITEM, PLACE, reported, somebody
from wanmi.cases.errors import MovedOn
from wanmi.cases.models import Case
from wanmi.cases.rebuilding import rebuild
from wanmi.cases.services import Order, act, report
from wanmi.journal.models import Entry
from wanmi.journal.verifying import verify
from wanmi.packs.loading import load_pack
from wanmi.process.errors import Refused

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 4


@pytest.fixture(autouse=True)
def loaded() -> None:
    load_pack(DONGCHENG)


def together(do: Callable[[int], Any]) -> list[Any]:
    """What each of several people got who did this at the same moment: a result or an exception."""
    barrier = Barrier(PEOPLE)

    def one(number: int) -> Any:
        barrier.wait()
        try:
            return do(number)
        except (Refused, MovedOn) as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(PEOPLE) as pool:
        return list(pool.map(one, range(PEOPLE)))


def test_one_wins_and_the_others_are_told() -> None:
    case, acceptor = reported(), somebody("acceptor")
    found = together(lambda n: act(case.number, Order("accept", acceptor, {"item": ITEM}, seen=1)))
    assert sorted(type(result).__name__ for result in found) == ["MovedOn"] * (PEOPLE - 1) + ["Outcome"]
    assert Entry.objects.filter(subject=case.number, action="accept").count() == 1
    assert rebuild().differences == []


def test_one_report_sent_by_several_threads_is_opened_once() -> None:
    order = Order("report", somebody("operator"), {"channel": "hotline", "place": PLACE, "text": "积水"}, key="same")
    found = together(lambda n: report(order))
    assert len({outcome.case.number for outcome in found}) == 1
    assert [outcome.repeated for outcome in found].count(False) == 1
    assert Case.objects.count() == 1


def test_reports_at_once_get_numbers_of_their_own_and_stand_in_one_chain() -> None:
    operator = somebody("operator")
    together(
        lambda n: [
            report(
                Order(
                    "report", operator, {"channel": "hotline", "place": PLACE, "text": f"积水{n}-{i}"}, key=f"{n}-{i}"
                )
            )
            for i in range(5)
        ]
    )
    numbers = Case.objects.order_by("number").values_list("number", flat=True)
    assert [number[-5:] for number in numbers] == [f"{n:05d}" for n in range(1, 5 * PEOPLE + 1)]
    assert verify().faults == []
