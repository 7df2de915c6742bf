"""What every operation answers: once for one key, and problems in the language of the reader."""

from __future__ import annotations

from base64 import b64encode

import pytest
from django.test import Client

from tests.api.asking import V1, send
from tests.city import PLACE, reported
from tests.intake.test_api import caller
from wanmi.api.models import KeptAnswer
from wanmi.workforce.models import AccessToken, Appointment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


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
