"""Firms and their addresses: picked from the library, or looked for under a temporary code that is then replaced."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from tests.city import PLACE, somebody
from tests.intake.test_api import caller, post
from tests.proceedings.acting import begin, codes, take
from tests.site.conftest import ClientOf, client_of
from wanmi.acts.carrying_out import Order
from wanmi.addresses.base import remedies
from wanmi.addresses.base.models import Address, BusinessRow, Remedy
from wanmi.addresses.base.queries import code_of
from wanmi.addresses.base.rebuilding import rebuild as rebuild_base
from wanmi.codes.credit import check_character, parse_credit
from wanmi.codes.errors import CodeError
from wanmi.firms.queries import firms_at, row_of
from wanmi.firms.rebuilding import rebuild as rebuild_rows
from wanmi.firms.registering import tells
from wanmi.proceedings.models import Proceeding
from wanmi.proceedings.rebuilding import rebuild
from wanmi.process.errors import Refused

__all__ = ["client_of"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]
FIRM = "91350100M000100Y43"
ELSEWHERE = "110101001002"


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with override("en"):
        yield


def another(number: int) -> str:
    body = f"91110101MA{number:07d}"
    return body + check_character(body)


def room() -> Address:
    found = Address.objects.filter(level="room", community=PLACE, state="active").order_by("id").first()
    assert found is not None
    return found


def registered(credit_code: str = FIRM, address: str = "", **carried: Any) -> Proceeding:
    given = {"place": PLACE, "credit_code": credit_code, "name": "多福商贸", "address": address or code_of(room())}
    return begin("firm", somebody("street_office"), **given | carried)


def told(row: Proceeding) -> dict[str, str]:
    return dict(tells(row.snapshot["facts"]))


def settle(credit_code: str, **carried: str) -> None:
    remedy = Remedy.objects.get(row__key=credit_code, post__isnull=False)
    action = "settle" if carried.get("code") else "drop"
    remedies.act(remedy.pk, Order(action, somebody("acceptor"), carried))


def test_credit_codes_are_checked() -> None:
    for code in (FIRM, "91110000802100433B", "91310000631696382C", FIRM.lower()):
        assert parse_credit(code) == code.upper()
    for wrong, kind in ((FIRM[:-1], "form"), (FIRM.replace("Y", "I"), "form"), (FIRM[:-1] + "4", "check")):
        with pytest.raises(CodeError) as refused:
            parse_credit(wrong)
        assert refused.value.kind == f"credit.{kind}"


def test_an_address_is_picked_by_its_code_or_its_text() -> None:
    assert told(registered())["Unified address code"] == code_of(room())
    assert told(registered(another(1), room().text))["Unified address code"] == code_of(room())
    assert not Remedy.objects.exists()
    with pytest.raises(Refused) as refused:
        registered(FIRM)
    assert codes(refused.value) == {"firm_known"}
    with pytest.raises(Refused) as refused:
        registered(another(2), place=ELSEWHERE)
    assert codes(refused.value) == {"address_elsewhere"}
    with pytest.raises(Refused) as refused:
        registered("91350100M000100Y44")
    assert codes(refused.value) == {"not_a_credit_code"}
    assert BusinessRow.objects.filter(table="firms").count() == 2


def test_several_firms_at_one_room_are_counted_and_told() -> None:
    first = registered()
    assert "Several firms at this room" not in told(first)
    second = registered(another(1))
    assert told(second)["Several firms at this room"] == told(first)["Several firms at this room"] == "2"
    take(second, "end", somebody("street_office"), ending="closed")
    assert firms_at([room().pk]) == {room().pk: 1}
    assert "Several firms at this room" not in told(first)


def test_words_offer_what_they_may_mean_with_the_firms_that_are_there() -> None:
    registered(another(1))
    with pytest.raises(Refused) as refused:
        registered(FIRM, room().text.removeprefix("北京市"))
    [reason] = refused.value.reasons
    assert reason.code == "pick_one"
    offered = {each["code"]: each["count"] for each in reason.about["offered"]}
    assert offered[code_of(room())] == 1


def test_where_the_library_has_none_a_temporary_code_stands_until_the_remedy_is_settled() -> None:
    row = registered(FIRM, "无名胡同九十九号院", unlisted="yes")
    temporary = str(row.snapshot["facts"]["temporary"])
    assert temporary == f"T{PLACE}-00001"
    assert temporary in told(row)["Temporary code"]
    with pytest.raises(Refused) as refused:
        take(row, "move", somebody("street_office"), place=PLACE, address=code_of(room()))
    assert codes(refused.value) == {"still_sought"}
    settle(FIRM, code=code_of(room()))
    kept = row_of(FIRM)
    assert kept is not None
    assert (kept.code, kept.address) == (code_of(room()), room())
    assert told(row) == {"Unified address code": kept.code, "Standard address": room().text}
    assert registered(another(1), "无名胡同一百号院", unlisted="yes").snapshot["facts"]["temporary"] != temporary
    assert rebuild().differences == []


def test_an_address_longer_than_the_base_keeps_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        registered(FIRM, "无" * 2_001, unlisted="yes")
    assert codes(refused.value) == {"too_long"}
    assert not BusinessRow.objects.filter(table="firms").exists()


def test_a_remedy_that_was_dropped_lets_the_firm_be_placed_anew() -> None:
    row = registered(FIRM, "无名胡同九十九号院", unlisted="yes")
    settle(FIRM, dropping="unclear")
    assert "no address is known" in told(row)["Temporary code"]
    row = take(row, "move", somebody("street_office"), place=PLACE, address=code_of(room()))
    assert told(row)["Unified address code"] == code_of(room())
    ended = take(row, "end", somebody("street_office"), ending="mistaken")
    assert told(ended) == {}
    assert registered(FIRM).pk != ended.pk


def test_owner_colleague_and_stranger(client: Client, client_of: ClientOf) -> None:
    given = {"place": PLACE, "credit_code": FIRM, "name": "多福商贸", "address": code_of(room())}
    begun = "/procedures/firm/proceedings"
    opened = post(client, begun, {"action": "register", "carried": given}, caller("street_office"))
    assert opened.status_code == 200, opened.content
    there = f"/proceedings/{opened.json()['id']}"
    end = {"action": "end", "carried": {"ending": "closed"}}
    assert post(client, f"{there}/acts", end, caller("street_office", "110101002")).status_code == 404
    assert post(client, f"{there}/acts", end, caller("committee")).status_code == 404
    assert post(client, begun, {"action": "register", "carried": given}, caller("committee")).status_code == 422
    shown = client_of("office.donghuamen").get(f"/affairs/{opened.json()['id']}/").content.decode()
    assert room().text in shown
    page = client_of("office.donghuamen")
    typed = given | {"credit_code": another(1), "address": room().text.removeprefix("北京市")}
    answer = page.post("/affairs/new/firm/", typed)
    assert answer.status_code == 422
    assert "firms here" in answer.content.decode()
    assert page.post("/affairs/new/firm/", typed | {"address": code_of(room())}).status_code == 302


def test_the_rows_of_firms_are_compared_with_the_journal_and_put_right() -> None:
    registered()
    registered(another(1), "无名胡同九十九号院", unlisted="yes")
    settle(another(1), code=code_of(room()))
    take(registered(another(2)), "end", somebody("street_office"), ending="closed")
    assert rebuild_rows().differences == rebuild_base().differences == []
    other = Address.objects.filter(level="room", state="active").exclude(pk=room().pk).order_by("id")[0]
    BusinessRow.objects.update(address=other, code=code_of(other))
    found = [(each.number, each.column) for each in rebuild_rows(write=True).differences]
    spoiled = [f"firms {code}" for code in (another(2), FIRM) for _column in ("address_id", "code")]
    assert found == list(zip(spoiled, ["address_id", "code"] * 2, strict=True))
    assert {each.number for each in rebuild_base(write=True).differences} == {f"firms {another(1)}"}
    assert dict(BusinessRow.objects.values_list("key", "code")) == {
        FIRM: code_of(room()),
        another(1): code_of(room()),
        another(2): "",
    }
    BusinessRow.objects.filter(key=FIRM).delete()
    assert rebuild_rows(write=True).differences
    assert firms_at([room().pk]) == {room().pk: 2}
    assert rebuild_rows().differences == rebuild_base().differences == []
