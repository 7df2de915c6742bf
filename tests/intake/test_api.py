"""The API: same rules as the console, problem documents, one act a key."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import pytest
from django.test import Client

from tests.city import ITEM, PLACE, POSITION, picture, reported, take
from wanmi.cases.models import Case
from wanmi.workforce.addressing import post_for
from wanmi.workforce.models import Appointment
from wanmi.workforce.tokens import make_token

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
REPORT = {"channel": "hotline", "text": "井盖破损", "place": PLACE}


def caller(kind: str, place: str = PLACE, organisation: str | None = None) -> dict[str, str]:
    """Headers of a program that acts in the post of this kind."""
    appointment = Appointment.objects.filter(post=post_for(kind, organisation, place)).order_by("pk")[0]
    return {"Authorization": f"Bearer {make_token(appointment, 'test', 1)}"}


def post(client: Client, path: str, body: object, headers: dict[str, str]) -> Any:
    return client.post(f"/api/v1{path}", body, content_type="application/json", headers=headers)


def test_a_report_is_opened_once_for_one_key(client: Client) -> None:
    headers = caller("operator") | {"Idempotency-Key": "abc"}
    first, second = post(client, "/reports", REPORT, headers), post(client, "/reports", REPORT, headers)
    assert (first.status_code, second.status_code) == (201, 200)
    assert ("Idempotent-Replayed" in first, second["Idempotent-Replayed"]) == (False, "true")
    assert first.json()["number"] == second.json()["number"]
    assert Case.objects.count() == 1


def test_a_key_for_another_report_is_a_conflict(client: Client) -> None:
    headers = caller("operator") | {"Idempotency-Key": "abc"}
    post(client, "/reports", REPORT, headers)
    answer = post(client, "/reports", REPORT | {"text": "别的"}, headers)
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"place": ""}, "place"),
        ({"text": "长" * 100_000}, "text"),
        ({"position": {"lon": 0, "lat": 0}, "place": ""}, "position"),
        ({"channel": "pigeon"}, "channel"),
        ({"photos": ["bm90IGEgcGljdHVyZQ=="]}, "photos"),
        ({"photos": ["%%%"]}, "photos"),
    ],
)
def test_a_bad_report_names_its_field_in_the_callers_language(
    client: Client, change: dict[str, Any], field: str
) -> None:
    for language in ("zh-hans", "en"):
        answer = post(client, "/reports", REPORT | change, caller("operator") | {"Accept-Language": language})
        assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
        assert [reason["field"] for reason in answer.json()["reasons"]] == [field]
    assert not Case.objects.exists()


@pytest.mark.parametrize("key", [{}, {"Idempotency-Key": "nan"}])
def test_a_position_that_is_no_number_is_refused(client: Client, key: dict[str, str]) -> None:
    body = '{"channel": "hotline", "text": "井盖破损", "position": {"lon": NaN, "lat": Infinity}}'
    answer = post(client, "/reports", body, caller("operator") | key)
    assert answer.status_code == 422
    assert not Case.objects.exists()


def test_a_report_without_text_is_refused(client: Client) -> None:
    answer = post(client, "/reports", {"channel": "hotline"}, caller("operator"))
    assert answer.status_code == 422
    assert answer.json()["reasons"][0]["field"].endswith("text")


@pytest.mark.parametrize("kind", ["dispatcher", "system_admin"])
def test_posts_that_do_not_report_are_refused(client: Client, kind: str) -> None:
    assert post(client, "/reports", REPORT, caller(kind)).status_code == 403


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wanmi_nonsense"}])
def test_strangers_are_refused(client: Client, headers: dict[str, str]) -> None:
    number = reported().number
    assert post(client, "/reports", REPORT, headers).status_code == 401
    assert post(client, f"/cases/{number}/acts", {"action": "accept"}, headers).status_code == 401
    assert client.get(f"/api/v1/cases/{number}", headers=headers).status_code == 401
    assert client.get("/api/v1/work", headers=headers).status_code == 401


def test_acts_with_pictures(client: Client) -> None:
    case = take(reported(channel="hotline"), "accept", "acceptor", item=ITEM)
    body = {
        "action": "confirm_found",
        "carried": {"position": POSITION},
        "pictures": {"photos": [b64encode(picture()).decode()]},
        "seen": case.version,
    }
    answer = post(client, f"/cases/{case.number}/acts", body, caller("collector"))
    assert (answer.status_code, answer.json()["state"]) == (200, "to_file")
    again = post(client, f"/cases/{case.number}/acts", body, caller("collector"))
    assert (again.status_code, again.json()["reasons"][0]["code"]) == (409, "moved_on")


def test_a_case_that_one_may_not_see_is_not_found(client: Client) -> None:
    number = reported().number
    assert client.get(f"/api/v1/cases/{number}", headers=caller("acceptor")).json()["number"] == number
    handler = caller("handler", organisation=_any_department())
    assert client.get(f"/api/v1/cases/{number}", headers=handler).status_code == 404
    assert post(client, f"/cases/{number}/acts", {"action": "finish"}, handler).status_code == 404


def test_the_work_list_pages(client: Client) -> None:
    numbers = [reported().number for _ in range(3)]
    headers = caller("acceptor")
    first = client.get("/api/v1/work?size=2", headers=headers).json()
    second = client.get("/api/v1/work", {"size": 2, "after": first["after"]}, headers=headers).json()
    assert [row["case"]["number"] for row in first["rows"] + second["rows"]] == numbers
    assert second["after"] == ""
    assert client.get("/api/v1/work?after=nonsense", headers=headers).status_code == 400


def _any_department() -> str:
    return post_for("handler", None, PLACE).organisation_id
