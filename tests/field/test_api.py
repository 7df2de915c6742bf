"""What the app fetches and sends: by whom, each once, and with nothing of people in it."""

from __future__ import annotations

from base64 import b64encode
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.city import ITEM, PLACE, POSITION, handling, picture, take
from tests.field.conftest import DUTY
from tests.site.conftest import ClientOf
from wanmi.cases.models import Case
from wanmi.cases.rebuilding import rebuild
from wanmi.field.models import Patrol
from wanmi.journal.models import Entry
from wanmi.journal.reading import body_of
from wanmi.journal.verifying import verify
from wanmi.territory.queries import today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
WALKER, COLLEAGUE, STRANGER = "collector.donghuamen", "collector.hepingli", "acceptor"
PICTURE = b64encode(picture()).decode()
SETTLED = {
    "text": "共享单车倒在人行道上，已扶正",
    "item": ITEM,
    "position": POSITION,
    "photos_before": [PICTURE],
    "photos_after": [b64encode(picture("green")).decode()],
}


def post(client: Client, path: str, body: object, key: str = "") -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    return client.post(f"/api/v1/field{path}", body, content_type="application/json", headers=headers)


def checking() -> Case:
    case = take(handling(), "finish", "handler", {"photos_after": [picture("green")]}, note="已修复")
    return take(take(case, "feed_back", "dispatcher"), "order_check", "acceptor")


def walk(**changes: Any) -> dict[str, Any]:
    return {"duty_grid": DUTY, "day": today().isoformat(), "share": 0.25, "day_share": 0.5} | changes


@pytest.mark.parametrize("path", ["tasks", "ground", "catalogue", "cases/none-such"])
def test_the_data_of_the_ground_are_for_collectors(client: Client, client_of: ClientOf, path: str) -> None:
    assert client.get(f"/api/v1/field/{path}").status_code == 401
    assert client_of(STRANGER).get(f"/api/v1/field/{path}").status_code == 403
    assert client_of(WALKER).get(f"/api/v1/field/{path}").status_code == (404 if "none" in path else 200)


def test_who_is_signed_in_and_in_which_posts_he_collects(client: Client, client_of: ClientOf) -> None:
    assert client.get("/api/v1/field/me").status_code == 401
    me = client_of(WALKER).get("/api/v1/field/me").json()
    assert me["acting"]["kind"] == "collector"
    assert [each["post"] for each in me["collects"]] == [me["acting"]["post"]]
    assert client_of(STRANGER).get("/api/v1/field/me").json()["collects"] == []


def test_tasks_show_the_pictures_of_before_and_after_and_are_those_of_ones_own_post(
    client_of: ClientOf, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    case = checking()
    for _ in range(3):
        checking()
    client = client_of(WALKER)
    client.get("/api/v1/field/tasks")
    with django_assert_max_num_queries(20):
        found = client.get("/api/v1/field/tasks").json()
    assert len(found) == 4
    task = next(each for each in found if each["number"] == case.number)
    assert {"pass_check", "fail_check"} <= set(task["actions"])
    assert task["position"] == POSITION
    assert client.get(task["after"][0])["Content-Type"] == "image/jpeg"
    assert client_of(COLLEAGUE).get("/api/v1/field/tasks").json() == []


def test_the_ground_has_the_outline_and_the_streets_inside_it(client_of: ClientOf, ground: str) -> None:
    [found] = client_of(WALKER).get("/api/v1/field/ground").json()
    assert (found["code"], found["outline"]["type"]) == (ground, "Polygon")
    [street] = found["streets"]
    lons = [lon for lon, _ in found["outline"]["coordinates"][0]]
    assert min(lons) - 0.001 < street[0][0] < street[-1][0] < max(lons) + 0.001
    assert client_of(COLLEAGUE).get("/api/v1/field/ground").json() == []


def test_a_thing_settled_on_the_spot_is_two_acts_each_once(client_of: ClientOf) -> None:
    client = client_of(WALKER)
    first, second = (post(client, "/settled", SETTLED, "k1") for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["state"] == "self_handled"
    case = Case.objects.get()
    acts = Entry.objects.filter(subject=case.number).order_by("seq").values_list("action", flat=True)
    assert list(acts) == ["report", "self_handle"]
    assert verify().faults == []
    assert rebuild().differences == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"photos_after": []}, "photos_after"),
        ({"item": "2026/event/99999"}, ""),
        ({"photos_before": ["%"]}, "photos_before"),
    ],
)
def test_of_what_cannot_be_settled_nothing_is_kept(client_of: ClientOf, change: dict[str, Any], field: str) -> None:
    answer = post(client_of(WALKER), "/settled", SETTLED | change, "k1")
    assert answer.status_code == 422
    assert field in [reason["field"] for reason in answer.json()["reasons"]]
    assert not Case.objects.exists()


def test_who_comes_too_late_is_told_how_the_case_stands(client_of: ClientOf) -> None:
    case = checking()
    seen = case.version
    take(case, "pass_check", "collector", {"photos": [picture("blue")]}, position=POSITION)
    client = client_of(WALKER)
    body = {
        "action": "fail_check",
        "carried": {"position": POSITION, "note": "仍未解决"},
        "pictures": {"photos": [PICTURE]},
    }
    path = f"/api/v1/cases/{case.number}/acts"
    answer = client.post(path, body | {"seen": seen}, content_type="application/json", headers={"Idempotency-Key": "k"})
    assert (answer.status_code, answer.json()["reasons"][0]["code"]) == (409, "moved_on")
    standing = client.get(f"/api/v1/field/cases/{case.number}?seen={seen}").json()
    assert (standing["state"], standing["version"]) == ("to_close", seen + 1)
    assert [line["label"] for line in standing["meanwhile"]] == ["Check passed"]
    assert "fail_check" not in standing["actions"]
    assert "add_note" in standing["actions"]
    note = {"action": "add_note", "carried": {"note": "仍未解决"}, "pictures": {"photos": [PICTURE]}}
    kept = client.post(path, note, content_type="application/json", headers={"Idempotency-Key": "n"})
    assert (kept.status_code, kept.json()["state"]) == (200, "to_close")


def test_of_a_patrol_only_the_coverage_is_kept_and_once(client_of: ClientOf, ground: str) -> None:
    client = client_of(WALKER)
    first, second = (post(client, "/patrols", walk(), "p1") for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 200)
    assert {field.name for field in Patrol._meta.fields} == {"id", "post", "duty_grid", "day", "share", "day_share"}
    patrol = Patrol.objects.get()
    assert (patrol.duty_grid_id, patrol.share, patrol.day_share) == (ground, 0.25, 0.5)
    entry = Entry.objects.get(subject_kind="patrol")
    assert (entry.subject, entry.action, entry.post) == (ground, "cover", patrol.post_id)
    assert set(body_of(entry)) == {"day", "share", "day_share", "patrol", "request"}
    assert post(client, "/patrols", walk(share=0.1), "p1").status_code == 422
    assert verify().faults == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"share": 0.6}, "bad_share"),
        ({"day_share": 1.1}, "bad_share"),
        ({"share": -0.1}, "bad_share"),
        ({"day": "2020-01-01"}, "bad_day"),
        ({"duty_grid": "none-such"}, "not_your_ground"),
    ],
)
def test_a_patrol_that_cannot_be_is_refused(
    client_of: ClientOf, ground: str, change: dict[str, Any], code: str
) -> None:
    answer = post(client_of(WALKER), "/patrols", walk(**change), "p1")
    assert (answer.status_code, answer.json()["reasons"][0]["code"]) == (422, code)
    assert not Patrol.objects.exists()


def test_nobody_tells_of_the_ground_of_others_or_of_tomorrow(client_of: ClientOf, ground: str) -> None:
    assert post(client_of(COLLEAGUE), "/patrols", walk(), "p1").json()["reasons"][0]["code"] == "not_your_ground"
    tomorrow = (today() + timedelta(days=1)).isoformat()
    assert post(client_of(WALKER), "/patrols", walk(day=tomorrow), "p1").json()["reasons"][0]["code"] == "bad_day"
    assert post(client_of(STRANGER), "/patrols", walk(), "p1").status_code == 403


def test_a_report_of_the_app_needs_no_place_code(client_of: ClientOf) -> None:
    body = {"channel": "collector", "text": "井盖破损", "item": ITEM, "position": POSITION, "photos": [PICTURE]}
    answer = client_of(WALKER).post("/api/v1/reports", body, content_type="application/json")
    assert (answer.status_code, answer.json()["place"][:9]) == (201, PLACE[:9])
