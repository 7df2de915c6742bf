"""The pages of joint obligations: lists, opening, one with its parts, acting, and who may do so."""

from __future__ import annotations

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from tests.city import PLACE, filed, halved, picture
from tests.joint import world
from tests.site.conftest import ClientOf
from wanmi.joint.models import Obligation, Part

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
CALLER, LEADER, FIRE = "handler.donghuamen", "street_leader.donghuamen", "handler.fire"


def send(client: Client, path: str, **data: object) -> int:
    return client.post(path, {"key": uuid.uuid4().hex, **data}).status_code


def test_a_whistle_from_draft_to_solved(client_of: ClientOf) -> None:
    case = filed()
    drafted = {"place": PLACE, "text": "油烟扰民", "lead": "fire", "joint": ["market"], "case": case.number}
    assert send(client_of(CALLER), "/calls/open/emergency/", **drafted) == 302
    number = Obligation.objects.get().number
    page = f"/calls/{number}"
    assert number in client_of("acceptor").get(f"/cases/{case.number}/").content.decode()
    assert send(client_of(CALLER), f"{page}/act/blow/") == 404
    assert send(client_of(LEADER), f"{page}/act/blow/") == 302
    assert send(client_of(FIRE), f"{page}/1/act/arrive/", person="王队长") == 422
    position = {"position_lon": "116.398", "position_lat": "39.907"}
    for name, serial in ((FIRE, 1), ("handler.market", 2)):
        assert number in client_of(name).get("/calls/").content.decode()
        assert send(client_of(name), f"{page}/{serial}/act/arrive/", person="王队长", **position) == 302
        photos = {"photos": picture_file()}
        assert send(client_of(name), f"{page}/{serial}/act/report_result/", note="已整改", **photos) == 302
    assert send(client_of(CALLER), f"{page}/act/solve/", note="好了") == 422  # nobody is rated yet
    assert send(client_of(CALLER), f"{page}/1/act/solve/", rating="five") == 302
    assert send(client_of(CALLER), f"{page}/act/solve/", note="好了", rating="three") == 302
    with override("en"):
        shown = client_of(FIRE).get(f"{page}/").content.decode()
    assert "100 / 100" in shown
    digest = Obligation.objects.get().evidence.first().digest  # type: ignore[union-attr]
    assert client_of(FIRE).get(f"{page}/photos/{digest}/").status_code == 200
    assert client_of(FIRE).get(f"{page}/photos/{'0' * 64}/").status_code == 404


def picture_file() -> SimpleUploadedFile:
    return SimpleUploadedFile("a.png", picture(), "image/png")


def test_owner_colleague_and_stranger(client_of: ClientOf) -> None:
    row = world.blown()
    page = f"/calls/{row.number}/"
    seeing = {CALLER: 200, LEADER: 200, FIRE: 200, "inspector": 200, "acceptor": 200}
    strangers = {"handler.gardens": 404, "street_leader.hepingli": 404, "audit_admin": 403, "system_admin": 403}
    for name, status in (seeing | strangers).items():
        assert client_of(name).get(page).status_code == status, name
    assert client_of(FIRE).get(f"{page}2/act/confirm/").status_code == 404
    assert client_of(FIRE).get(f"{page}9/act/confirm/").status_code == 404
    assert client_of(FIRE).get("/calls/open/emergency/").status_code == 200
    assert client_of(FIRE).get("/calls/open/felt_problem/").status_code == 404
    assert client_of(CALLER).get("/calls/open/no_such/").status_code == 404


def test_the_district_decides_objections(client_of: ClientOf) -> None:
    row = world.blown()
    world.do(row, "fire", "object", world.department("fire"), ground="no_duty", note="否")
    assert row.number in client_of("inspector").get("/calls/").content.decode()
    serial = world.part_of(row, "fire").serial
    assert send(client_of("inspector"), f"/calls/{row.number}/{serial}/act/uphold/", note="成立") == 302
    assert Part.objects.get(organisation="fire").state == "released"


def test_a_list_costs_the_same_however_long(
    client_of: ClientOf, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = client_of(FIRE)
    world.blown()
    client.get("/calls/")
    for _ in range(3):
        world.blown()
    with django_assert_max_num_queries(30):
        assert client.get("/calls/").content.decode().count("case-link") == 4
    for mark in ("parts=nonsense", "rows=nonsense"):
        assert client.get(f"/calls/?{mark}").status_code == 404


def test_what_climbs_is_raised_at_a_grid_with_a_post(client_of: ClientOf) -> None:
    halved()
    page = client_of("operator").get("/calls/open/urgent/").content.decode()
    assert page.count(f'value="{PLACE}00') == 2
    assert f'value="{PLACE}"' not in page
    assert send(client_of("operator"), "/calls/open/urgent/", place=PLACE, text="楼道灯坏了") == 422
    assert send(client_of("operator"), "/calls/open/urgent/", place=f"{PLACE}001", text="楼道灯坏了") == 302
    row = Obligation.objects.get()
    assert (row.state, row.place, row.desk_id) == ("at_grid", f"{PLACE}001", "committee.duofuxiang")
    answering = f"/calls/{row.number}/act/answer/"
    assert send(client_of("committee.duofuxiang"), answering, note="已换灯") == 404  # of the community, not of the grid
    assert send(client_of("grid_worker.duofuxiang"), answering, note="已换灯") == 302
