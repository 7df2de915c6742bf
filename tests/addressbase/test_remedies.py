"""Business rows: matched, or sent to the remedy queue, whose closing writes the code back."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.addressbase.base import address_like, caller, loaded, old_index, signed_in
from tests.city import OTHER_PLACE, PLACE, POSITION, somebody, take
from tests.intake.test_api import post
from wanmi.acts.carrying_out import Order
from wanmi.acts.errors import MovedOn
from wanmi.addresses.base import remedies
from wanmi.addresses.base.models import Address, BusinessRow, Remedy
from wanmi.addresses.base.queries import code_of
from wanmi.addresses.base.rebuilding import rebuild
from wanmi.cases.models import Case
from wanmi.cases.rebuilding import rebuild as rebuild_cases
from wanmi.journal.reading import entries_of
from wanmi.process.errors import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city", "loaded")]
KNOWN, UNKNOWN = "东华门街道清荷苑1号楼2单元201", "火星基地第三穹顶"
__all__ = ["loaded", "old_index"]


def linked(*rows: tuple[str, str]) -> remedies.Linked:
    return list(remedies.link("customers", rows))[-1]


def waiting() -> Remedy:
    linked(("2", UNKNOWN))
    return Remedy.objects.get(row__key="2")


def test_rows_are_matched_and_the_others_wait_on_the_keepers_desk() -> None:
    sums = linked(("1", KNOWN), ("2", UNKNOWN), ("3", ""))
    assert (sums.matched, sums.remedies, sums.known) == (1, 2, 0)
    row = BusinessRow.objects.get(key="1")
    assert (row.code, row.level) == (code_of(address_like("清荷苑1幢2单元2层201室")), "room")
    assert set(Remedy.objects.values_list("post_id", flat=True)) == {somebody("acceptor").post}


def test_linking_again_asks_for_nothing_twice() -> None:
    linked(("1", KNOWN), ("2", UNKNOWN))
    assert linked(("1", KNOWN), ("2", UNKNOWN)).known == 2
    assert Remedy.objects.count() == 1


def test_naming_the_address_writes_its_code_to_the_row() -> None:
    remedy, code = waiting(), code_of(address_like("清荷苑1幢"))
    done = remedies.act(remedy.pk, Order("settle", somebody("acceptor"), {"code": code}))
    assert (done.row.state, done.row.post) == ("settled", None)
    row = BusinessRow.objects.get(key="2")
    assert (row.code, row.score) == (code, 1)
    assert list(remedies.codes_of("customers")) == [("2", code, "building")]
    assert [entry.action for entry in entries_of("remedy", str(remedy.pk))] == ["ask", "settle"]
    assert UNKNOWN not in "".join(entry.body for entry in entries_of("remedy", str(remedy.pk)))
    assert linked(("2", UNKNOWN)).known == 1  # what a person has found stays


def test_a_row_that_is_not_where_its_remedy_has_found_it_is_put_right_unless_it_was_matched_since() -> None:
    remedy, code = waiting(), code_of(address_like("清荷苑1幢"))
    assert rebuild().differences == []
    remedies.act(remedy.pk, Order("settle", somebody("acceptor"), {"code": code}))
    BusinessRow.objects.update(code="", address=None)
    found = [(each.number, each.column, each.journal) for each in rebuild(write=True).differences]
    assert found == [("customers 2", "address_id", address_like("清荷苑1幢").pk), ("customers 2", "code", code)]
    assert BusinessRow.objects.get(key="2").code == code
    linked(("2", KNOWN))
    assert rebuild().differences == []
    assert BusinessRow.objects.get(key="2").level == "room"


def test_a_changed_row_is_matched_anew() -> None:
    waiting()
    assert linked(("2", KNOWN)).matched == 1
    assert BusinessRow.objects.get(key="2").code


@pytest.mark.parametrize(
    ("action", "kind", "carried", "code"),
    [
        ("settle", "acceptor", {"code": "1101010010019999999"}, "unknown_address"),
        ("settle", "acceptor", {}, "missing"),
        ("drop", "acceptor", {"dropping": "bored"}, "unknown_code"),
        ("drop", "collector", {"dropping": "unclear"}, "other_post"),
    ],
)
def test_a_remedy_is_not_closed_without_cause(action: str, kind: str, carried: dict[str, str], code: str) -> None:
    remedy = waiting()
    with pytest.raises(Refused) as refused:
        remedies.act(remedy.pk, Order(action, somebody(kind), carried))
    assert code in {reason.code for reason in refused.value.reasons}
    remedy.refresh_from_db()
    assert remedy.state == "waiting"


def test_who_looked_at_an_older_state_is_told() -> None:
    remedy = waiting()
    remedies.act(remedy.pk, Order("drop", somebody("acceptor"), {"dropping": "unclear"}, seen=1))
    with pytest.raises(MovedOn):
        remedies.act(remedy.pk, Order("drop", somebody("acceptor"), {"dropping": "unclear"}, seen=1))


def report(client: Client, **body: Any) -> Case:
    given = {"channel": "hotline", "text": "井盖破损"} | body
    answer = client.post("/api/v1/reports", given, content_type="application/json", headers=caller("operator"))
    assert answer.status_code == 201, answer.content
    return Case.objects.get(number=answer.json()["number"])


def test_a_report_gets_its_place_and_position_from_its_address(client: Client) -> None:
    case, at = report(client, address=KNOWN), address_like("清荷苑1幢2单元2层201室")
    assert (case.place, case.lon, case.lat) == (PLACE, at.lon, at.lat)
    assert BusinessRow.objects.get(table="cases", key=case.number).address == at


def test_a_report_gets_the_grid_of_an_address_without_position(client: Client) -> None:
    grid = f"{PLACE}001"
    Address.objects.update(grid=grid, lon=None, lat=None)
    case = report(client, address=KNOWN)
    assert (case.grid, case.community, case.lon) == (grid, PLACE, None)


def test_a_place_that_was_given_stays_unless_the_address_lies_in_it(client: Client) -> None:
    case = report(client, address=KNOWN, place=OTHER_PLACE)
    assert (case.place, case.lon) == (OTHER_PLACE, None)
    inside = report(client, address=KNOWN, place=PLACE)
    assert (inside.place, inside.lon) == (PLACE, address_like("清荷苑1幢2单元2层201室").lon)


@pytest.mark.usefixtures("old_index")
def test_a_report_is_taken_and_pages_open_while_the_index_is_of_another_release(client: Client) -> None:
    case = report(client, address=KNOWN, place=PLACE)
    assert not BusinessRow.objects.filter(table="cases", key=case.number).exists()
    page = signed_in(client, "acceptor")
    for path in ("/addresses/", "/addresses/found/"):
        assert page.get(path, {"text": KNOWN, "address": KNOWN}).status_code == 200


def test_an_address_that_means_nothing_goes_to_the_queue_without_its_words(client: Client) -> None:
    case = report(client, address=UNKNOWN, place=PLACE)
    remedy = Remedy.objects.get(row__key=case.number)
    assert (remedy.place, remedy.row.text) == (PLACE, "")
    page = signed_in(client, "acceptor").get(f"/cases/{case.number}/")
    assert "remedy queue" in page.content.decode() or "救济" in page.content.decode()


def settled(client: Client, case: Case, code: str) -> Case:
    remedy = Remedy.objects.get(row__key=case.number)
    body = {"action": "settle", "carried": {"code": code}}
    answer = post(client, f"/remedies/{remedy.pk}/acts", body, caller("acceptor"))
    assert answer.status_code == 200, answer.content
    case.refresh_from_db()
    return case


def test_an_address_that_a_remedy_has_found_places_its_case(client: Client) -> None:
    at = address_like("清荷苑1幢2单元2层201室")
    case = settled(client, report(client, address=UNKNOWN, place=PLACE[:9]), code_of(at))
    assert (case.place, case.lon, case.lat) == (PLACE, at.lon, at.lat)
    last = entries_of("case", case.number).last()
    assert last is not None
    assert (last.action, last.actor) == ("locate", "system")
    assert "按认定地址定位" in signed_in(client, "acceptor").get(f"/cases/{case.number}/").content.decode()
    assert rebuild_cases().differences == rebuild().differences == []


def test_a_case_that_has_a_position_has_ended_or_lies_elsewhere_stays_where_it_is(client: Client) -> None:
    code = code_of(address_like("清荷苑1幢"))
    seen = report(client, address=UNKNOWN, place=PLACE, position=POSITION)
    elsewhere = report(client, address=UNKNOWN, place=OTHER_PLACE)
    ended = report(client, address=UNKNOWN, place=PLACE)
    take(ended, "refuse", "acceptor", refusal="outside_duty")
    for case in (seen, elsewhere, ended):
        before = (case.place, case.lon)
        settled(client, case, code)
        assert (case.place, case.lon) == before
        assert not entries_of("case", case.number).filter(action="locate").exists()
        assert BusinessRow.objects.get(key=case.number).code == code


def test_a_colleague_and_a_stranger_place_no_case_and_nobody_by_hand(client: Client) -> None:
    case = report(client, address=UNKNOWN, place=PLACE)
    path = f"/remedies/{Remedy.objects.get(row__key=case.number).pk}/acts"
    body = {"action": "settle", "carried": {"code": code_of(address_like("清荷苑1幢"))}}
    assert post(client, path, body, caller("collector")).status_code == 403
    assert post(client, path, body, {}).status_code == 401
    by_hand = {"action": "locate", "carried": {"place": PLACE}}
    assert post(client, f"/cases/{case.number}/acts", by_hand, caller("acceptor")).status_code in (403, 409, 422)
    case.refresh_from_db()
    assert (case.lon, case.version) == (None, 1)


def test_a_report_without_place_or_known_address_is_refused(client: Client) -> None:
    body = {"channel": "hotline", "text": "井盖破损", "address": UNKNOWN}
    answer = client.post("/api/v1/reports", body, content_type="application/json", headers=caller("operator"))
    assert answer.status_code == 422
    assert not BusinessRow.objects.exists()


def test_pages_of_remedies_are_for_the_keepers(client: Client) -> None:
    path = f"/addresses/remedies/{waiting().pk}/"
    assert client.get(path).status_code == 302
    assert signed_in(client, "collector").get(path).status_code == 403
    assert signed_in(client, "acceptor").get(path).status_code == 200
    code = code_of(address_like("清荷苑1幢"))
    answer = client.post(f"{path}act/settle/", {"code": code, "key": "k", "seen": "1"})
    assert (answer.status_code, BusinessRow.objects.get(key="2").code) == (302, code)
    assert client.get(path).status_code == 200
