"""Every class of operations: what its owner gets, and that colleagues in other posts and strangers get nothing."""

from __future__ import annotations

import io
import json
from base64 import b64encode
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import shapely
from django.test import Client

from tests.city import ITEM, OTHER_PLACE, PLACE, POSITION, filed, handling, picture, reported, take
from tests.intake.test_api import caller
from wanmi.addresses.base.models import Address, BusinessRow, Remedy
from wanmi.addresses.base.remedies import note
from wanmi.api.building import api
from wanmi.api.models import KeptAnswer
from wanmi.catalogue.models import Condition, Responsibility
from wanmi.journal.models import Entry
from wanmi.territory.models import DutyGrid, Grid
from wanmi.territory.queries import today
from wanmi.workforce.models import AccessToken, Appointment, Duty

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
V1 = "/api/v1"


def send(client: Client, method: str, path: str, kind: str, body: Any = None, **headers: str) -> Any:
    sent = caller(kind) | headers
    return client.generic(
        method, f"{V1}{path}", "" if body is None else json.dumps(body), content_type="application/json", headers=sent
    )


def get(client: Client, path: str, kind: str) -> Any:
    return send(client, "GET", path, kind)


def pages(client: Client, path: str, kind: str, size: int = 2, most: int = 4) -> list[Any]:
    """The first rows of a list, page by page."""
    rows: list[Any] = []
    after, mark = "", "&" if "?" in path else "?"
    for _ in range(most):
        answer = get(client, f"{path}{mark}size={size}&after={after}", kind)
        assert answer.status_code == 200, answer.text
        rows += answer.json()["rows"]
        after = answer.json()["after"]
        if not after:
            break
    return rows


LISTS = [
    *[("/cases", "acceptor"), ("/work", "acceptor"), ("/organisations", "handler"), ("/posts", "handler")],
    *[("/staff", "security_admin"), ("/appointments", "security_admin"), ("/duties", "operator")],
    *[("/tokens", "security_admin"), ("/divisions", "operator"), ("/catalogue/items", "operator")],
    *[("/catalogue/owners", "operator"), ("/journal", "audit_admin"), ("/open311/clients", "system_admin")],
    *[("/grids", "operator"), ("/duty-grids", "operator"), ("/addresses", "operator"), ("/remedies", "acceptor")],
]


@pytest.mark.parametrize(("path", "kind"), LISTS)
def test_lists_page_by_key_without_gaps(client: Client, path: str, kind: str) -> None:
    for _ in range(3):
        reported()
    rows = pages(client, path, kind, size=2)
    whole = get(client, f"{path}?size={max(len(rows), 1)}", kind).json()["rows"]
    if path != "/tokens":  # each request of this test makes one
        assert rows == whole
    assert get(client, f"{path}?after=nonsense", kind).status_code == 400
    assert get(client, f"{path}?size=0", kind).status_code == 422


READS = [path for path, _ in LISTS] + ["/cases/x", "/cases/x/file", "/city", "/process", "/calendar", "/addresses/x"]


@pytest.mark.parametrize("path", READS)
def test_strangers_read_nothing(client: Client, path: str) -> None:
    answer = client.get(f"{V1}{path}")
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
    assert answer["WWW-Authenticate"] == "Bearer"


REFUSED = [
    *[("GET", "/staff", "acceptor"), ("GET", "/journal", "system_admin"), ("GET", "/tokens", "system_admin")],
    *[("GET", "/calendar", "security_admin"), ("GET", "/cases", "security_admin"), ("GET", "/work", "audit_admin")],
    *[("GET", "/remedies", "handler"), ("GET", "/open311/clients", "handler"), ("POST", "/reports", "handler")],
    *[("POST", "/appointments", "shift_leader"), ("POST", "/duties", "acceptor"), ("POST", "/tokens", "acceptor")],
    *[("PUT", "/calendar/days/2026-12-25", "acceptor"), ("PUT", "/catalogue/owners", "security_admin")],
    *[("PUT", "/catalogue/conditions/x", "shift_leader"), ("POST", "/packs/check", "acceptor")],
    *[("POST", "/journal/verifications", "security_admin"), ("POST", "/addresses", "dispatcher")],
    *[("POST", "/open311/clients", "security_admin"), ("DELETE", "/tokens/x", "operator")],
]


@pytest.mark.parametrize(("method", "path", "kind"), REFUSED)
def test_colleagues_in_other_posts_are_refused(client: Client, method: str, path: str, kind: str) -> None:
    before = Entry.objects.count()
    answer = send(client, method, path, kind, {})
    assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")
    assert client.generic(method, f"{V1}{path}", "{}", content_type="application/json").status_code == 401
    assert Entry.objects.count() == before


def test_a_case_is_found_shown_and_handled(client: Client) -> None:
    case = handling()
    found = get(client, f"/cases?number={case.number}", "dispatcher").json()["rows"]
    assert [row["number"] for row in found] == [case.number]
    file = get(client, f"/cases/{case.number}/file", "dispatcher").json()
    assert [line["action"] for line in file["timeline"]][-1] == "report"
    assert any(clock["state"] == "running" and clock["sentences"] for clock in file["clocks"])
    assert all(offer["label"] for offer in file["offers"])
    assert file["place_name"]


def test_pictures_of_a_case_come_as_they_came_and_small(client: Client) -> None:
    case = take(reported(channel="hotline"), "accept", "acceptor", item=ITEM)
    case = take(case, "confirm_found", "collector", {"photos": [picture()]}, position=POSITION)
    digest = get(client, f"/cases/{case.number}/file", "acceptor").json()["timeline"][0]["pictures"][0]
    path = f"/cases/{case.number}/pictures/{digest}"
    assert get(client, path, "acceptor")["Content-Type"] == "image/jpeg"
    assert get(client, f"{path}?small=true", "acceptor")["Content-Type"] == "image/jpeg"
    assert get(client, f"/cases/{case.number}/pictures/x", "acceptor").status_code == 404


def test_the_version_that_was_seen_may_stand_in_if_match(client: Client) -> None:
    case = reported(channel="hotline")
    tag = get(client, f"/cases/{case.number}", "acceptor")["ETag"]
    body = {"action": "accept", "carried": {"item": ITEM}}
    path = f"/cases/{case.number}/acts"
    assert send(client, "POST", path, "acceptor", body, **{"If-Match": '"99"'}).status_code == 409
    done = send(client, "POST", path, "acceptor", body, **{"If-Match": tag})
    assert (done.status_code, done["ETag"]) == (200, f'"{case.version + 1}"')
    assert send(client, "POST", path, "acceptor", body, **{"If-Match": tag}).status_code == 409


def test_a_look_at_the_reporter_is_journaled(client: Client) -> None:
    case = reported(channel="hotline", reporter={"name": "王女士", "phone": "13800001234"})
    answer = send(client, "POST", f"/cases/{case.number}/reporter", "acceptor", {"purpose": "call_back"})
    assert answer.json()[0]["phone"] == "13800001234"
    assert Entry.objects.latest("seq").action == "look_reporter"
    assert send(client, "POST", f"/cases/{case.number}/reporter", "acceptor", {"purpose": "x"}).status_code == 422
    assert (
        send(client, "POST", f"/cases/{case.number}/reporter", "collector", {"purpose": "call_back"}).status_code == 422
    )


def test_cases_near_and_conditions_with_deadlines(client: Client) -> None:
    case = take(reported(), "accept", "acceptor", item=ITEM)
    assert [each["number"] for each in get(client, f"/cases/near?place={PLACE}", "operator").json()] == [case.number]
    assert get(client, f"/cases/near?place={OTHER_PLACE}", "operator").json() == []
    found = get(client, f"/cases/{case.number}/conditions?item={ITEM}", "shift_leader").json()
    assert found[0]["due_at"]


def test_nobody_finds_what_he_may_not_see(client: Client) -> None:
    number = reported().number
    for path in (f"/cases/{number}", f"/cases/{number}/file", f"/cases/{number}/conditions?item={ITEM}"):
        assert get(client, path, "handler").status_code == 404
    assert pages(client, "/cases", "handler") == []


@pytest.mark.parametrize("query", ["item=x", "since=soon", "since=2026-11-24&until=2026-11-01", "place=abc"])
def test_a_search_that_means_nothing_is_refused(client: Client, query: str) -> None:
    answer = get(client, f"/cases?{query}", "acceptor")
    assert answer.status_code == 422
    assert answer.json()["reasons"][0]["detail"]


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


def test_a_write_sent_again_gets_its_first_answer_and_acts_once(client: Client) -> None:
    headers = {"Idempotency-Key": "k1"}
    held = Appointment.objects.filter(post__kind="acceptor")[0]
    body = {"appointment": held.pk, "label": "app", "days": 7}
    first, second = (send(client, "POST", "/tokens", "security_admin", body, **headers) for _ in range(2))
    assert first.content == second.content
    assert (first.status_code, second.status_code, second["Idempotent-Replayed"]) == (201, 201, "true")
    assert AccessToken.objects.filter(label="app").count() == 1
    other = send(client, "POST", "/tokens", "security_admin", body | {"days": 8}, **headers)
    assert other.status_code == 422
    assert other.json()["title"]


def test_a_refused_write_leaves_its_key_free(client: Client) -> None:
    headers = {"Idempotency-Key": "k2"}
    body = {"staff": "inspector", "post": "command.dispatcher", "since": "2026-11-24"}
    assert send(client, "POST", "/appointments", "security_admin", body | {"staff": "x"}, **headers).status_code == 404
    assert not KeptAnswer.objects.exists()
    assert send(client, "POST", "/appointments", "security_admin", body, **headers).status_code == 201
    assert KeptAnswer.objects.count() == 1
    assert send(client, "POST", "/tokens", "security_admin", {}, **{"Idempotency-Key": "x" * 101}).status_code == 422


def test_two_people_may_use_the_same_key(client: Client) -> None:
    body = {"is_workday": False, "note": "a"}
    headers = {"Idempotency-Key": "same"}
    assert send(client, "PUT", "/calendar/days/2026-12-25", "system_admin", body, **headers).status_code == 200
    owner = {"staff": "inspector", "post": "command.dispatcher", "since": "2026-11-24"}
    assert send(client, "POST", "/appointments", "security_admin", owner, **headers).status_code == 201


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nothing", 404), ("DELETE", "/cases", 405), ("PATCH", "/work", 405), ("POST", "/reports", 401)],
)
def test_every_error_is_a_problem_document_in_the_readers_language(
    client: Client, method: str, path: str, status: int
) -> None:
    titles = []
    for language in ("zh-hans", "en"):
        answer = client.generic(method, f"{V1}{path}", headers={"Accept-Language": language})
        assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
        titles.append(answer.json()["title"])
        assert answer.json()["status"] == status
    assert titles[0] != titles[1]


def test_nonsense_bodies_are_problems(client: Client) -> None:
    for body in ("{", "[" * 100_000, "[]", '"x"', "\x00"):
        answer = client.post(f"{V1}/reports", body, content_type="application/json", headers=caller("operator"))
        assert (answer.status_code, answer["Content-Type"]) in [(s, "application/problem+json") for s in (400, 422)]
    text = {"channel": "hotline", "text": "a\0b\ud800", "place": PLACE}
    made = send(client, "POST", "/reports", "operator", text)
    assert made.json()["text"] == "ab"


def test_a_field_that_no_process_knows_is_refused_by_its_name(client: Client) -> None:
    number = reported().number
    for body in ({"action": "accept", "carried": {"tail": 1}}, {"action": "accept", "pictures": {"tail": ["é"]}}):
        answer = send(client, "POST", f"/cases/{number}/acts", "acceptor", body)
        assert answer.status_code == 422
        assert "tail" in answer.json()["detail"]


def test_pictures_that_are_none_are_refused(client: Client) -> None:
    body = {"channel": "hotline", "text": "x", "place": PLACE, "photos": [b64encode(b"x").decode(), "é"]}
    assert send(client, "POST", "/reports", "operator", body).status_code == 422


def test_the_document_and_its_page_are_served(client: Client) -> None:
    document = client.get(f"{V1}/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    assert "Problem" in document["components"]["schemas"]
    page = client.get(f"{V1}/docs/")
    operations = [each["operationId"] for methods in document["paths"].values() for each in methods.values()]
    assert len(operations) == len(set(operations)) > 50
    assert not [name for name in operations if f'id="{name}"' not in page.text]
    assert "https://cdn" not in page.text


def all_operations() -> Iterator[str]:
    for path, methods in api.get_openapi_schema()["paths"].items():
        yield from (f"{method.upper()} {path.removeprefix('/api/v1')}" for method in methods)


def test_expired_days_do_not_break_pages(client: Client) -> None:
    assert get(client, f"/cases?since={today() + timedelta(days=9)}", "acceptor").json() == {"rows": [], "after": ""}
