"""Personal data of obligations: what lies sealed is read by a journaled look, and goes for good when it is erased."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from tests.city import PLACE, picture, somebody
from tests.intake.test_api import caller, post
from tests.joint import world
from tests.joint.presets import PRESETS, processes_of, rules_in, text_of
from tests.site.conftest import ClientOf, client_of
from tests.site.test_calls import send
from wanmi.acts import pictures as files
from wanmi.acts.carrying_out import Order
from wanmi.joint import services
from wanmi.joint.models import Obligation, RuleBook
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


def digests(row: Obligation) -> set[str]:
    return set(row.evidence.values_list("digest", flat=True))


def pictured() -> Obligation:
    """A ticket with a picture from the person, and one of what was done by the unit that helped."""
    given = {"place": PLACE, "text": "供暖不热"}
    order = Order("receive", somebody("operator"), given, {"photos": [picture("red")]})
    row = services.open_obligation("demand", order).row
    services.act(row.number, Order("dispatch", somebody("acceptor"), {"lead": "heat", "way": "direct"}))
    services.act(row.number, Order("ask_joint", world.department("heat"), {"helper": "gas"}))
    helper = world.department("gas")
    services.act_on_part(row.number, 1, Order("join", helper, {}))
    services.act_on_part(row.number, 1, Order("report_done", helper, {"note": "已查"}, {"photos": [picture("blue")]}))
    return row


@pytest.mark.parametrize(("choice", "left"), [({}, 1), ({"pictures": "sent"}, 1), ({"pictures": "all"}, 0)])
def test_pictures_that_came_with_the_matter_go_too_and_all_of_them_where_that_is_asked(
    choice: dict[str, str], left: int, django_capture_on_commit_callbacks: Any
) -> None:
    row = pictured()
    had = digests(row)
    with django_capture_on_commit_callbacks(execute=True):
        world.take(row, "erase_personal", somebody("supervision_leader"), erasure="request", **choice)
        assert all(files.path_of(each).exists() for each in had)  # files go once it is certain
    gone = had - digests(row)
    assert (len(had), len(digests(row))) == (2, left)
    assert [(files.path_of(each).exists(), files.shown_path(each).exists()) for each in sorted(had)] == [
        (each not in gone,) * 2 for each in sorted(had)
    ]
    entry = Entry.objects.get(action="erase_personal")
    assert set(body_of(entry)[files.ERASED]) == gone
    assert (verify().faults, rebuild().differences) == ([], [])


def under_an_old_book() -> Obligation:
    """A whistle under a book from before looks and erasures were asked of books; a newer one of its key came later."""
    newest = RuleBook.objects.filter(key="whistle", is_listed=True).get()
    processes = {
        name: text.replace('"look_sealed"', '"look_older"').replace('"erase_personal"', '"erase_older"')
        for name, text in newest.processes.items()
    }
    about = {name: getattr(newest, name) for name in ("key", "version", "valid_from", "file", "text")}
    old = RuleBook.objects.create(**about, digest="0" * 64, processes=processes)
    newest.pk, newest.digest = None, "1" * 64
    RuleBook.objects.filter(key="whistle").exclude(pk=old.pk).update(is_listed=False)
    row = noted()
    newest.save()
    RuleBook.objects.filter(pk=old.pk).update(is_listed=False)
    assert row.rules_id == old.pk
    return row


def test_an_obligation_under_an_old_book_is_looked_at_and_erased_by_the_newest_one(client_of: ClientOf) -> None:
    row = under_an_old_book()
    page = f"/calls/{row.number}/"
    assert "赵某" not in client_of(LEADER).get(page).content.decode()
    look = {"key": "a", "purpose": "oversight"}
    assert "赵某" in client_of(LEADER).post(f"{page}act/look_sealed/", look).content.decode()
    assert body_of(Entry.objects.get(action="look_sealed"))["carried"] == {"purpose": "oversight"}
    serial = world.part_of(row, "fire").serial
    mine = client_of(FIRE).post(f"{page}{serial}/act/look_sealed/", {"key": "b", "purpose": "handling"})
    assert "王队长" in mine.content.decode()
    assert client_of("handler.gardens").get(f"{page}act/look_sealed/").status_code == 404
    assert send(client_of(FIRE), f"{page}act/erase_personal/", erasure="request") == 404
    assert send(client_of(LEADER), f"{page}act/erase_personal/", erasure="request") == 302
    row.refresh_from_db()
    assert (row.text, Sealed.objects.exclude(payload="").exists()) == ("", False)
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
