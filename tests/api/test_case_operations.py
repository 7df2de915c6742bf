"""Cases: found, shown and handled by those whose they are."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.api.asking import get, pages, send
from tests.city import ITEM, OTHER_PLACE, PLACE, POSITION, handling, picture, reported, take
from wanmi.journal.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


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
