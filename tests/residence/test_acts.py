"""Stays and permits in the demo city: their days, who may see them, what is kept of a person."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from tests.city import OTHER_PLACE, PLACE, somebody
from tests.intake.test_api import caller, post
from tests.proceedings.acting import codes
from tests.residence.acting import ROOM, after, applied, at, done, noted, reported, room
from tests.site.conftest import ClientOf, client_of
from wanmi.addresses.base.models import Address
from wanmi.almanac.models import WorkDay
from wanmi.journal.models import Entry, Sealed
from wanmi.journal.reading import entries_of
from wanmi.proceedings import clockwork
from wanmi.proceedings.models import Proceeding
from wanmi.proceedings.rebuilding import rebuild
from wanmi.process.errors import Refused
from wanmi.residence import clockwork as residence_clockwork
from wanmi.residence.models import TermsVersion
from wanmi.residence.permits import tells
from wanmi.residence.queries import stays_at
from wanmi.site.proceedings import rows_of
from wanmi.workforce.queries import city_zone

__all__ = ["client_of"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
MONDAY = date(2026, 11, 23)
BEGUN = date(2026, 1, 5)


@pytest.fixture(autouse=True)
def _room(city: None, db: None) -> None:
    room()


def _due(row: Proceeding) -> date:
    """The last day before the moment at which it is late."""
    assert row.due_at is not None
    return after(row.due_at.astimezone(city_zone()).date(), -1)


def _state(row: Proceeding) -> str:
    return Proceeding.objects.get(pk=row.pk).state


def test_an_arrival_on_monday_is_to_be_reported_by_thursday_and_holidays_move_that() -> None:
    row = noted(MONDAY)
    assert (row.state, row.post_id, _due(row)) == ("expected", "committee.duofuxiang", after(MONDAY, 3))
    WorkDay.objects.filter(date=after(MONDAY, 1)).update(is_workday=False)
    assert _due(noted(MONDAY)) == after(MONDAY, 4)
    late = noted(after(MONDAY, 20), MONDAY)  # found three weeks later: late at once
    assert late.due_at is not None
    assert late.due_at < at(after(MONDAY, 20))


def test_when_the_calendar_changes_what_is_to_be_reported_is_dated_anew() -> None:
    row, done_already = noted(MONDAY), reported(MONDAY)
    now = at(after(MONDAY, 1))
    assert residence_clockwork.tick(now) == 0
    WorkDay.objects.filter(date=after(MONDAY, 2)).update(is_workday=False)
    assert residence_clockwork.tick(now) == 1
    assert residence_clockwork.tick(now) == 0
    assert _due(Proceeding.objects.get(pk=row.pk)) == after(MONDAY, 4)
    assert Proceeding.objects.get(pk=done_already.pk).version == done_already.version
    assert rebuild().differences == []


def test_a_wrong_day_of_arrival_is_put_right() -> None:
    row = done(noted(after(MONDAY, 1)), "redate", after(MONDAY, 1), arrived=str(MONDAY))
    assert _due(row) == after(MONDAY, 3)
    with pytest.raises(Refused) as refused:
        done(row, "redate", after(MONDAY, 1), arrived=str(MONDAY), leaves=str(after(MONDAY, 2)))
    assert codes(refused.value) == {"too_short"}


def test_a_move_keeps_the_days_of_residence() -> None:
    other = f"{PLACE}0010001000203"
    room(other)
    stay = done(reported(BEGUN), "move", date(2026, 3, 1), place=PLACE, address=other)
    assert [list(stays_at([code])) for code in (ROOM, other)] == [[], [stay]]
    assert applied(stay, date(2026, 7, 5)).snapshot["facts"]["since"] == str(BEGUN)
    with pytest.raises(Refused) as refused:
        done(stay, "move", date(2026, 3, 2), place=OTHER_PLACE, address=other)
    assert codes(refused.value) == {"outside_region"}


def test_an_address_may_be_told_by_its_text_and_lists_say_it() -> None:
    text = Address.objects.get(codes__value=ROOM).text
    stay = done(noted(BEGUN, address=text), "report", BEGUN, person="王小明")
    assert stay.snapshot["facts"]["address"] == ROOM
    permit = applied(stay, date(2026, 7, 5))
    assert [each.title for each in rows_of([stay, permit])] == [text, text]
    with pytest.raises(Refused) as refused:
        noted(MONDAY, address=f"{text}9")
    assert codes(refused.value) == {"unknown_address"}


def test_what_is_too_short_elsewhere_or_not_yet_is_refused_and_nothing_is_kept() -> None:
    for carried, code in (
        ({"leaves": str(after(MONDAY, 2))}, "too_short"),
        ({"leaves": str(after(MONDAY, -1))}, "before_arrival"),
        ({"arrived": str(after(MONDAY, 1))}, "in_the_future"),
        ({"address": "110101001001001000100102"}, "unknown_address"),
    ):
        with pytest.raises(Refused) as refused:
            noted(MONDAY, **carried)
        assert codes(refused.value) == {code}
    Proceeding.objects.all().delete()
    TermsVersion.objects.all().delete()
    with pytest.raises(Refused) as refused:
        noted(MONDAY)
    assert codes(refused.value) == {"no_terms"}
    assert not Proceeding.objects.exists()


def test_who_it_is_lies_sealed_is_looked_at_for_a_purpose_and_is_erased_after_the_departure() -> None:
    row = reported(MONDAY)
    done(row, "correct", MONDAY, person="王晓明")
    told = "".join(Entry.objects.values_list("body", flat=True))
    assert ROOM in told
    assert not any(word in told for word in ("王小明", "王晓明", "13800000001"))
    with pytest.raises(Refused) as refused:
        done(row, "look_person", MONDAY)
    assert codes(refused.value) == {"missing"}
    left = done(row, "leave", after(MONDAY, 2), left=str(after(MONDAY, 1)))
    assert list(stays_at([ROOM])) == []
    assert left.due_at is not None
    assert clockwork.tick(at(after(MONDAY, 31))) == 0
    assert clockwork.tick(left.due_at) == 1
    assert clockwork.tick(left.due_at) == 0
    assert _state(row) == "forgotten"
    assert not Sealed.objects.filter(subject=str(row.pk), erased_at=None).exists()
    assert rebuild().differences == []


def test_a_permit_needs_half_a_year_and_somebody_else_issues_it() -> None:
    stay = reported(BEGUN)
    with pytest.raises(Refused) as refused:
        applied(stay, date(2026, 7, 4))
    assert codes(refused.value) == {"too_early"}
    row = applied(stay, date(2026, 7, 5))
    assert (row.state, row.post_id, _due(row)) == ("applied", "office.donghuamen", date(2026, 7, 20))
    with pytest.raises(Refused) as refused:
        applied(stay, date(2026, 7, 6))
    assert codes(refused.value) == {"permit_known"}
    with pytest.raises(Refused) as refused:
        done(row, "issue", date(2026, 7, 6), somebody("committee"), found="holds")
    assert "other_post" in codes(refused.value)
    with pytest.raises(Refused) as refused:
        done(stay, "leave", date(2026, 7, 6), left="2026-07-06")
    assert codes(refused.value) == {"permit_runs"}
    refused_permit = done(row, "refuse", date(2026, 7, 7), refusal="no_ground")
    assert applied(stay, date(2026, 7, 8)).pk != refused_permit.pk


def test_an_endorsement_missed_suspends_and_a_late_one_restores() -> None:
    row = done(applied(reported(BEGUN), date(2026, 7, 5)), "issue", date(2026, 7, 6), found="holds")
    assert _due(row) == date(2027, 7, 6)
    with pytest.raises(Refused) as refused:
        done(row, "endorse", date(2027, 6, 5), found="holds")
    assert codes(refused.value) == {"too_early"}
    row = done(row, "endorse", date(2027, 6, 6), found="holds")
    assert _due(row) == date(2028, 7, 6)
    assert clockwork.tick(at(date(2028, 7, 6))) == 0
    assert clockwork.tick(at(date(2028, 7, 7))) == 1
    assert _state(row) == "suspended"
    row = done(Proceeding.objects.get(pk=row.pk), "endorse", date(2028, 8, 6), found="holds", ground="home")
    assert (row.state, _due(row)) == ("valid", date(2029, 8, 6))
    assert row.snapshot["facts"]["suspensions"] == [["2028-07-07", "2028-08-06"]]
    row = done(row, "end", date(2028, 9, 1), ending="left")
    [(_label, days)] = tells(row.snapshot["facts"])
    assert int(days) == (date(2028, 9, 1) - BEGUN).days - 30
    assert rebuild().differences == []


def test_owner_colleague_and_stranger_by_the_api(client: Client) -> None:
    begun, today = "/procedures/stay/proceedings", timezone.localdate(timezone=city_zone())
    carried = {"place": PLACE, "address": ROOM, "arrived": str(today)}
    opened = post(client, begun, {"action": "note", "carried": carried}, caller("committee"))
    assert opened.status_code == 200, opened.content
    there = f"/proceedings/{opened.json()['id']}"
    report = {"action": "report", "carried": {"person": "王小明"}}
    assert post(client, f"{there}/acts", report, caller("committee", "110101001002")).status_code == 404
    assert post(client, f"{there}/acts", report, caller("collector")).status_code == 403
    assert post(client, f"{there}/acts", report, caller("street_office")).status_code == 200
    shown = client.get(f"/api/v1{there}", headers=caller("committee")).json()
    assert ROOM in str(shown)
    assert "王小明" not in str(shown)
    look = {"action": "look_person", "carried": {"purpose": "service"}}
    assert post(client, f"{there}/looks", look, caller("committee", "110101001002")).status_code == 404
    assert "王小明" in post(client, f"{there}/looks", look, caller("committee")).json()[0]["value"]
    last = entries_of("proceeding", str(opened.json()["id"])).last()
    assert last is not None
    assert last.action == "look_person"


def test_the_page_of_a_permit_tells_the_days_of_residence(client_of: ClientOf) -> None:
    today = timezone.localdate(timezone=city_zone())
    stay = reported(after(today, -400))
    row = done(applied(stay, after(today, -100)), "issue", after(today, -90), found="holds")
    page = client_of("committee.duofuxiang")
    shown = page.get(f"/affairs/{row.pk}/").content.decode()
    assert "Days of residence, without suspended ones" in shown
    assert ">400<" in shown
    assert page.get("/affairs/?procedure=permit").status_code == 200
    refused = page.post("/affairs/new/stay/", {"place": PLACE, "address": "x", "arrived": str(today)})
    assert refused.status_code == 422
    assert "in force, not “" in refused.content.decode()
    assert client_of("committee.yinzha").get(f"/affairs/{row.pk}/").status_code == 404


def test_an_address_of_another_community_is_refused() -> None:
    room(f"{OTHER_PLACE}0010001000102", OTHER_PLACE)
    with pytest.raises(Refused) as refused:
        noted(MONDAY, address=f"{OTHER_PLACE}0010001000102")
    assert codes(refused.value) == {"address_elsewhere"}
