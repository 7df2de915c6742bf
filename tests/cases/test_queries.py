"""Work lists and search: right rows, right order, constant cost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests.city import ITEM, OTHER_PLACE, PLACE, filed, reported, somebody, take
from wanmi.cases import queries
from wanmi.cases.fulltext import pairs
from wanmi.cases.queries import BadCursor, Filters, search, work_list

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def test_pages_of_a_work_list_are_in_order_of_deadline_and_leave_nothing_out() -> None:
    cases = [reported() for _ in range(7)]
    post = somebody("acceptor").post
    found, after = [], ""
    while True:
        page = work_list(post, after, size=3)
        found += page.rows
        after = page.after
        if not after:
            break
    assert [task.case_id for task in found] == [case.pk for case in cases]
    assert sorted(found, key=lambda task: (task.due_at, task.pk)) == found


@pytest.mark.parametrize("rows", [1, 20])
def test_a_page_takes_one_query_whatever_its_length(
    rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(rows):
        take(reported(), "accept", "acceptor", item=ITEM)
    post = somebody("shift_leader").post
    with django_assert_num_queries(1):
        assert [task.case.item.name_zh for task in work_list(post).rows if task.case.item]
    actor = somebody("dispatcher")
    with django_assert_num_queries(1):
        assert [case.item.name_zh for case in search(actor, Filters()).rows if case.item]


@pytest.mark.parametrize("mark", ["x", "W10=", "WzEsMiwzXQ==", "WyJ4IiwieSJd", "eyJhIjogMX0="])
def test_a_mark_that_this_list_did_not_make_is_refused(mark: str) -> None:
    with pytest.raises(BadCursor):
        work_list("any", mark)


def test_pairs_of_characters() -> None:
    assert pairs("路灯不亮，3号楼") == ["路灯", "灯不", "不亮", "3号", "号楼"]
    assert pairs("灯") == ["灯"]
    assert pairs("，。 _") == []


def test_search_by_text_finds_phrases_in_text_and_address() -> None:
    lamp = reported(text="胡同口路灯不亮", address="东四北大街甲5号")
    other = reported(text="路面破损")
    actor = somebody("acceptor")
    assert search(actor, Filters(text="路灯不亮")).rows == [lamp]
    assert search(actor, Filters(text="甲5号")).rows == [lamp]
    assert search(actor, Filters(text="路")).rows == []
    assert search(actor, Filters(text="灯路")).rows == []
    assert search(actor, Filters(text='”"*)(')).rows == []
    assert search(actor, Filters(text="破损")).rows == [other]


def test_hits_of_a_text_are_paged_and_filtered_portion_by_portion(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "HITS_AT_ONCE", 2)
    here = [reported(text="路灯不亮") for _ in range(5)]
    for _ in range(5):
        reported(text="路灯不亮", place=OTHER_PLACE, position=None)
    filters = Filters(text="路灯", place=PLACE)
    first = search(somebody("acceptor"), filters, size=3)
    second = search(somebody("acceptor"), filters, first.after, size=3)
    assert [*first.rows, *second.rows] == here[::-1]
    assert second.after == ""


def test_an_erased_text_is_no_longer_found() -> None:
    case = reported(channel="hotline", text="楼道堆物", reporter={"name": "李四"})
    take(case, "erase_personal", "supervision_leader", erasure="withdrawn")
    assert search(somebody("acceptor"), Filters(text="楼道堆物")).rows == []


def test_search_by_everything_else() -> None:
    here, there = filed(), reported(place=OTHER_PLACE, position=None)
    actor = somebody("acceptor")
    now = timezone.now()
    assert here.item is not None
    expected = {
        Filters(number=here.number): [here],
        Filters(place=PLACE[:9]): [here],
        Filters(place="110101"): [there, here],
        Filters(item=here.item.pk): [here],
        Filters(state="reported"): [there],
        Filters(since=now - timedelta(hours=1)): [there, here],
        Filters(until=now - timedelta(hours=1)): [],
        Filters(department="nobody"): [],
    }
    for filters, cases in expected.items():
        assert list(search(actor, filters).rows) == cases, filters
