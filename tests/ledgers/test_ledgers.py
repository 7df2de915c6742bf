"""One fact entered once, changed once, seen in every ledger; read by need alone: statements 9 and 13."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.city import PLACE, somebody
from tests.intake.test_api import caller
from tests.packs.tiny import TinyPack
from wanmi.journal.models import Entry
from wanmi.journal.reading import body_of, entries_of
from wanmi.ledgers import services
from wanmi.ledgers.errors import LedgerRefused
from wanmi.ledgers.models import Ledger
from wanmi.ledgers.queries import ledger_rows
from wanmi.packs.loading import check_pack
from wanmi.process.engine import Actor

ROOM = "1101010010010000001"


def committee() -> Actor:
    return somebody("committee", PLACE)


def office() -> Actor:
    return somebody("street_office", PLACE)


def refusal(run: Callable[[], object]) -> str:
    with pytest.raises(LedgerRefused) as refused:
        run()
    return refused.value.code


def entered() -> None:
    services.enter("low_income", ROOM, PLACE, "低保户", committee())
    services.enter("living_alone", ROOM, PLACE, "独居", committee())


@pytest.mark.django_db
@pytest.mark.usefixtures("city")
def test_09_one_fact_changed_once_is_changed_in_every_ledger(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    entered()
    ledgers = list(Ledger.objects.order_by("key"))
    assert len(ledgers) == 2
    for ledger in ledgers:
        with django_assert_num_queries(3):
            (row,) = ledger_rows(ledger, PLACE)
        assert row.values["low_income"] == "低保户"
        assert Entry.objects.get(pk=row.sources["low_income"]).action == "enter_fact"
    services.change("low_income", ROOM, "已退出低保", committee())
    assert {ledger_rows(ledger, PLACE)[0].values["low_income"] for ledger in ledgers} == {"已退出低保"}
    assert "低保户" not in "".join(entry.body for entry in entries_of(services.SUBJECT, ROOM))


@pytest.mark.django_db
@pytest.mark.usefixtures("city")
def test_09_a_field_that_is_held_elsewhere_is_refused_as_a_second_entry() -> None:
    entered()
    assert refusal(lambda: services.enter("low_income", ROOM, PLACE, "低保户", committee())) == "held_already"
    assert refusal(lambda: services.enter("low_income", "X1", PLACE, "低保户", office())) == "held_elsewhere"
    assert refusal(lambda: services.change("low_income", ROOM, "x", office())) == "held_elsewhere"
    assert refusal(lambda: services.change("low_income", "X1", "x", committee())) == "not_held"
    assert refusal(lambda: services.enter("shoe_size", ROOM, PLACE, "42", committee())) == "unknown_field"
    assert refusal(lambda: services.enter("low_income", "X1", "110101001002", "x", committee())) == "outside_region"


@pytest.mark.django_db
@pytest.mark.usefixtures("city")
def test_13_a_read_carries_need_scene_and_user_and_beyond_the_grant_it_is_refused_and_logged() -> None:
    entered()
    assert services.read("relief", ROOM, ["low_income"], office()) == {"low_income": "低保户"}
    last = entries_of(services.SUBJECT, ROOM).last()
    assert last is not None
    body = body_of(last)
    assert (last.action, last.actor, body["need"], body["scene"]) == (
        "read_facts",
        office().id,
        "relief",
        "社会救助核对",
    )
    assert refusal(lambda: services.read("relief", ROOM, ["low_income", "living_alone"], office())) == (
        "outside_the_grant"
    )
    last = entries_of(services.SUBJECT, ROOM).last()
    assert last is not None
    assert (last.action, body_of(last)["fields"]) == ("refuse_read", ["living_alone"])
    assert refusal(lambda: services.read("relief", ROOM, ["low_income"], somebody("handler", PLACE, "fire"))) == (
        "no_such_need"
    )
    assert refusal(lambda: services.open_ledger("care", "relief", office())) == "outside_the_grant"
    assert services.open_ledger("relief", "relief", office())[0].values == {"low_income": "低保户"}


@pytest.mark.django_db
@pytest.mark.usefixtures("city")
def test_the_same_by_the_api(client: Client) -> None:
    def post(path: str, body: dict[str, object], kind: str) -> tuple[int, str]:
        sent = json.dumps(body)
        answer = client.post(f"/api/v1{path}", sent, content_type="application/json", headers=caller(kind))
        return answer.status_code, answer.content.decode()

    fact: dict[str, object] = {"field": "low_income", "subject": ROOM, "place": PLACE, "value": "低保户"}
    assert post("/facts", fact, "street_office")[0] == 422
    assert post("/facts", fact, "committee")[0] == 200
    assert post("/facts", fact, "committee")[0] == 422
    assert post("/facts/changes", fact | {"value": "退出"}, "committee")[0] == 200
    wanted: dict[str, object] = {"need": "relief", "subject": ROOM, "fields": ["low_income"]}
    status, told = post("/facts/reads", wanted, "street_office")
    assert (status, json.loads(told)) == (200, {"low_income": "退出"})
    assert post("/facts/reads", wanted, "committee")[0] == 422
    assert Entry.objects.filter(action="refuse_read").count() == 1
    assert post("/ledgers/relief/reads", {"need": "relief"}, "street_office")[0] == 200
    assert post("/ledgers/none/reads", {"need": "relief"}, "street_office")[0] == 422


@pytest.mark.parametrize(
    ("file", "row", "column"),
    [
        ("fields.csv", "other,低收入,Low income,roads,x", "name_zh"),
        ("fields.csv", "other,其他,Other,nobody,x", "keeper"),
        ("ledgers.csv", "ll,台账,Ledger,nothing,x", "fields"),
        ("needs.csv", "nn,nobody,场景,low_income,2026-01-01,,x", "organisation"),
        ("needs.csv", "nn,roads,场景,low_income,2026-01-01,2025-01-01,x", "valid_to"),
    ],
)
def test_bad_rows_are_refused_with_their_place(tmp_path: Path, file: str, row: str, column: str) -> None:
    tiny = TinyPack(tmp_path)
    tiny.write("fields.csv", "key,name_zh,name_en,keeper,source\nlow_income,低收入,Low income,roads,x\n")
    tiny.write("ledgers.csv", "key,name_zh,name_en,fields,source\n")
    tiny.write("needs.csv", "key,organisation,scene_zh,fields,valid_from,valid_to,source\n")
    tiny.append(file, row)
    line = len(tiny.path(file).read_text().splitlines())
    assert (file, line, column) in {(p.file, p.line, p.column) for p in check_pack(tiny.city)}
