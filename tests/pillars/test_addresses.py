"""A person, a firm and an event by one address code; who sees what, and what is journaled."""

from __future__ import annotations

import json
import re
from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.city import PLACE, somebody
from tests.intake.test_api import caller, post
from tests.plans import plans, reads_plans
from tests.proceedings.acting import begin
from tests.residence.acting import ROOM, reported, room
from tests.site.conftest import ClientOf, client_of
from wanmi.addresses.base.models import Address, BusinessRow
from wanmi.journal.models import Entry
from wanmi.journal.reading import body_of
from wanmi.pillars.queries import PAGE, address_with, listed, pillar_of
from wanmi.pillars.registry import SETTING, read_tables, together
from wanmi.territory.models import City

__all__ = ["client_of"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
OTHER = "110101001002"
FIRM = "91350100M000100Y43"
THERE = f"/pillars/{ROOM}"


@pytest.fixture(autouse=True)
def hung(city: None, db: None) -> Address:
    """A room in which a person stays and a firm is, and of which a case was reported."""
    address = room()
    reported(date(2026, 11, 2))
    given = {"place": PLACE, "credit_code": FIRM, "name": "多福商贸", "address": ROOM}
    begin("firm", somebody("street_office"), **given)
    about = {"table": "cases", "key": "1101012026112900001", "code": ROOM}
    BusinessRow.objects.create(address=address, matched_at=timezone.now(), **about)
    return address


def _get(client: Client, path: str, kind: str = "street_office", place: str = PLACE) -> object:
    answer = client.get(f"/api/v1{path}", headers=caller(kind, place))
    return answer.json() if answer.status_code == 200 else answer.status_code


def _names(answer: object) -> list[tuple[str, str]]:
    assert isinstance(answer, list), answer
    return [(row["name"], row["about"]) for each in answer for row in each["rows"]]


def test_a_person_a_firm_and_an_event_are_listed_by_one_address_code(client: Client) -> None:
    assert _names(_get(client, f"{THERE}/entities")) == [(FIRM, "多福商贸")]
    assert _names(_get(client, f"{THERE}/events")) == [("1101012026112900001", ROOM)]
    look = post(client, f"{THERE}/population/looks", {"purpose": "check"}, caller("street_office"))
    [(number, name)] = _names(look.json())
    assert number.startswith("stay-")
    assert name == "王＊＊"
    last = Entry.objects.latest("seq")
    assert (last.action, last.subject) == ("look_pillar", ROOM[-12:])
    assert (body_of(last)["pillar"], body_of(last)["purpose"]) == ("population", "check")
    assert "王" not in last.body


def test_people_are_not_listed_without_a_purpose(client: Client) -> None:
    before = Entry.objects.count()
    assert _get(client, f"{THERE}/population") == 422
    assert post(client, f"{THERE}/population/looks", {}, caller("committee")).status_code == 422
    assert Entry.objects.count() == before


def test_owner_colleague_and_stranger(client: Client) -> None:
    """A pillar that a post may not see is not there for it, nor is an address of another ground."""
    assert [each["key"] for each in _get(client, THERE, "committee")] == [
        *("population", "houses", "entities", "events", "forces", "facilities")
    ]
    assert "population" not in {each["key"] for each in _get(client, THERE, "collector")}
    assert _get(client, f"{THERE}/population", "collector") == 404
    assert post(client, f"{THERE}/population/looks", {"purpose": "check"}, caller("collector")).status_code == 404
    assert _get(client, THERE, "committee", OTHER) == 404
    stranger = post(client, f"{THERE}/population/looks", {"purpose": "check"}, caller("committee", OTHER))
    assert stranger.status_code == 404
    assert client.get(f"/api/v1{THERE}").status_code == 401


def test_a_building_lists_what_is_in_its_rooms_page_by_page(hung: Address) -> None:
    building = Address.objects.create(
        **{"public_id": "building0001", "state": "active", "level": "building", "text": "一幢", "community": PLACE},
        area_since=date(2026, 7, 1),
    )
    Address.objects.filter(pk=hung.pk).update(parent=building)
    who = somebody("street_office")
    for number in range(3):
        BusinessRow.objects.create(table="firms", key=f"F{number}", address=hung, matched_at=timezone.now())
    [first] = listed(pillar_of("entities", who), building, size=3)
    assert [row.name for row in first.rows] == [FIRM, "F0", "F1"]
    assert first.next is not None
    [second] = listed(pillar_of("entities", who), building, "firms", first.next, size=3)
    assert ([row.name for row in second.rows], second.next) == (["F2"], None)
    assert [row.name for row in listed(pillar_of("houses", who), building)[0].rows] == [hung.text]
    assert listed(pillar_of("forces", who), building)[0].rows


def test_a_renamed_and_a_seventh_pillar_need_no_code(client: Client, hung: Address) -> None:
    BusinessRow.objects.create(table="water_accounts", key="W-17", address=hung, matched_at=timezone.now())
    own = read_tables(
        '[houses]\nlabel = { zh = "楼房", en = "Buildings" }\n'
        '[water]\nlabel = { zh = "用水户", en = "Water accounts" }\nposition = 7\n'
        'sources = ["rows:water_accounts"]\nposts = ["street_office"]\npersonal = false\n'
    )
    city = City.objects.get()
    city.settings[SETTING] = json.dumps(together([json.loads(city.settings[SETTING]), own]))
    city.save()
    labels = {each["key"]: each["label"] for each in _get(client, THERE)}
    assert (labels["houses"], len(labels)) == ("楼房", 7)
    assert _names(_get(client, f"{THERE}/water")) == [("W-17", "")]


def test_more_rows_cost_no_more_queries(hung: Address) -> None:
    who, counts = somebody("street_office"), []
    for again in range(2):
        with CaptureQueriesContext(connection) as asked:
            for key in ("population", "houses", "entities", "events", "forces", "facilities"):
                listed(pillar_of(key, who), hung)
        counts.append(len(asked))
        for number in range(8):
            BusinessRow.objects.create(table="firms", key=f"F{again}{number}", address=hung, matched_at=timezone.now())
            reported(date(2026, 11, 3))
    assert counts[0] == counts[1] <= 13


@reads_plans
def test_what_hangs_inside_is_found_without_reading_the_whole_base(hung: Address) -> None:
    who = somebody("street_office")
    with CaptureQueriesContext(connection) as asked:
        for key in ("population", "houses", "entities", "events"):
            listed(pillar_of(key, who), hung)
    stays, rooms, firms, cases = plans(asked, '"parent_id"').values()
    assert not [plan for plan in (stays, rooms, firms, cases) if "SCAN addresses" in plan or "SCAN U" in plan]
    assert "proceeding_titled (procedure=? AND title=?)" in stays
    assert "address_code_of (address_id=? AND scheme=?)" in rooms
    assert "business_row_at (address_id=? AND table=?" in firms
    assert "business_row_at (address_id=? AND table=?" in cases


def test_a_source_that_the_pillar_does_not_list_is_told_and_no_look(client: Client) -> None:
    assert _get(client, f"{THERE}/houses?source=stays") == 404
    before = Entry.objects.count()
    asked = {"purpose": "check", "source": "rooms"}
    assert post(client, f"{THERE}/population/looks", asked, caller("street_office")).status_code == 404
    assert Entry.objects.count() == before


def test_the_pages(client_of: ClientOf) -> None:
    page = client_of("committee.duofuxiang")
    shown = page.get("/pillars/", {"code": ROOM}).content.decode()
    assert FIRM in shown
    assert "<small>Committee clerk</small>" in shown
    assert "王" not in shown
    assert page.get("/pillars/").status_code == 200
    assert page.get("/pillars/", {"code": "nowhere"}).status_code == 404
    typed = {"code": ROOM, "pillar": "population"}
    assert page.post("/pillars/look/", typed).status_code == 422
    assert "王＊＊" in page.post("/pillars/look/", typed | {"purpose": "service"}).content.decode()
    assert client_of("committee.yinzha").post("/pillars/look/", typed | {"purpose": "service"}).status_code == 404
    address = address_with(ROOM, somebody("committee"))
    staff = client_of("acceptor").get(f"/addresses/{address.public_id}/").content.decode()
    assert FIRM in staff
    assert "Population" not in staff


def test_a_page_leads_to_the_rows_of_a_source_behind_the_first_fifty(client_of: ClientOf, hung: Address) -> None:
    shared = {"table": "firms", "address": hung, "matched_at": timezone.now()}
    BusinessRow.objects.bulk_create(BusinessRow(key=f"F{number:02}", **shared) for number in range(PAGE))
    page = client_of("committee.duofuxiang")
    first = page.get("/pillars/", {"code": ROOM}).content.decode()
    assert ("F48" in first, "F49" in first) == (True, False)
    [link] = re.findall(r'rel="next" href="([^"]+)"', first)
    second = page.get(unescape(link)).content.decode()
    assert ("F48" in second, "F49" in second, 'rel="next"' in second) == (False, True, False)
    assert "pillar-events" not in second


def test_a_further_page_of_people_is_a_further_look(client_of: ClientOf) -> None:
    page, before = client_of("committee.duofuxiang"), Entry.objects.count()
    asked = {"code": ROOM, "pillar": "population", "source": "stays", "after": "99999999"}
    assert "王＊＊" not in page.post("/pillars/look/", asked | {"purpose": "service"}).content.decode()
    assert Entry.objects.count() == before + 1
    assert page.get("/pillars/", asked).content.decode().count("<select") == 1
