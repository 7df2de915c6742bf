"""Sending reports through Open311: keys, locations, attributes, pictures, tokens, and each report once."""

from __future__ import annotations

from base64 import b64encode
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests.city import ITEM, PLACE, POSITION, picture, take
from tests.open311.conftest import Keys
from wanmi.cases.definition import case_definition
from wanmi.cases.models import Attachment, Case
from wanmi.cases.timeline import timeline
from wanmi.journal.reading import unsealed
from wanmi.open311.models import Client as Program
from wanmi.open311.models import Receipt
from wanmi.open311.services import revoke_key
from wanmi.process.definition import SYSTEM

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
V2 = "/open311/v2"
CODE = ITEM.replace("/", "-")
REPORT = {"service_code": CODE, "lat": POSITION["lat"], "long": POSITION["lon"], "description": "井盖响\n很吵"}


def send(
    client: Client, key: str | None, form: str = "json", headers: dict[str, str] | None = None, **fields: Any
) -> Any:
    body = {name: value for name, value in (REPORT | {"api_key": key} | fields).items() if value is not None}
    return client.post(f"{V2}/requests.{form}", body, headers=headers or {})


def test_a_report_becomes_a_case_of_its_channel(client: Client, key_for: Keys) -> None:
    people = {"first_name": "小燕", "last_name": "李", "email": "li@example.org", "device_id": "42"}
    answer = send(client, key_for(), **people).json()
    case = Case.objects.get(number=answer[0]["service_request_id"])
    assert (case.channel, case.text, case.street) == ("open311", "井盖响\n很吵", PLACE[:9])
    assert case.item is not None
    line = timeline(case, case_definition())[0]
    assert (line.action, line.actor) == ("report", case_definition().posts[SYSTEM].label["zh"])
    told = unsealed("case", case.number, ("reporter",)).popitem()[1]["reporter"]
    assert told == {"name": "小燕 李", "phone": "li@example.org", "keep_secret": True}
    assert list(answer[0]) == ["service_request_id", "service_notice", "account_id"]


def test_the_answer_in_xml(client: Client, key_for: Keys) -> None:
    found = ElementTree.fromstring(send(client, key_for(), "xml").content)
    assert (found.tag, found[0].tag, found[0][0].tag) == ("service_requests", "request", "service_request_id")
    assert found[0][0].text == Case.objects.get().number


def test_a_form_as_the_specification_sends_it(client: Client, key_for: Keys) -> None:
    body = f"api_key={key_for()}&service_code={CODE}&lat={POSITION['lat']}&long={POSITION['lon']}&description=%E4%BA%95"
    answer = client.post(f"{V2}/requests.json", body, content_type="application/x-www-form-urlencoded; charset=utf-8")
    assert answer.status_code == 200
    assert Case.objects.get().text == "井"


@pytest.mark.parametrize("key", [None, "", "wrong", "revoked"])
def test_without_a_good_key_nothing_is_taken(client: Client, key_for: Keys, key: str | None) -> None:
    if key == "revoked":
        key = key_for()
        revoke_key(Program.objects.get(), None)
    answer = send(client, key)
    assert (answer.status_code, answer.json()[0]["code"]) == (403, 403)
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"service_code": None}, 400),
        ({"service_code": "unknown"}, 404),
        ({"lat": None, "long": None}, 400),
        ({"lat": "39.9", "long": ""}, 400),
        ({"lat": "north", "long": "east"}, 400),
        ({"lat": "nan", "long": "nan"}, 400),
        ({"lat": "0", "long": "0"}, 400),
        ({"lat": None, "long": None, "address_id": "x"}, 400),
        ({"description": "长" * 4_001}, 400),
        ({"media_url": "javascript:alert(1)"}, 400),
        ({"media": "data:image/png;base64,%%%"}, 400),
        ({"media": "data:image/png;base64,bm90IGEgcGljdHVyZQ=="}, 400),
        ({"attribute[condition]": "nonsense"}, 400),
        ({"phone": "1" * 60}, 400),
        ({"jurisdiction_id": "atlantis"}, 404),
    ],
)
def test_a_bad_report_is_told_why_and_keeps_nothing(
    client: Client, key_for: Keys, change: dict[str, Any], status: int
) -> None:
    answer = send(client, key_for(), **change)
    assert answer.status_code == status
    assert answer.json()[0]["description"]
    assert not Case.objects.exists()
    assert not Receipt.objects.exists()


def test_every_fault_is_told_at_once(client: Client, key_for: Keys) -> None:
    answer = send(client, key_for(), service_code=None, lat="x", description="x" * 5_000)
    assert len(answer.json()) == 3


def test_words_that_name_no_place_go_to_the_whole_city(client: Client, key_for: Keys) -> None:
    answer = send(client, key_for(), lat=None, long=None, address_string="老槐树对面")
    case = Case.objects.get(number=answer.json()[0]["service_request_id"])
    assert (case.place, case.address) == ("110101", "老槐树对面")
    assert case.tasks.exists()


def test_what_was_chosen_and_linked_stands_in_the_text(client: Client, key_for: Keys) -> None:
    choice = client.get(f"{V2}/services/{CODE}.json").json()["attributes"][0]["values"][0]
    send(client, key_for(), **{"attribute[condition]": choice["key"], "media_url": "https://example.org/1.jpg"})
    lines = Case.objects.get().text.splitlines()
    assert choice["name"] in lines[2]
    assert "https://example.org/1.jpg" in lines[3]


def test_pictures_come_as_files_and_as_data(client: Client, key_for: Keys) -> None:
    data = f"data:image/png;base64,{b64encode(picture('red')).decode()}"
    upload = SimpleUploadedFile("x.png", picture("green"), "image/png")
    assert client.post(f"{V2}/requests.json", REPORT | {"api_key": key_for(), "media": upload}).status_code == 200
    assert send(client, key_for(), media=data).status_code == 200
    assert [each.content_type for each in Attachment.objects.all()] == ["image/png"] * 2


@pytest.mark.parametrize("own", ["attribute[fixmystreet_id]", "Idempotency-Key"])
def test_a_report_sent_again_is_the_same_case(client: Client, key_for: Keys, own: str) -> None:
    key, headers = key_for(), {own: "4711"} if own == "Idempotency-Key" else {}
    fields = {} if headers else {own: "4711"}
    one, two = (send(client, key, headers=headers, **fields) for _ in range(2))
    assert one.json() == two.json()
    assert Case.objects.count() == 1
    other = send(client, key, headers=headers, **fields, lat=POSITION["lat"] + 0.0001)
    assert (other.status_code, other.json()[0]["code"]) == (400, 422)
    assert send(client, key_for(), headers=headers, **fields).json() != one.json()  # another program counts for itself


def test_a_token_leads_to_the_number_once_somebody_has_looked(client: Client, key_for: Keys) -> None:
    key = key_for("token")
    services = client.get(f"{V2}/services.json", {"api_key": key}).json()
    assert {each["type"] for each in services} == {"batch"}
    answer = send(client, key).json()[0]
    assert "service_request_id" not in answer
    path = f"{V2}/tokens/{answer['token']}.json"
    assert client.get(path).json() == [{"service_request_id": None, "token": answer["token"]}]
    case = take(Case.objects.get(), "accept", "acceptor", item=ITEM)
    assert client.get(path).json()[0]["service_request_id"] == case.number


@pytest.mark.usefixtures("unpublished")
def test_a_program_reads_its_own_requests_though_nothing_is_published(client: Client, key_for: Keys) -> None:
    key, stranger = key_for(), key_for()
    number = send(client, key).json()[0]["service_request_id"]
    own = client.get(f"{V2}/requests.json", {"api_key": key}).json()
    assert [each["service_request_id"] for each in own] == [number]
    assert client.get(f"{V2}/requests.json", {"api_key": stranger}).json() == []
    assert client.get(f"{V2}/requests/{number}.json", {"api_key": stranger}).status_code == 404


def test_in_test_mode_everything_is_answered_and_nothing_is_kept(client: Client, key_for: Keys) -> None:
    key = key_for(is_test=True)
    answer = send(client, key)
    assert answer.status_code == 200
    assert answer.json()[0]["service_notice"]
    assert not Case.objects.exists()
    assert send(client, key, lat="0", long="0").status_code == 400


def test_a_program_that_floods_is_asked_to_wait(client: Client, key_for: Keys) -> None:
    key = key_for(per_minute=2)
    assert [send(client, key).status_code for _ in range(3)] == [200, 200, 429]
    assert send(client, key)["Retry-After"] == "60"
    Receipt.objects.update(created_at=timezone.now() - timedelta(minutes=2))
    assert send(client, key).status_code == 200


def add(client: Client, key: str, number: str, form: str = "json", **fields: Any) -> Any:
    body = {"api_key": key, "service_request_id": number, "update_id": "77", "status": "CLOSED", "email": "li@x.org"}
    return client.post(f"{V2}/servicerequestupdates.{form}", body | {"description": "更松了"} | fields)


def test_what_a_resident_adds_elsewhere_is_added_once(client: Client, key_for: Keys) -> None:
    key = key_for()
    number = send(client, key).json()[0]["service_request_id"]
    first = add(client, key, number, media=f"data:image/jpeg;base64,{b64encode(picture()).decode()}")
    again = add(client, key, number, "xml", media=f"data:image/jpeg;base64,{b64encode(picture()).decode()}")
    case = Case.objects.get(number=number)
    lines = [line for line in timeline(case, case_definition()) if line.action == "supplement"]
    assert (len(lines), case.is_open, case.attachments.count()) == (1, True, 1)
    assert ElementTree.fromstring(again.content)[0][0].text == first.json()[0]["update_id"]
    assert [told["note"] for told in unsealed("case", number, ("note",)).values()] == ["更松了"]
    assert add(client, key, number, description="别的").status_code == 400


@pytest.mark.parametrize(
    ("status", "fields"),
    [
        (403, {"api_key": "wrong"}),
        (404, {"service_request_id": "none"}),
        (400, {"service_request_id": ""}),
        (400, {"description": ""}),
        (400, {"description": "字" * 4_001}),
        (400, {"media": "no picture"}),
    ],
)
def test_an_update_that_cannot_be_added(status: int, fields: dict[str, str], client: Client, key_for: Keys) -> None:
    key = key_for()
    number = send(client, key).json()[0]["service_request_id"]
    assert add(client, key, number, **fields).status_code == status
    assert "supplement" not in [line.action for line in timeline(Case.objects.get(), case_definition())]


def test_updates_have_the_limit_of_their_key_and_their_test_mode(client: Client, key_for: Keys) -> None:
    key = key_for(per_minute=1)
    number = send(client, key).json()[0]["service_request_id"]
    assert add(client, key_for(is_test=True), number).status_code == 200
    assert [add(client, key, number, update_id=own).status_code for own in ("1", "2")] == [200, 429]
    assert [line.action for line in timeline(Case.objects.get(), case_definition())].count("supplement") == 1
