"""What the city keeps: days, people, duties, conditions, owners, places, addresses, packs and keys."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import shapely
from django.test import Client

from tests.api.asking import V1, get, send
from tests.city import ITEM, PLACE, POSITION, filed
from tests.intake.test_api import caller
from wanmi.addresses.base.models import Address, BusinessRow, Remedy
from wanmi.addresses.base.remedies import note
from wanmi.catalogue.models import Condition, Responsibility
from wanmi.journal.models import Entry
from wanmi.territory.models import DutyGrid, Grid
from wanmi.territory.queries import today
from wanmi.workforce.models import Appointment, Duty

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def test_a_day_of_the_calendar_is_changed(client: Client) -> None:
    body = {"is_workday": False, "note": "Exercise"}
    answer = send(client, "PUT", "/calendar/days/2026-12-25", "system_admin", body)
    assert answer.json() == {"date": "2026-12-25", "is_workday": False, "note": "Exercise", "source": "system_admin"}
    assert [day for day in get(client, "/calendar/2026", "system_admin").json() if day["note"] == "Exercise"]
    assert 2026 in get(client, "/calendar", "system_admin").json()
    assert send(client, "PUT", "/calendar/days/0001-01-01", "system_admin", body).status_code == 422


def test_people_are_appointed_and_appointments_end(client: Client) -> None:
    body = {"staff": "inspector", "post": "command.dispatcher", "since": "2026-11-24"}
    made = send(client, "POST", "/appointments", "security_admin", body)
    assert made.status_code == 201
    clash = send(client, "POST", "/appointments", "security_admin", body | {"post": "supervision.acceptor"})
    assert clash.status_code in (404, 422)
    assert send(client, "POST", "/appointments", "security_admin", body | {"staff": "nobody"}).status_code == 404
    path = f"/appointments/{made.json()['id']}/end"
    assert send(client, "POST", path, "security_admin", {"until": "2026-12-01"}).json()["until"] == "2026-12-01"
    assert send(client, "POST", path, "security_admin", {"until": "2020-01-01"}).status_code == 422
    assert send(client, "POST", "/appointments/0/end", "security_admin", {"until": "2026-12-01"}).status_code == 404


def test_a_duty_is_given_and_ends(client: Client) -> None:
    DutyGrid.objects.create(code="d-test", name_zh="试")
    post = Appointment.objects.filter(post__kind="collector").values_list("post", flat=True)[0]
    body = {"post": post, "duty_grid": "d-test", "since": "2026-11-24"}
    made = send(client, "POST", "/duties", "shift_leader", body)
    assert made.status_code == 201
    assert send(client, "POST", "/duties", "shift_leader", body).status_code == 422
    assert get(client, "/duty-grids/d-test", "operator").json()["walkers"][0]["post"] == post
    path = f"/duties/{made.json()['id']}/end"
    assert send(client, "POST", path, "system_admin", {"until": "2026-12-01"}).status_code == 200
    assert Duty.objects.get(pk=made.json()["id"]).until is not None


def test_a_token_is_given_and_taken_back(client: Client) -> None:
    held = Appointment.objects.filter(post__kind="acceptor")[0]
    made = send(client, "POST", "/tokens", "security_admin", {"appointment": held.pk, "label": "app", "days": 7})
    token, name = made.json()["token"], made.json()["about"]["id"]
    headers = {"Authorization": f"Bearer {token}"}
    assert client.get(f"{V1}/work", headers=headers).status_code == 200
    assert send(client, "DELETE", f"/tokens/{name}", "security_admin").status_code == 204
    assert client.get(f"{V1}/work", headers=headers).status_code == 401
    assert [e.action for e in Entry.objects.order_by("-seq")[:2]] == ["revoke_token", "issue_token"]


def test_a_filing_condition_is_put_changed_and_ended(client: Client) -> None:
    limit = {"area_grade": "all", "value": 3, "unit": "work_day"}
    body = {"item": ITEM, "filing_zh": "松动", "closing_zh": "修复", "source": "会议", "limits": [limit]}
    path = "/catalogue/conditions/01001-test"
    assert send(client, "PUT", path, "system_admin", body).json()["limits"][0]["value"] == 3
    changed = send(client, "PUT", path, "system_admin", body | {"limits": [limit | {"value": 5}]})
    assert changed.json()["limits"][0]["value"] == 5
    listed = f"/catalogue/items/{ITEM}/conditions"
    assert "01001-test" in [each["code"] for each in get(client, listed, "operator").json()]
    for bad in (
        {"limits": [limit, limit]},
        {"limits": [limit | {"season_from": "03-01"}]},
        {"item": "2026/event/01002"},
    ):
        assert send(client, "PUT", path, "system_admin", body | bad).status_code == 422
    ended = send(client, "POST", f"{path}/end", "system_admin", {"until": str(today())})
    assert ended.status_code == 200
    assert "01001-test" not in [each["code"] for each in get(client, listed, "operator").json()]
    assert Condition.objects.get(pk="01001-test").limits.get().value == 5
    assert Entry.objects.filter(action="put_condition", subject="01001-test").count() == 2


def test_an_owner_is_named_and_removed(client: Client) -> None:
    organisation = Responsibility.objects.values_list("organisation", flat=True)[0]
    rule = {"kind": "event", "item_prefix": "01001", "region": PLACE, "organisation": organisation, "basis": "会议"}
    made = send(client, "PUT", "/catalogue/owners", "system_admin", rule)
    assert made.json()["organisation"] == organisation
    assert send(client, "PUT", "/catalogue/owners", "system_admin", rule | {"region": "310101"}).status_code == 422
    assert send(client, "PUT", "/catalogue/owners", "system_admin", rule | {"organisation": "x"}).status_code == 422
    path = f"/catalogue/owners/{made.json()['id']}"
    assert send(client, "DELETE", path, "system_admin").status_code == 204
    assert send(client, "DELETE", path, "system_admin").status_code == 404


def test_places_and_grids(client: Client) -> None:
    found = get(client, f"/place?lon={POSITION['lon']}&lat={POSITION['lat']}", "operator").json()
    assert found["community"].startswith("110101")
    assert get(client, "/place?lon=0&lat=0", "operator").json()["place"] is None
    code, square = f"{PLACE}001", shapely.box(116.41, 39.91, 116.42, 39.92)
    made = {"kind": "unit", "community": PLACE, "area": 1.0, "shape": square.wkb, "valid_from": today()}
    Grid.objects.create(code=code, **made)
    card = get(client, f"/grids/{code}", "operator").json()
    assert (card["grid"]["code"], card["shape"]["type"]) == (code, "Polygon")
    assert get(client, "/divisions/outlines?level=streets", "operator").json()["features"]
    assert get(client, "/city", "handler").json()["code"] == "110101"
    assert get(client, "/grids/x", "operator").status_code == 404


def test_an_address_is_proposed_once_confirmed_and_read(client: Client) -> None:
    body = {"carried": {"place": PLACE, "level": "place", "road": "清荷胡同", "number": "5号", "position": POSITION}}
    key = {"Idempotency-Key": "a1"}
    first, second = (send(client, "POST", "/addresses", "operator", body, **key) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 200), first.text
    name = first.json()["public_id"]
    assert Address.objects.filter(public_id=name).count() == 1
    assert get(client, f"/addresses/{name}", "operator").json()["timeline"][0]["label"]
    acts = f"/addresses/{name}/acts"
    assert send(client, "POST", acts, "operator", {"action": "activate"}).status_code == 422
    done = send(client, "POST", acts, "collector", {"action": "confirm", "carried": {"position": POSITION}})
    assert done.json()["state"] == "checked"
    assert get(client, f"/addresses/{name}/plate", "operator")["Content-Type"] == "image/svg+xml"
    assert get(client, "/addresses/codes/x", "operator").status_code == 404
    assert name in [row["public_id"] for row in get(client, "/addresses/desk", "acceptor").json()]


def test_a_remedy_is_read_and_dropped(client: Client) -> None:
    note(BusinessRow(table="customers", key="7"), "不知何处", None, PLACE)
    pk = Remedy.objects.get().pk
    assert get(client, f"/remedies/{pk}", "acceptor").json()["remedy"]["text"] == "不知何处"
    offers = [offer["action"] for offer in get(client, f"/remedies/{pk}", "acceptor").json()["offers"]]
    assert offers == ["settle", "drop"]
    bad = send(client, "POST", f"/remedies/{pk}/acts", "acceptor", {"action": "settle", "carried": {"code": "x"}})
    assert bad.json()["reasons"][0]["code"] == "unknown_address"
    assert get(client, "/remedies/0", "acceptor").status_code == 404


def test_the_journal_is_verified(client: Client) -> None:
    filed()
    assert get(client, "/journal/verifications/last", "audit_admin").status_code in (200, 404)
    found = send(client, "POST", "/journal/verifications", "audit_admin").json()
    assert (found["faults"], found["entries"]) == ([], Entry.objects.count())
    assert get(client, "/journal?action=file&size=1", "audit_admin").json()["rows"][0]["label"]


def archive(folder: Path | None, **files: str) -> io.BytesIO:
    buffer = io.BytesIO()
    with ZipFile(buffer, "w") as packed:
        for path in folder.rglob("*") if folder else ():
            packed.write(path, str(path.relative_to(folder))) if folder else None
        for name, text in files.items():
            packed.writestr(name.replace("__", "."), text)
    buffer.seek(0)
    buffer.name = "pack.zip"
    return buffer


def check_pack(client: Client, file: io.BytesIO) -> Any:
    return client.post(f"{V1}/packs/check", {"archive": file}, headers=caller("system_admin"))


def test_a_pack_is_checked_and_not_loaded(client: Client) -> None:
    before = Entry.objects.count()
    found = check_pack(client, archive(None, city__toml='code = "1"\n')).json()["problems"]
    assert found[0]["file"] == "city.toml"
    noise = io.BytesIO(b"no zip")
    noise.name = "x.zip"
    assert check_pack(client, noise).status_code == 422
    assert check_pack(client, archive(None, readme="x")).status_code == 422
    assert Entry.objects.count() == before


def test_programs_get_and_lose_keys(client: Client) -> None:
    made = send(client, "POST", "/open311/clients", "system_admin", {"name": "App"})
    assert made.json()["key"].startswith("open311_")
    path = f"/open311/clients/{made.json()['client']['id']}/revoke"
    assert send(client, "POST", path, "system_admin").json()["revoked_at"]
    assert send(client, "POST", "/open311/clients/0/revoke", "system_admin").status_code == 404
