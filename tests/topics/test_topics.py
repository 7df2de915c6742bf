"""One topic a month: from the choice to what everyone may read, its numbers counted from the tickets of the hotline."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime
from fractions import Fraction
from typing import Any

import pytest
from django.test import Client

from tests.city import PLACE, somebody
from tests.intake.test_api import caller
from tests.joint.test_hotline import take as handle
from tests.proceedings.acting import begin, clerk, codes, take
from tests.site.conftest import ClientOf, client_of
from wanmi.joint import clockwork, services
from wanmi.joint.models import Obligation
from wanmi.joint.rates import Rate
from wanmi.joint.services import Order
from wanmi.proceedings.models import Proceeding
from wanmi.proceedings.rebuilding import rebuild
from wanmi.process.errors import Refused
from wanmi.territory.models import City
from wanmi.topics.demands import demands, tags
from wanmi.topics.numbers import Counted, by_tag, months
from wanmi.workforce.queries import city_today, city_zone

__all__ = ["client_of"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
LEAD = "housing"
GIVEN = {
    "place": "110101",
    "title": "老楼供暖与电梯",
    "month": "2026-11",
    "problem_1": "老旧管网不热",
    "problem_2": "加装电梯难",
    "items": "heating added_lifts",
    "lead": LEAD,
    "joint": "market fire",
}


def chosen(**carried: Any) -> Proceeding:
    return begin("topic", somebody("shift_leader"), **GIVEN | carried)


def running() -> Proceeding:
    row = take(chosen(), "plan", clerk(LEAD), measures="改造管网", policies="供暖条例清单")
    return take(row, "run", somebody("shift_leader"))


def published() -> Proceeding:
    row = take(running(), "report_result", clerk(LEAD), outcome="改造十二栋")
    row = take(row, "review", somebody("shift_leader"), verdict="partly", findings="仅供内部")
    return take(row, "publish", somebody("supervision_leader"), public_result="十二栋已改造，其余列入明年")


def demanded(item: str, month: int, solved: str = "") -> Obligation:
    """A demand of this year, and perhaps what the person said on the return visit."""
    at = datetime(2026, month, 10, 10, tzinfo=city_zone())
    order = Order("receive", somebody("operator"), {"place": PLACE, "text": "供暖不热", "item": item}, at=at)
    row = services.open_obligation("demand", order).row
    if solved:
        row = handle(row, "dispatch", somebody("acceptor"), at, lead=LEAD, way="direct")
        row = handle(row, "answer", clerk(LEAD), at, answer="已修复")
        clockwork.sweep(at.replace(day=25))
        row = handle(row, "visit", somebody("operator"), at.replace(day=26), solved=solved, satisfied="satisfied")
    return row


def _least(number: int) -> None:
    city = City.objects.get()
    city.settings = city.settings | {"smallest_count": number}
    city.save()


def test_every_item_has_a_tag_of_the_seven_and_five_and_a_ticket_takes_it_from_there() -> None:
    assert len(tags()) == 12
    assert {each.tag for each in demands().values()} == set(tags())
    row = demanded("heating", 11)
    assert (row.snapshot["facts"]["class"], row.tally.item, row.tally.tag) == ("housing", "heating", "housing")


def test_the_topic_goes_from_the_centre_to_the_lead_department_and_back() -> None:
    row = chosen()
    assert (row.state, row.organisation_id, row.post.kind if row.post else "") == ("chosen", LEAD, "handler")
    for who in (clerk("market"), somebody("shift_leader")):  # a colleague of another house, and the centre itself
        with pytest.raises(Refused):
            take(row, "plan", who, measures="改造", policies="清单")
    row = take(row, "plan", clerk(LEAD), measures="改造管网", policies="供暖条例清单", samples="东花市街道样本")
    row = take(row, "return_plan", somebody("shift_leader"), reason="缺样本")
    row = take(row, "plan", clerk(LEAD), measures="改造管网", policies="供暖条例清单")
    row = take(row, "run", somebody("shift_leader"))
    row = take(row, "note_progress", clerk(LEAD), progress="已改造六栋")
    row = take(row, "report_result", clerk(LEAD), outcome="改造十二栋")
    assert (row.state, row.post.kind if row.post else "") == ("reported", "shift_leader")
    row = take(row, "review", somebody("shift_leader"), verdict="solved", findings="核实")
    row = take(row, "publish", somebody("supervision_leader"), public_result="已改造")
    row = take(row, "close", somebody("shift_leader"), follow_up="done")
    assert (row.state, row.post) == ("closed", None)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"month": "2026-13"}, "not_a_month"),
        ({"items": "heating moon"}, "unknown_demand"),
        ({"lead": "nobody"}, "unknown_organisation"),
        ({"joint": "nobody"}, "unknown_organisation"),
        ({"joint": LEAD}, "lead_and_joint"),
    ],
)
def test_what_means_nothing_is_refused(wrong: dict[str, str], code: str) -> None:
    with pytest.raises(Refused) as refused:
        chosen(**wrong)
    assert codes(refused.value) == {code}
    assert not Proceeding.objects.exists()


def test_the_numbers_are_counted_month_by_month_and_few_people_stay_hidden(
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[Any]],
) -> None:
    _least(0)
    demanded("heating", 9)
    demanded("parking", 11)  # of another item
    demanded("added_lifts", 11, "yes")
    demanded("heating", 11, "no")
    row = chosen()
    months(row)
    with django_assert_max_num_queries(5) as asked:  # the city and its day, the books, one GROUP BY
        found = {each.first: each for each in months(row)}
    assert len([each for each in asked.captured_queries if "GROUP BY" in each["sql"]]) == 1
    own = found[date(2026, 11, 1)]
    assert (own.counted.demands, own.counted.solved, own.is_before) == (2, Rate(Fraction(1), 2), False)
    before = found[date(2026, 9, 1)]
    assert (before.counted, before.is_before) == (Counted(1, None, None), True)
    assert found[date(2026, 10, 1)].counted.demands == 0
    tagged = by_tag("110101", date(2026, 11, 1), tags())
    assert (tagged["housing"].demands, tagged["convenience"].demands, tagged[""].demands) == (2, 1, 0)
    assert by_tag("110101010", date(2026, 11, 1), tags())["housing"].demands == 0
    _least(5)
    hidden = {each.first: each.counted for each in months(row)}
    assert hidden[date(2026, 11, 1)] == Counted(None, None, None)
    assert hidden[date(2026, 10, 1)].demands == 0


def test_the_numbers_end_with_the_month_of_the_publication() -> None:
    assert max(each.first for each in months(published())) == max(date(2026, 11, 1), city_today().replace(day=1))


def test_pages_of_the_centre_the_lead_department_and_the_joint_ones(client_of: ClientOf) -> None:
    row = chosen()
    for name in ("shift_leader", f"handler.{LEAD}"):
        assert "老楼供暖与电梯" in client_of(name).get("/topics/").content.decode()
        page = client_of(name).get(f"/affairs/{row.pk}/").content.decode()
        for words in ("2026-11", "Cold radiators、Lifts for old buildings", "Market Regulation Bureau"):
            assert words in page, words
    joint = client_of("handler.market").get(f"/affairs/{row.pk}/").content.decode()
    assert ("Cold radiators" in joint, 'name="measures"' in joint) == (True, False)
    assert "老楼供暖与电梯" in client_of("handler.market").get("/topics/").content.decode()
    assert "老楼供暖与电梯" not in client_of("handler.heat").get("/topics/").content.decode()
    assert client_of("handler.heat").get(f"/affairs/{row.pk}/").status_code == 404
    for name in ("collector.donghuamen", "system_admin"):
        assert client_of(name).get("/topics/").status_code == 403
    assert client_of("shift_leader").get("/topics/?month=2026-13").status_code == 422
    form = client_of("shift_leader").get("/affairs/new/topic/").content.decode()
    for words in ('value="110101"', 'name="items" value="heating"', 'name="joint" value="market"'):
        assert words in form, words


def test_with_whom_a_topic_is_shared_is_folded_from_the_journal() -> None:
    row = chosen()
    assert (rebuild().differences, _sharers(row)) == ([], {"market", "fire"})
    row.shared_with.set(["heat"])
    assert {each.column for each in rebuild(write=True).differences} == {"shared_with"}
    assert _sharers(row) == {"market", "fire"}


def _sharers(row: Proceeding) -> set[str]:
    return set(row.shared_with.values_list("pk", flat=True))


def test_the_form_carries_what_is_ticked(client_of: ClientOf) -> None:
    ticked = {"items": ["heating", "added_lifts"], "joint": ["market"]}
    answer = client_of("shift_leader").post("/affairs/new/topic/", GIVEN | ticked | {"key": "once"})
    row = Proceeding.objects.get()
    assert answer.headers["Location"] == f"/affairs/{row.pk}/"
    assert row.snapshot["facts"]["items"] == "heating added_lifts"
    wrong = client_of("shift_leader").post("/affairs/new/topic/", GIVEN | {"month": "soon", "key": "twice"})
    assert (wrong.status_code, "is no month" in wrong.content.decode()) == (422, True)


def test_everyone_reads_what_is_published_and_nothing_before(client: Client) -> None:
    row = running()
    assert client.get(f"/public/topics/{row.pk}/").status_code == 404
    told = published()
    assert "老楼供暖与电梯" in client.get("/public/topics/").content.decode()
    page = client.get(f"/public/topics/{told.pk}/").content.decode()
    for words in ("十二栋已改造，其余列入明年", "改造管网", "2026-11"):
        assert words in page
    for words in ("仅供内部", "改造十二栋"):
        assert words not in page
    assert "/public/topics/" in client.get("/public/").content.decode()


def test_the_api_tells_months_and_tags(client: Client) -> None:
    row = chosen()
    address = f"/api/v1/topics/{row.pk}/months"
    found = client.get(address, headers=caller("handler", organisation=LEAD)).json()
    assert [(each["month"], each["is_before"]) for each in found][:4] == [
        ("2026-08", True),
        ("2026-09", True),
        ("2026-10", True),
        ("2026-11", False),
    ]
    assert client.get(address, headers=caller("handler", organisation="heat")).status_code == 404
    assert client.get(address, headers=caller("collector")).status_code == 403
    tagged = client.get("/api/v1/topics/tags?month=2026-11", headers=caller("shift_leader")).json()
    assert {each["tag"] for each in tagged} == {*tags(), ""}
    assert client.get("/api/v1/topics/tags?month=soon", headers=caller("shift_leader")).status_code == 422
