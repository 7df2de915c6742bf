"""What becomes of what is said: statements 2, 4, 6 and 12 of Wuhan's facts, and the late-night rule."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests.circles.world import EAST, LAMP, WEST, Groups, decide, heard, member
from tests.city import ITEM, OTHER_PLACE, picture, somebody
from wanmi.acts.carrying_out import Order
from wanmi.acts.errors import KeyUsed
from wanmi.acts.pictures import path_of
from wanmi.cases.actors import resident
from wanmi.cases.models import Attachment, Case
from wanmi.cases.rebuilding import rebuild as fold_cases
from wanmi.circles import clockwork, queries, services
from wanmi.circles.errors import GroupRefused
from wanmi.circles.grouping import end_group
from wanmi.circles.membership import leave
from wanmi.circles.models import Candidate, Photo
from wanmi.circles.night import begins, is_night
from wanmi.circles.rebuilding import rebuild
from wanmi.circles.services import Said
from wanmi.journal.models import Entry, Sealed
from wanmi.merging.queries import voices_in
from wanmi.process.errors import Refused
from wanmi.workforce.queries import city_zone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
QUARTER = timedelta(minutes=15)


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 3, hour, minute, tzinfo=city_zone())


def spoken(monkeypatch: pytest.MonkeyPatch, when: datetime) -> None:
    """Whatever is said is said then."""
    monkeypatch.setattr(timezone, "now", lambda: when)


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {reason.code for reason in refused.value.reasons}


def test_2_one_act_makes_a_matter_with_words_place_and_photos(groups: Groups) -> None:
    row = heard(groups.west, pictures=[picture()])
    done = decide(row, "confirm", item=ITEM)
    case = Case.objects.get(said=done)
    assert (done.state, case.text, case.place, case.grid, case.channel) == ("confirmed", LAMP, WEST, WEST, "group")
    assert Attachment.objects.filter(case=case, field="photos").count() == Photo.objects.count() == 1
    assert case.item is not None
    assert rebuild().differences == []
    assert fold_cases().differences == []


def test_2_a_worker_enters_a_line_that_he_has_read(groups: Groups) -> None:
    said = Said("大家觉得东头那盏灯怎么样", key="k")
    first = services.enter(groups.west, said, somebody("collector"), {})
    assert services.enter(groups.west, said, somebody("collector"), {}) == first
    assert (first.state, Case.objects.count()) == ("confirmed", 1)


def test_nothing_is_stored_of_ordinary_talk(groups: Groups) -> None:
    before = Entry.objects.count()
    assert services.hear(groups.west, Said("收到，祝大家周末愉快", "resident:x")).candidate is None
    assert (Candidate.objects.count(), Entry.objects.count()) == (0, before)


def test_whoever_wrote_it_may_report_what_the_finder_passed_over(groups: Groups) -> None:
    li = member(groups.west, phone="13800001111")
    done = services.tell(groups.west, Said("收到", li.name, key="1")).candidate
    assert done is not None
    assert services.tell(groups.west, Said("收到", li.name, key="1")).candidate == done
    case = Case.objects.get()
    assert (done.state, case.channel, case.snapshot["facts"]["has_reporter"]) == ("confirmed", "group_own", True)
    with pytest.raises(KeyUsed):
        services.tell(groups.west, Said("另一件事", li.name, key="1"))


def test_owner_colleague_and_stranger(groups: Groups) -> None:
    li, wang = member(groups.west), member(groups.west, "wang")
    row = heard(groups.west, author=li.name)
    for by in (somebody("collector", OTHER_PLACE), somebody("acceptor"), somebody("operator")):
        with pytest.raises(Refused):
            decide(row, "confirm", by)
        with pytest.raises(Refused):
            decide(row, "dismiss", by, ground="chatter")
    with pytest.raises(Refused) as refused:
        services.act(row.pk, Order("tap", resident(wang.name)))
    assert codes(refused) == {"not_yours"}
    assert not Case.objects.exists()
    assert services.act(row.pk, Order("tap", resident(li.name))).row.state == "confirmed"
    assert decide(heard(groups.west), "dismiss", somebody("committee"), ground="chatter").state == "dismissed"


def test_who_sees_what_waits(groups: Groups) -> None:
    row = heard(groups.west)
    for by in (somebody("collector"), somebody("committee"), somebody("street_office"), somebody("shift_leader")):
        assert list(queries.waiting(by).rows) == [row], by.post
    for by in (somebody("collector", OTHER_PLACE), somebody("operator"), somebody("audit_admin")):
        assert list(queries.waiting(by).rows) == [], by.post


def test_nobody_but_a_person_dismisses(groups: Groups) -> None:
    row = heard(groups.west)
    for line in services.CandidateProcess().definition.transitions:
        if line.action in ("dismiss", "consult", "merge", "confirm"):
            assert not line.by & {"system", "resident"}
    assert clockwork.tick(timezone.now() + timedelta(days=900)) == 0
    row.refresh_from_db()
    assert row.state == "candidate"


def test_4_two_residents_and_one_lamp_give_one_matter_with_two_voices(groups: Groups) -> None:
    li, wang = member(groups.west), member(groups.west, "wang")
    first = decide(heard(groups.west, author=li.name), "confirm")
    second = heard(groups.west, "3栋2单元的楼道灯不亮了，谁来修修", wang.name, pictures=[picture("green")])
    assert first.case is not None
    assert queries.proposals([second]) == {second.pk: [first.case]}
    done = decide(second, "merge", case=first.case.number)
    first.case.refresh_from_db()
    assert (done.state, done.case, Case.objects.count(), voices_in(first.case)) == ("merged", first.case, 1, 2)
    again = decide(heard(groups.west, "楼道灯还是不亮", li.name), "merge", case=first.case.number)
    first.case.refresh_from_db()
    assert (again.state, voices_in(first.case)) == ("merged", 2)  # whoever speaks twice is one voice
    assert Entry.objects.filter(subject=first.case.number, action="supplement", actor=li.name).exists()


@pytest.mark.parametrize("other", ["grid", "old", "words", "class"])
def test_4_another_grid_time_word_or_class_is_not_proposed(groups: Groups, other: str) -> None:
    first = decide(heard(groups.west), "confirm", item=ITEM)
    where = groups.east if other == "grid" else groups.west
    row = heard(where, "下水道堵塞污水外溢" if other == "words" else LAMP)
    if other == "old":
        row.heard_at += timedelta(hours=49)
    assert queries.proposals([row], "2026/event/02001" if other == "class" else "") == {row.pk: []}
    assert first.case is not None
    if other in ("grid", "old"):
        row.save()
        with pytest.raises(Refused) as refused:
            decide(row, "merge", case=first.case.number)
        assert codes(refused) == {"unknown_case"}


def test_6_urgent_words_ring_at_the_duty_post_in_the_transaction_that_notes_them(groups: Groups) -> None:
    with transaction.atomic():
        row = heard(groups.west, "6栋有人家着火了，冒烟")
    duty = somebody("shift_leader")
    assert queries.alarms(duty) == [row]
    assert (row.state, row.post_id, row.due_at) == ("alarm", duty.post, (row.heard_at + QUARTER).replace(microsecond=0))
    assert queries.alarms(somebody("shift_leader", OTHER_PLACE)) in ([], [row])  # one duty post may have the whole city
    assert queries.alarms(somebody("collector")) == []
    assert decide(row, "attend", duty).state == "candidate"
    assert queries.alarms(duty) == []
    assert rebuild().differences == []


def test_6_urgent_words_ring_also_where_their_author_reports_them(groups: Groups) -> None:
    li = member(groups.west)
    row = services.tell(groups.west, Said("3栋着火了", li.name)).candidate
    assert queries.alarms(somebody("shift_leader")) == [row]
    assert not Case.objects.exists()


@pytest.mark.parametrize(("hour", "due"), [(23, 34), (3, 10), (12, 14), (21, 23)])
def test_what_is_said_at_night_begins_in_the_morning(
    groups: Groups, monkeypatch: pytest.MonkeyPatch, hour: int, due: int
) -> None:
    spoken(monkeypatch, at(hour, 10))
    begun = at(due % 24, 10 if hour in (12, 21) else 0) + timedelta(days=due // 24)
    assert heard(groups.west).due_at == begun
    assert heard(groups.west, "电梯里有人被困").due_at == at(hour, 25)  # at any hour


@given(st.datetimes(), st.tuples(st.times(), st.times()).map(lambda two: (two[0], two[1])))
def test_the_clock_never_begins_in_the_night_nor_later_than_need_be(when: datetime, night: tuple[time, time]) -> None:
    if when > datetime(9999, 1, 1) or night[0] == night[1]:
        return
    begun = begins(when, night)
    assert when <= begun < when + timedelta(days=1)
    assert (begun == when) or (is_night(when.time(), night) and begun.time() == night[1])
    assert not is_night(begun.time(), night)


def test_12_leaving_takes_the_profile_the_words_and_the_contact_at_once(groups: Groups) -> None:
    li = member(groups.west, phone="13800001111")
    became = decide(heard(groups.west, author=li.name), "confirm")
    waits = heard(groups.west, "路口垃圾没人管", li.name, pictures=[picture("red")])
    [digest] = waits.photos.values_list("digest", flat=True)
    assert became.case is not None
    assert became.case.snapshot["facts"]["has_reporter"] is True
    leave(li)
    waits.refresh_from_db()
    became.refresh_from_db()
    became.case.refresh_from_db()
    assert (waits.state, waits.text, became.text) == ("withdrawn", "", "")
    assert (became.case.is_open, became.case.snapshot["facts"]["has_reporter"]) == (True, False)
    assert not waits.photos.exists()
    kept = Sealed.objects.filter(entry__actor=li.name, erased_at=None).exclude(field__in=("text", "address"))
    assert not kept.exists()
    assert not Sealed.objects.filter(subject_kind__in=("member", "candidate"), erased_at=None).exists()
    assert not groups.west.members.exists()
    assert path_of(digest)  # the file goes once the transaction has committed
    assert rebuild().differences == []


def test_words_go_when_they_were_kept_long_enough(groups: Groups) -> None:
    row = decide(heard(groups.west), "dismiss", ground="chatter")
    assert clockwork.tick(timezone.now() + timedelta(days=89)) == 0
    assert clockwork.tick(timezone.now() + timedelta(days=91)) == 1
    assert clockwork.tick(timezone.now() + timedelta(days=91)) == 0
    row.refresh_from_db()
    assert (row.text, row.state) == ("", "dismissed")
    assert not Sealed.objects.filter(subject_kind="candidate", erased_at=None).exists()
    assert rebuild().differences == []


@pytest.mark.parametrize(("text", "code"), [("", "no_text"), ("长" * 2_001, "too_long")], ids=["no text", "too long"])
def test_bad_lines_are_refused(groups: Groups, text: str, code: str) -> None:
    for act in (lambda: services.hear(groups.west, Said(text)), lambda: services.tell(groups.west, Said(text, "x"))):
        with pytest.raises(GroupRefused, match=code):
            act()
    ended = end_group(groups.east, somebody("committee"))
    with pytest.raises(GroupRefused, match="ended"):
        services.hear(ended, Said(LAMP))
    with pytest.raises(Refused):
        services.hear(groups.west, Said(LAMP, pictures=[b"none"]))
    assert not Candidate.objects.exists()


def test_a_line_that_is_pushed_twice_counts_once(groups: Groups) -> None:
    first = heard(groups.west, "着火了", key="m-1")
    assert heard(groups.west, "着火了", key="m-1") == first
    assert heard(groups.east, "着火了", key="m-1") != first
    assert Entry.objects.filter(action="ring").count() == 2


def test_the_lists_cost_the_same_however_many(groups: Groups, django_assert_num_queries: Any) -> None:
    heard(groups.west)
    by = somebody("collector")
    with django_assert_num_queries(2):
        queries.waiting(by)
    for _ in range(4):
        heard(groups.east, pictures=[picture()])
    with django_assert_num_queries(2):
        assert len(queries.waiting(by).rows) == 5
    assert {row.place for row in queries.waiting(by).rows} == {WEST, EAST}
