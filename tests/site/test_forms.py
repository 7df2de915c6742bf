"""What is typed wrongly is said, and nothing of it is kept."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model

from tests.city import ITEM, PLACE, condition_code, filed, picture, reported, take
from tests.site.conftest import ClientOf
from wanmi.cases.models import Attachment, Case, Task
from wanmi.cases.services import SUBJECT
from wanmi.journal.models import Entry, Sealed
from wanmi.journal.reading import body_of, entries_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

STORED: list[type[Model]] = [Case, Task, Attachment, Entry, Sealed]
REPORT = {"channel": "hotline", "text": "The manhole cover is broken", "place": PLACE, "key": "k1"}


def image(name: str = "photo.png", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture() if content is None else content, "image/png")


def counts() -> list[int]:
    return [model._default_manager.count() for model in STORED]


def test_a_report_opens_a_case(client_of: ClientOf) -> None:
    response = client_of("operator").post(
        "/report/",
        REPORT
        | {"reporter_name": "Zhou", "reporter_phone": "1380", "position_lon": "116.41", "position_lat": "39.915"}
        | {"photos": [image(), image("second.png", picture("red"))], "item": ITEM},
    )
    case = Case.objects.latest("id")
    assert response["Location"] == f"/cases/{case.number}/"
    assert (case.text, case.place, case.lon, case.lat) == (REPORT["text"], PLACE, 116.41, 39.915)
    assert Attachment.objects.filter(case=case).count() == 2


def test_the_next_report_begins_with_the_channel_of_the_one_before(client_of: ClientOf) -> None:
    client = client_of("operator")
    assert 'name="channel" value="hotline" checked' not in client.get("/report/").text
    client.post("/report/", REPORT)
    assert f'name="channel" value="{REPORT["channel"]}" checked' in client.get("/report/").text


def test_a_community_that_acts_for_itself_alone_is_chosen_already(client_of: ClientOf) -> None:
    page = client_of("committee.duofuxiang").get("/affairs/new/assembly/").text
    assert f'<option value="{PLACE[:12]}" selected>' in page
    assert f'<option value="{PLACE[:9]}"' not in page


def test_the_place_is_found_from_the_point(client_of: ClientOf) -> None:
    point = {"position_lon": "116.41", "position_lat": "39.915"}
    client_of("operator").post("/report/", REPORT | {"place": ""} | point)
    assert len(Case.objects.get().place) == 12


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"text": ""}, "Description is missing"),
        ({"text": "x" * 100_000}, "100000 characters"),
        ({"channel": ""}, "Channel is missing"),
        ({"channel": "pigeon"}, "is not on the list"),
        ({"place": ""}, "Place is missing"),
        ({"place": "310101001001"}, "outside this city"),
        ({"place": "nowhere"}, "not a place code"),
        ({"position_lon": "116.41"}, "expected longitude"),
        ({"position_lon": "east", "position_lat": "north"}, "expected longitude"),
        ({"position_lon": "nan", "position_lat": "39.9"}, "expected longitude"),
        ({"position_lon": "121.47", "position_lat": "31.23"}, "outside this city"),
        ({"item": "2026/event/99999"}, "There is no item"),
        ({"item": "rubbish"}, "There is no item"),
        ({"photos": image("note.png", b"%PDF-1.7")}, "not a picture"),
        ({"photos": [image() for _ in range(10)]}, "too many pictures"),
        ({"reporter_name": "x" * 51}, "characters"),
    ],
)
def test_a_bad_report_is_refused_whole(client_of: ClientOf, typed: dict[str, Any], message: str) -> None:
    client, before = client_of("operator"), counts()
    response = client.post("/report/", REPORT | typed)
    assert response.status_code == 422
    assert message in response.text
    assert counts() == before


def test_a_refused_form_keeps_what_was_typed_and_its_key(client_of: ClientOf) -> None:
    response = client_of("operator").post("/report/", REPORT | {"channel": "", "reporter_name": "Zhou <b>"})
    page = response.text
    assert REPORT["text"] in page
    assert f'<option value="{PLACE}" selected>' in page
    assert 'value="k1"' in page
    assert "Zhou &lt;b&gt;" in page


def test_a_request_above_the_limit_is_refused_in_words(client_of: ClientOf, settings: Any) -> None:
    settings.MAX_BODY_BYTES = 1000
    response = client_of("operator").post("/report/", REPORT | {"photos": image(content=b"x" * 2000)})
    assert response.status_code == 413
    assert "larger than this server accepts" in response.text


def test_sent_twice_a_report_is_made_once(client_of: ClientOf) -> None:
    client = client_of("operator")
    first, second = client.post("/report/", REPORT), client.post("/report/", REPORT)
    assert first["Location"] == second["Location"]
    assert Case.objects.count() == 1
    other = client.post("/report/", REPORT | {"text": "Another thing"})
    assert other.status_code == 409
    assert "sent once already" in other.text


def test_the_search_button_looks_up_items_and_reports_nothing(client_of: ClientOf) -> None:
    response = client_of("operator").post("/report/", REPORT | {"find": "item", "find_item": "井盖"})
    assert response.status_code == 200
    assert 'type="radio" name="item"' in response.text
    assert REPORT["text"] in response.text
    assert not Case.objects.exists()


def act_path(case: Case, action: str) -> str:
    return f"/cases/{case.number}/act/{action}/"


def test_an_act_moves_the_case(client_of: ClientOf) -> None:
    case = reported()
    response = client_of("acceptor").post(act_path(case, "accept"), {"item": ITEM, "key": "k", "seen": "1"})
    assert response["Location"] == f"/cases/{case.number}/"
    case.refresh_from_db()
    assert case.state == "to_file"


@pytest.mark.parametrize(
    ("username", "action", "typed", "status", "message"),
    [
        ("acceptor", "accept", {}, 422, "Item is missing"),
        ("acceptor", "accept", {"item": "2013/event/0101"}, 422, "There is no item"),
        ("acceptor", "refuse", {"refusal": "dislike"}, 422, "is not on the list"),
        ("acceptor", "refuse", {"refusal": "duplicate", "number": "404"}, 422, "There is no case 404"),
        ("dispatcher", "accept", {"item": ITEM}, 422, "This is for"),
        ("shift_leader", "close", {}, 422, "cannot be done in its present state"),
        ("acceptor", "no_such_act", {}, 404, ""),
        ("acceptor", "report", {}, 404, ""),
        ("acceptor", "recompute", {}, 404, ""),
    ],
)
def test_a_bad_act_changes_nothing(
    client_of: ClientOf, username: str, action: str, typed: dict[str, str], status: int, message: str
) -> None:
    case = reported()
    client, before = client_of(username), counts()
    response = client.post(act_path(case, action), {"seen": "1", "key": "k"} | typed)
    assert response.status_code == status
    assert message in response.text
    assert counts() == before


def test_what_is_not_open_says_why_instead_of_a_form(client_of: ClientOf) -> None:
    response = client_of("dispatcher").get(act_path(reported(), "accept"))
    assert response.status_code == 403
    assert "This is for: Acceptor" in response.text
    assert "<textarea" not in response.text


def test_who_was_slower_reads_what_happened_meanwhile(client_of: ClientOf) -> None:
    case = take(reported(), "accept", "acceptor", item=ITEM)
    before = counts()
    response = client_of("acceptor").post(act_path(case, "refuse"), {"refusal": "unclear", "seen": "1", "key": "k"})
    assert response.status_code == 409
    assert "林一鸣" in response.text
    assert "To be filed" in response.text
    assert counts() == before


def test_conditions_follow_the_item_and_show_the_deadline(client_of: ClientOf) -> None:
    case = take(reported(), "accept", "acceptor", item=ITEM)
    client = client_of("shift_leader")
    assert condition_code() in client.get(act_path(case, "file")).text
    other = client.get(f"/cases/{case.number}/conditions/", {"item": "2026/event/06010"}).text
    assert "06010" in other
    assert condition_code() not in other
    assert "dispatched now it would be due" in other


def test_a_condition_of_another_item_is_refused(client_of: ClientOf) -> None:
    case = take(reported(), "accept", "acceptor", item=ITEM)
    other = condition_code("2026/event/06010")
    typed = {"item": ITEM, "condition": other, "seen": str(case.version), "key": "k"}
    response = client_of("shift_leader").post(act_path(case, "file"), typed)
    assert response.status_code == 422
    assert "does not belong to the item" in response.text


def test_the_suggested_owner_comes_first_with_the_rule_that_chose_it(client_of: ClientOf) -> None:
    page = client_of("dispatcher").get(act_path(filed(), "dispatch")).text
    assert "by the rule for items" in page
    assert page.index("suggested</option>") < page.index("</select>")


def test_only_departments_with_a_post_there_are_offered(client_of: ClientOf) -> None:
    page = client_of("dispatcher").get(act_path(filed(), "dispatch")).text
    assert 'value="street.donghuamen"' in page or 'value="donghuamen"' in page
    assert 'value="hepingli"' not in page


def test_each_look_at_the_reporter_is_an_entry_with_its_purpose(client_of: ClientOf) -> None:
    case = reported(channel="hotline", reporter={"name": "Zhou", "phone": "13800001111", "keep_secret": True})
    client = client_of("acceptor")
    path = f"/cases/{case.number}/reporter/"
    assert "13800001111" not in client.get(path).text
    for looks in (1, 2):
        seen = Case.objects.get(pk=case.pk).version
        assert "13800001111" in client.post(path, {"purpose": "call_back", "seen": seen}).text
        entries = entries_of(SUBJECT, case.number).filter(action="look_reporter")
        assert [body_of(entry)["carried"] for entry in entries] == [{"purpose": "call_back"}] * looks
    assert client.post(path, {"seen": seen + 1}).status_code == 422
