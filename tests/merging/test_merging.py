"""A merge is decided by a person, moves the one case, can be taken back, and answers its reporter in the end."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.city import ITEM, PLACE, POSITION, reported, somebody, take
from wanmi.acts.carrying_out import Order
from wanmi.cases import services as cases
from wanmi.cases.errors import UnknownCase
from wanmi.cases.models import Case, Task
from wanmi.cases.rebuilding import rebuild as fold_cases
from wanmi.journal.models import Entry
from wanmi.journal.reading import entries_of
from wanmi.merging import queries, services
from wanmi.merging.courier import NAME, MergeCourier, the_feed
from wanmi.merging.finding import Told, likely, told_by
from wanmi.merging.models import Merge
from wanmi.merging.rebuilding import rebuild
from wanmi.merging.services import merge, mergeable, suggest
from wanmi.outbox.filling import read_on
from wanmi.outbox.models import Message
from wanmi.process.errors import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def answered() -> None:
    """Read the journal and send what follows, as `wanmi send` does."""
    courier = MergeCourier()
    while read_on(NAME, courier):
        pass
    for message in Message.objects.filter(feed=NAME):
        courier.parcel(message)


def test_a_merge_moves_the_case_and_taking_apart_puts_it_back() -> None:
    main, other = reported(), reported()
    done = merge(other.number, main.number, somebody("acceptor"))
    other.refresh_from_db()
    assert (done.state, other.state, other.is_open, other.snapshot["facts"]["related"]) == (
        "merged",
        "merged",
        False,
        main.number,
    )
    assert not Task.objects.filter(case=other).exists()
    assert queries.main_of(other) == main
    services.act(done.pk, Order("unmerge", somebody("acceptor"), {"note": "不是同一个井盖"}))
    other.refresh_from_db()
    assert (other.state, other.is_open, other.snapshot["facts"]["related"]) == ("reported", True, "")
    assert Task.objects.get(case=other).post.kind == "acceptor"
    assert [entry.action for entry in entries_of("merge", str(done.pk))] == ["suggest", "merge", "unmerge"]
    assert rebuild().differences == []
    assert fold_cases().differences == []


@pytest.mark.parametrize("kind", ["collector", "operator"])
def test_others_do_not_decide(kind: str) -> None:
    main, other = reported(), reported()
    with pytest.raises(Refused) as refused:
        merge(other.number, main.number, somebody(kind))
    assert codes(refused) == ["other_post"]
    assert Case.objects.get(pk=other.pk).state == "reported"


def test_a_stranger_sees_neither_case() -> None:
    main, other = reported(), reported()
    with pytest.raises(UnknownCase):
        merge(other.number, main.number, somebody("handler", PLACE, "street.donghuamen"))


def test_no_person_moves_the_case_past_the_merge() -> None:
    main, other = reported(), reported()
    with pytest.raises(Refused):
        cases.act(other.number, Order("merge", somebody("acceptor"), {"number": main.number}))


def test_what_cannot_be_merged_says_why() -> None:
    main, other, third = reported(), reported(), reported()
    leader = somebody("shift_leader")
    with pytest.raises(Refused) as refused:
        merge(main.number, main.number, leader)
    assert codes(refused) == ["same_case"]
    merge(other.number, main.number, leader)
    with pytest.raises(Refused) as refused:
        merge(main.number, third.number, leader)
    assert codes(refused) == ["is_main"]
    with pytest.raises(Refused) as refused:
        merge(third.number, other.number, leader)
    assert codes(refused) == ["main_has_ended"]


def test_a_merge_sent_twice_happens_once() -> None:
    main, other = reported(), reported()
    leader = somebody("shift_leader")
    merge(other.number, main.number, leader, key="k")
    merge(other.number, main.number, leader, key="k")
    assert Entry.objects.filter(subject_kind="merge", action="merge").count() == 1


def test_a_suggestion_the_other_way_round_gives_way() -> None:
    main, other = reported(), reported()
    first = suggest(main, other)
    assert suggest(other, main) == first
    merge(other.number, main.number, somebody("acceptor"))
    assert Merge.objects.get(pk=first.pk).state == "dismissed"


def test_the_reporter_is_answered_when_the_main_case_ends() -> None:
    the_feed()
    main, other = reported(channel="hotline"), reported(channel="hotline")
    merge(other.number, main.number, somebody("acceptor"))
    take(main, "refuse", "acceptor", refusal="unclear")
    answered()
    answered()
    last = list(entries_of("case", other.number))[-1]
    assert last.action == "answer_merged"
    assert Entry.objects.filter(subject=other.number, action="answer_merged").count() == 1


def test_a_case_taken_apart_is_not_answered() -> None:
    the_feed()
    main, other = reported(), reported()
    done = merge(other.number, main.number, somebody("acceptor"))
    services.act(done.pk, Order("unmerge", somebody("acceptor"), {"note": "x"}))
    take(main, "refuse", "acceptor", refusal="unclear")
    answered()
    assert not Entry.objects.filter(subject=other.number, action="answer_merged").exists()


def test_every_state_before_the_work_is_done_can_be_merged_and_comes_back() -> None:
    assert mergeable() == {"reported", "verifying", "to_file", "to_dispatch", "handling"}


def test_the_nearer_and_liker_case_comes_first() -> None:
    near = reported(item=ITEM, text="路口井盖破损，很危险")
    reported(item=ITEM, text="树枝折断", position={"lon": 116.4112, "lat": 39.915})
    far = reported(item=ITEM, position={"lon": 116.43, "lat": 39.915})
    told = Told(lon=POSITION["lon"], lat=POSITION["lat"], item=near.item, text="井盖破损，危险")
    found = likely(told, Case.objects.all())
    assert found[0].case == near
    assert found[0].by_rule
    assert found[0].same_item
    assert far not in [each.case for each in found]


def test_without_a_position_the_rule_speaks() -> None:
    known = reported(item=ITEM, position=None, text="井盖破损，请处理")
    told = told_by(Case.objects.select_related("item").get(pk=reported(item=ITEM, position=None).pk))
    found = likely(told, Case.objects.all())
    assert [(each.case, each.chance) for each in found] == [(known, None)]


def test_finding_takes_few_queries(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    for _ in range(3):
        reported(item=ITEM)
    told = told_by(Case.objects.select_related("item").latest("pk"))
    with django_assert_max_num_queries(4):
        assert likely(told, Case.objects.all())


def test_what_people_merged_is_told_to_the_finder_and_not_offered() -> None:
    main, other = reported(item=ITEM), reported(item=ITEM)
    told = told_by(Case.objects.select_related("item").get(pk=reported(item=ITEM).pk))
    before = {each.case.number: each.chance for each in likely(told, Case.objects.all())}
    merge(other.number, main.number, somebody("acceptor"))
    after = {each.case.number: each.chance for each in likely(told, Case.objects.all())}
    assert before.keys() == {main.number, other.number}
    assert after.keys() == {main.number}
    assert after[main.number] > before[main.number]
