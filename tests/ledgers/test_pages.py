"""The form of a ledger is filled from the base; entry, look-up and history on the page and by the API: statement 9."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from django.test import Client

from tests.city import PLACE
from tests.intake.test_api import caller
from tests.ledgers.test_ledgers import ROOM, committee, entered, office, refusal
from tests.site.conftest import ClientOf, client_of
from wanmi.journal.models import Entry
from wanmi.journal.reading import body_of
from wanmi.ledgers import forms, services
from wanmi.ledgers.models import Held, KeptField

__all__ = ["client_of"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
KEEPER, READER = "committee.duofuxiang", "office.donghuamen"


def test_09_a_form_comes_filled_from_the_base_and_says_where_each_value_is_from() -> None:
    entered()
    form = forms.form_for("care", ROOM, committee())
    known = {each.field.pk: (each.value, each.is_mine) for each in form.fields}
    assert known == {"low_income": ("低保户", True), "living_alone": ("独居", True)}
    assert form.place == PLACE
    for each in form.fields:
        assert each.entry is not None
        assert Entry.objects.get(pk=each.entry).action == "enter_fact"
    look = Entry.objects.filter(action="read_facts").latest("seq")
    assert body_of(look)["grounds"] == {"living_alone": "keeper", "low_income": "keeper"}


def test_09_what_another_keeps_is_shown_by_need_alone_and_else_not_even_that_it_is_known() -> None:
    entered()
    shown = {each.field.pk: each for each in forms.form_for("care", ROOM, office()).fields}
    assert (shown["low_income"].value, shown["low_income"].is_mine) == ("低保户", False)
    assert (shown["living_alone"].value, shown["living_alone"].entry) == (None, None)
    assert shown["living_alone"].is_hidden
    look = Entry.objects.filter(action="read_facts").latest("seq")
    assert (body_of(look)["fields"], body_of(look)["scene"]) == (["low_income"], ["社会救助核对"])


def test_09_filling_enters_what_is_new_changes_what_differs_and_leaves_the_rest() -> None:
    services.enter("low_income", ROOM, PLACE, "低保户", committee())
    form = forms.form_for("care", ROOM, committee())
    assert forms.fill(form, "", {"low_income": "低保户", "living_alone": "独居"}, committee()) == 1
    form = forms.form_for("care", ROOM, committee())
    assert forms.fill(form, "", {"low_income": "已退出", "living_alone": "独居"}, committee()) == 1
    acts = list(
        Entry.objects.filter(subject=ROOM, action__in=("enter_fact", "change_fact")).values_list("action", flat=True)
    )
    assert sorted(acts) == ["change_fact", "enter_fact", "enter_fact"]
    changes = forms.history("low_income", ROOM, committee())
    assert [(each.action, each.value) for each in changes] == [("change_fact", "已退出"), ("enter_fact", "低保户")]


def test_09_one_bad_value_leaves_everything_as_it_was() -> None:
    KeptField.objects.filter(pk="living_alone").update(keeper="street.donghuamen")
    form = forms.form_for("care", ROOM, committee())
    wanted = {"low_income": "低保户", "living_alone": "独居"}
    assert refusal(lambda: forms.fill(form, PLACE, wanted, committee())) == "held_elsewhere"
    assert not Held.objects.exists()
    assert refusal(lambda: forms.fill(form, PLACE, {"shoe_size": "42"}, committee())) == "unknown_field"


def test_09_who_may_not_look() -> None:
    entered()
    far = replace(office(), region="110101010")
    assert refusal(lambda: forms.form_for("care", ROOM, far)) == "outside_region"
    assert refusal(lambda: forms.form_for("nothing", ROOM, office())) == "unknown_ledger"
    assert refusal(lambda: forms.history("living_alone", ROOM, office())) == "no_grant"
    assert Entry.objects.filter(action="refuse_read").count() == 1
    assert refusal(lambda: forms.history("low_income", "X1", office())) == "not_held"


def test_09_entry_look_up_and_history_on_the_page(client_of: ClientOf) -> None:
    keeper, reader = client_of(KEEPER), client_of(READER)
    asked = {"ledger": "care", "subject": ROOM}
    assert "where is it?" in keeper.post("/ledgers/", asked | {"look": ""}).content.decode()
    filled = asked | {"fill": "", "place": PLACE, "value_low_income": "低保户", "value_living_alone": ""}
    page = keeper.post("/ledgers/", filled).content.decode()
    assert "1 fact was kept." in page
    assert 'value="低保户"' in page
    page = reader.post("/ledgers/", asked).content.decode()
    assert "低保户" in page
    assert "not granted to your organisation" in page
    assert reader.post("/ledgers/", filled | {"value_low_income": "x"}).status_code == 422
    shown = reader.post("/ledgers/history/", {"field": "low_income", "subject": ROOM}).content.decode()
    assert "低保户" in shown
    assert reader.post("/ledgers/history/", {"field": "living_alone", "subject": ROOM}).status_code == 422
    rows = reader.post("/ledgers/rows/", {"ledger": "relief", "need": "relief"}).content.decode()
    assert ROOM in rows
    assert "低保户" in rows
    assert keeper.post("/ledgers/rows/", {"ledger": "relief", "need": "relief"}).status_code == 422
    assert keeper.post("/ledgers/", asked | {"subject": "<x>"}).status_code == 422
    assert client_of("operator").post("/ledgers/", asked).status_code == 403


def test_09_the_same_by_the_api(client: Client) -> None:
    entered()

    def post(path: str, body: dict[str, str], kind: str) -> tuple[int, object]:
        headers = caller(kind)
        answer = client.post(f"/api/v1{path}", json.dumps(body), content_type="application/json", headers=headers)
        return answer.status_code, answer.json()

    status, form = post("/ledgers/care/forms", {"subject": ROOM}, "street_office")
    assert status == 200
    assert isinstance(form, dict)
    assert [(each["field"], each["value"]) for each in form["fields"]] == [
        ("low_income", "低保户"),
        ("living_alone", None),
    ]
    status, changes = post("/facts/histories", {"field": "low_income", "subject": ROOM}, "street_office")
    assert status == 200
    assert isinstance(changes, list)
    assert [each["value"] for each in changes] == ["低保户"]
    assert post("/facts/histories", {"field": "living_alone", "subject": ROOM}, "street_office")[0] == 422
    assert [each["key"] for each in client.get("/api/v1/ledgers", headers=caller("committee")).json()] == [
        "care",
        "relief",
    ]
