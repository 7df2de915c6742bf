"""Who may open which page, and who may not: own and other department, own and other ground, signed out."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.city import PLACE, handling, picture, reported, take
from tests.site.conftest import ClientOf
from wanmi.cases.models import Attachment, Case
from wanmi.journal.models import Entry
from wanmi.journal.reading import body_of
from wanmi.workforce import kinds

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

PEOPLE = {
    "operator": "operator",
    "acceptor": "acceptor",
    "collector": "collector.donghuamen",
    "shift_leader": "shift_leader",
    "supervision_leader": "supervision_leader",
    "dispatcher": "dispatcher",
    "inspector": "inspector",
    "command_leader": "command_leader",
    "handler": "handler.sanitation",
    "street_leader": "street_leader.donghuamen",
    "lane_chief": "lane_chief.duofuxiang",
    "lane_steward": "lane_steward.duofu",
    "committee": "committee.duofuxiang",
    "oversight": "oversight.duofuxiang",
    "street_office": "office.donghuamen",
    "list_keeper": "list_keeper",
    "personnel": "personnel.donghuamen",
    "system_admin": "system_admin",
    "security_admin": "security_admin",
    "audit_admin": "audit_admin",
}
WORKERS = kinds.ALL - kinds.ADMINISTRATION - kinds.GRASSROOTS - kinds.STEWARDS
READERS = WORKERS | {"audit_admin"}
REPORTERS = {"operator", "acceptor", "collector", "shift_leader"}
PAGES = {
    "/cases/": READERS,
    "/report/": REPORTERS,
    "/report/nearby/": REPORTERS,
    "/catalogue/items/?find_item=bin": WORKERS,
    "/map/place/?position_lon=116.41&position_lat=39.915": WORKERS,
    "/map/streets.json": READERS,
    "/map/communities.json": READERS,
    "/circles/": {"collector", "committee", "street_office", "shift_leader"},
    "/circles/groups/": {"collector", "committee", "street_office", "shift_leader"},
    "/circles/alarms/": {"shift_leader"},
    "/admin/calendar/": {"system_admin"},
    "/admin/calendar/2026/": {"system_admin"},
    "/admin/staff/": {"security_admin"},
    "/admin/webhooks/": {"system_admin"},
    "/admin/notices/": {"system_admin"},
    "/notices/": kinds.ALL,
    "/admin/audit/": {"audit_admin"},
    "/addresses/": WORKERS,
    "/addresses/found/?address=x": WORKERS | kinds.GRASSROOTS - {"personnel"} | kinds.HANDLING,
    "/addresses/propose/": REPORTERS | {"handler"},
    "/about/": kinds.ALL,
    "/calls/": WORKERS | kinds.STREETS | {"committee"},
    "/calls/levels/": WORKERS | kinds.STREETS | {"committee"},
    "/affairs/": kinds.GRASSROOTS - {"personnel"} | kinds.HANDLING | {"shift_leader", "supervision_leader"},
    "/lanes/": kinds.STREETS | kinds.STEWARDS | kinds.SUPERVISION | kinds.COMMAND,
    "/lanes/duofu/": kinds.STREETS | kinds.STEWARDS | kinds.SUPERVISION | kinds.COMMAND,
    "/ledgers/": kinds.GRASSROOTS - {"personnel"} | kinds.HANDLING,
    "/careers/": {"personnel"},
    "/careers/mine/": kinds.ALL,
    "/lists/": kinds.ALL - kinds.ADMINISTRATION,
}


def test_every_kind_of_post_is_tried() -> None:
    assert set(PEOPLE) == kinds.ALL


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("kind", PEOPLE)
def test_pages(client_of: ClientOf, path: str, kind: str) -> None:
    assert client_of(PEOPLE[kind]).get(path).status_code == (200 if kind in PAGES[path] else 403)


@pytest.mark.parametrize("path", [*PAGES, "/", "/cases/1/", "/cases/1/act/accept/", "/cases/1/photos/ab/"])
def test_signed_out(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 302
    assert response["Location"].startswith("/account/sign-in/")


@pytest.mark.parametrize("path", ["/admin/audit/verify/", "/admin/staff/1/end/"])
@pytest.mark.parametrize("kind", sorted(WORKERS))
def test_acts_of_administrators(client_of: ClientOf, path: str, kind: str) -> None:
    assert client_of(PEOPLE[kind]).post(path).status_code == 403


@pytest.mark.parametrize(
    ("username", "home"),
    [
        ("system_admin", "/admin/calendar/"),
        ("security_admin", "/admin/staff/"),
        ("audit_admin", "/admin/audit/"),
        ("committee.duofuxiang", "/affairs/"),
    ],
)
def test_administrators_land_on_their_own_page(client_of: ClientOf, username: str, home: str) -> None:
    assert client_of(username).get("/")["Location"] == home


@pytest.fixture
def case() -> Case:
    """In Donghuamen, handled by the water supply, with a picture of the work done."""
    return take(handling("water_supply"), "finish", "handler", {"photos_after": [picture("green")]}, note="done")


SEE = ["acceptor", "dispatcher", "collector.donghuamen", "handler.water_supply", "supervision_leader", "audit_admin"]
SEE_NOTHING = {
    "handler.sanitation": "another department",
    "handler.donghuamen": "the street's own office, which does not have the case",
    "collector.hepingli": "another ground",
}


def paths_of(case: Case) -> list[str]:
    digest = Attachment.objects.filter(case=case).values_list("digest", flat=True)[0]
    page = f"/cases/{case.number}/"
    return [page, f"{page}photos/{digest}/", f"{page}photos/{digest}/small/"]


@pytest.mark.parametrize("username", SEE)
def test_a_case_and_its_pictures_are_seen(client_of: ClientOf, case: Case, username: str) -> None:
    client = client_of(username)
    assert [client.get(path).status_code for path in paths_of(case)] == [200, 200, 200]


@pytest.mark.parametrize("username", SEE_NOTHING, ids=SEE_NOTHING.values())
def test_a_case_is_unknown_to_others(client_of: ClientOf, case: Case, username: str) -> None:
    client = client_of(username)
    more = [f"/cases/{case.number}/{part}/" for part in ("act/feed_back", "reporter", "conditions")]
    assert {client.get(path).status_code for path in [*paths_of(case), *more]} == {404}
    assert client.post(f"/cases/{case.number}/act/feed_back/").status_code == 404
    assert case.number not in client.get("/cases/").text


def test_a_picture_is_served_for_its_own_case_alone(client_of: ClientOf, case: Case) -> None:
    other = reported()
    digest = Attachment.objects.get(case=case).digest
    assert client_of("acceptor").get(f"/cases/{other.number}/photos/{digest}/").status_code == 404


def test_a_picture_is_shown_as_a_copy(client_of: ClientOf, case: Case) -> None:
    response = client_of("acceptor").get(paths_of(case)[1])
    assert response["Content-Type"] == "image/jpeg"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"].startswith("private")


def test_an_original_is_given_for_a_purpose_and_the_look_is_logged(client_of: ClientOf, case: Case) -> None:
    client, path = client_of("handler.water_supply"), f"{paths_of(case)[1]}original/"
    assert "Purpose of the look" in client.get(path).text
    assert client.post(path).status_code == 422
    response = client.post(path, {"purpose": "evidence"})
    assert (response.content, response["Content-Type"]) == (picture("green"), "image/png")
    assert response["Content-Disposition"].startswith("attachment")
    entry = Entry.objects.get(subject=case.number, action="look_original")
    assert body_of(entry)["carried"]["picture"] == Attachment.objects.get(case=case).digest


@pytest.mark.parametrize(
    ("username", "status"), [("inspector", 403), ("audit_admin", 403), ("handler.sanitation", 404)]
)
def test_an_original_is_kept_from_others(client_of: ClientOf, case: Case, username: str, status: int) -> None:
    client, path = client_of(username), f"{paths_of(case)[1]}original/"
    assert client.get(path).status_code == status
    assert client.post(path, {"purpose": "evidence"}).status_code in (404, 422)
    assert not Entry.objects.filter(action="look_original").exists()


@pytest.mark.parametrize("username", ["dispatcher", "collector.donghuamen", "handler.water_supply"])
def test_the_reporter_is_not_shown_to_posts_without_the_act(client_of: ClientOf, username: str) -> None:
    case = handling("water_supply", reporter={"name": "Zhou", "phone": "13800001111"})
    client = client_of(username)
    path = f"/cases/{case.number}/reporter/"
    assert client.get(path).status_code == 403
    answer = client.post(path, {"purpose": "call_back"})
    assert answer.status_code == 422
    assert "13800001111" not in answer.text
    assert "13800001111" not in client.get(f"/cases/{case.number}/").text


def test_outlines_are_fetched_again_only_when_they_changed(client_of: ClientOf) -> None:
    client = client_of("collector.donghuamen")
    first = client.get("/map/communities.json")
    assert any(feature["properties"]["code"] == PLACE for feature in first.json()["features"])
    assert client.get("/map/communities.json", headers={"If-None-Match": first["ETag"]}).status_code == 304
