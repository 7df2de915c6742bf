"""Personal data of obligations: what lies sealed is read by a journaled look, and goes for good when it is erased."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from tests.intake.test_api import caller, post
from tests.joint import world
from tests.joint.presets import PRESETS, processes_of, rules_in, text_of
from tests.site.conftest import ClientOf, client_of
from tests.site.test_calls import send
from wanmi.joint.models import Obligation
from wanmi.joint.rebuilding import rebuild
from wanmi.joint.rules.proving import Known
from wanmi.joint.rules.reading import read_rules
from wanmi.journal.models import Entry, Sealed
from wanmi.journal.reading import body_of
from wanmi.journal.verifying import verify
from wanmi.process.errors import DefinitionRefused, Refused

__all__ = ["client_of"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
CALLER, LEADER, FIRE, MARKET = "handler.donghuamen", "street_leader.donghuamen", "handler.fire", "handler.market"


def noted() -> Obligation:
    """A whistle with the names of people in the notes of two departments."""
    row = world.blown()
    world.arrive(row, "fire")
    world.do(row, "market", "object", world.department("market"), ground="no_duty", note="店主赵某电话不通")
    return row


def test_notes_are_read_by_a_look_alone(client_of: ClientOf) -> None:
    row = noted()
    page = f"/calls/{row.number}/"
    plain = client_of(LEADER).get(page).content.decode()
    assert ("沿街餐饮" in plain, "赵某" in plain, "王队长" in plain) == (True, False, False)
    assert client_of(LEADER).post(f"{page}act/look_sealed/", {"key": "a"}).status_code == 422
    looked = client_of(LEADER).post(f"{page}act/look_sealed/", {"key": "b", "purpose": "oversight"}).content.decode()
    assert ("赵某" in looked, "王队长" in looked) == (True, True)
    entry = Entry.objects.get(subject=row.number, action="look_sealed")
    assert (body_of(entry)["carried"], entry.actor) == ({"purpose": "oversight"}, world.leader().id)
    assert "赵某" not in client_of(LEADER).get(page).content.decode()


def test_a_department_looks_at_its_own_part_and_the_whistle(client_of: ClientOf) -> None:
    row = noted()
    serial = world.part_of(row, "fire").serial
    look = f"/calls/{row.number}/{serial}/act/look_sealed/"
    shown = client_of(FIRE).post(look, {"key": "a", "purpose": "handling"}).content.decode()
    assert ("王队长" in shown, "赵某" in shown) == (True, False)
    assert Entry.objects.get(action="look_sealed").subject == f"{row.number}-{serial}"
    assert client_of(MARKET).post(look, {"key": "b", "purpose": "handling"}).status_code == 404
    assert client_of(FIRE).get(f"/calls/{row.number}/act/look_sealed/").status_code == 404
    assert client_of("handler.gardens").get(look).status_code == 404
    assert client_of("audit_admin").get(look).status_code == 403


def said(answer: Any) -> str:
    return json.dumps(answer.json(), ensure_ascii=False)


def test_the_api_seals_and_reveals_alike(client: Client) -> None:
    row = noted()
    headers = caller("inspector")
    assert "赵某" not in said(client.get(f"/api/v1/joint/{row.number}", headers=headers))
    path = f"/joint/{row.number}/looks"
    assert "赵某" in said(post(client, path, {"purpose": "oversight"}, headers))
    assert post(client, path, {"purpose": "curiosity"}, headers).status_code == 422
    assert post(client, path, {"purpose": "oversight", "part": 9}, headers).status_code == 404
    fire = caller("handler", organisation="fire")
    assert post(client, path, {"purpose": "handling"}, fire).status_code == 422
    told = post(client, path, {"purpose": "handling", "part": world.part_of(row, "fire").serial}, fire)
    assert ("王队长" in said(told), "赵某" in said(told)) == (True, False)
    assert Entry.objects.filter(action="look_sealed").count() == 2


def test_erasing_takes_text_and_notes_and_leaves_the_chain_whole(client_of: ClientOf) -> None:
    row = noted()
    for actor in (world.caller(), world.department("fire")):
        with pytest.raises(Refused):
            world.take(row, "erase_personal", actor, erasure="request")
    page = f"/calls/{row.number}/"
    assert send(client_of(CALLER), f"{page}act/erase_personal/", erasure="request") == 404
    assert send(client_of(LEADER), f"{page}act/erase_personal/", erasure="request") == 302
    row.refresh_from_db()
    assert (row.text, row.state) == ("", "blown")
    assert not Sealed.objects.exclude(payload="").exists()
    shown = client_of(LEADER).post(f"{page}act/look_sealed/", {"key": "k", "purpose": "rights"}).content.decode()
    assert ("赵某" in shown, "The text was erased" in shown) == (False, True)
    assert verify().faults == []
    assert rebuild().differences == []


@pytest.mark.parametrize("act", ["look_sealed", "erase_personal"])
def test_a_book_that_seals_and_does_not_say_who_looks_or_erases_is_refused(act: str) -> None:
    processes = {name: text.replace(f'"{act}"', '"other"') for name, text in processes_of("whistle").items()}
    with pytest.raises(DefinitionRefused, match=act):
        read_rules("whistle.toml", text_of("whistle"), processes, Known(frozenset()))


def test_every_preset_says_who_looks_and_who_erases() -> None:
    for folder in sorted(path.parent.name for path in PRESETS.glob("*/joint") if path.parent.name != "shanghai"):
        rules = rules_in(folder)
        assert {"look_sealed", "erase_personal"} <= {line.action for line in rules.obligation.transitions}, folder
