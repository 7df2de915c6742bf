"""Reading through Open311: discovery, services, requests, in XML and JSON, with errors as the specification says."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests.city import ITEM, POSITION, filed, handling, reported, take, to_close
from wanmi.cases.models import Case
from wanmi.open311.asking import MOST
from wanmi.open311.encoding import CHILDREN, encoded
from wanmi.territory.models import City

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
V2 = "/open311/v2"
CODE = ITEM.replace("/", "-")
FIELDS = [
    *("service_request_id", "status", "status_notes", "service_name", "service_code", "description"),
    *("agency_responsible", "service_notice", "requested_datetime", "updated_datetime", "expected_datetime"),
    *("address", "address_id", "zipcode", "lat", "long", "media_url"),
]


def get(client: Client, path: str, **query: Any) -> Any:
    return client.get(f"{V2}/{path}", query)


def spark(element: ElementTree.Element) -> Any:
    """XML read by the Spark convention: repeated children are an array, empty elements null; all values are texts."""
    if element.tag in CHILDREN and (len(element) or element.tag == "service_requests"):
        return [spark(child) for child in element]
    return {child.tag: spark(child) for child in element} if len(element) else element.text


def as_texts(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: as_texts(each) for name, each in value.items()}
    if isinstance(value, list):
        return [as_texts(each) for each in value] or None
    return value if value in (None, "") else str(value).lower() if isinstance(value, bool) else str(value)


def errors(answer: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = answer.json()
    return found


@pytest.mark.parametrize(
    "path", ["../discovery", "services", f"services/{CODE}", "requests", "requests?extensions=true", "services/x"]
)
def test_xml_and_json_say_the_same(client: Client, path: str) -> None:
    handling()
    name, _, query = path.partition("?")
    path = f"/open311/{name.removeprefix('../')}" if name.startswith("..") else f"{V2}/{name}"
    xml, as_json = client.get(f"{path}.xml?{query}"), client.get(f"{path}.json?{query}")
    assert xml["Content-Type"] == "text/xml; charset=utf-8"
    assert as_json["Content-Type"] == "application/json; charset=utf-8"
    assert xml.content.startswith(b'<?xml version="1.0" encoding="utf-8"?>')
    assert xml.status_code == as_json.status_code
    assert spark(ElementTree.fromstring(xml.content)) == as_texts(as_json.json())


def test_discovery_names_everything_that_is_required(client: Client) -> None:
    found = client.get("/open311/discovery.json").json()
    assert all(found[name] for name in ("changeset", "contact", "key_service"))
    assert found["endpoints"][0]["url"] == "http://testserver/open311/v2"
    assert set(found["endpoints"][0]) == {"specification", "url", "changeset", "type", "formats"}


def test_a_service_has_a_definition_exactly_where_it_says_so(client: Client) -> None:
    services = get(client, "services.json").json()
    assert len({each["service_code"] for each in services}) == len(services) > 100
    for told in (True, False):
        service = next((each for each in services if each["metadata"] is told), None)
        if service is not None:
            found = get(client, f"services/{service['service_code']}.json").json()
            assert bool(found["attributes"]) is told
    attributes = get(client, f"services/{CODE}.json").json()["attributes"]
    assert [each["order"] for each in attributes] == [1, 2]
    assert attributes[0]["datatype"] == "singlevaluelist"
    assert all(each["key"] and each["name"] for each in attributes[0]["values"])


def test_a_service_list_costs_the_same_however_long(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(12):
        get(client, "services.json")


def test_names_come_in_the_readers_language(client: Client) -> None:
    names = [get(client, "services.json", jurisdiction_id="110101").json()[0]["service_name"]]
    names.append(client.get(f"{V2}/services.json", headers={"Accept-Language": "en"}).json()[0]["service_name"])
    assert names[0] != names[1]


def test_a_request_tells_what_is_public_and_nothing_personal(client: Client) -> None:
    case = handling(text="王女士家门口，电话13800001234", address="清荷苑1号楼201", reporter={"name": "王女士"})
    answer = get(client, f"requests/{case.number}.json")
    found = answer.json()[0]
    assert list(found) == FIELDS
    assert (found["service_code"], found["status"]) == (CODE, "open")
    assert found["expected_datetime"].endswith("+08:00")
    assert (found["lat"], found["long"]) != (POSITION["lat"], POSITION["lon"])
    assert abs(found["lat"] - POSITION["lat"]) < 0.1
    assert not [word for word in ("王女士", "13800001234", "201", "清荷苑") if word in answer.text]


def test_a_request_is_shown_no_closer_than_the_city_decides(client: Client) -> None:
    case = filed()
    for blur, closer in (("none", 0.0), (1_000, 0.02)):
        City.objects.update(settings=City.objects.get().settings | {"public_blur": blur})
        found = get(client, f"requests/{case.number}.json").json()[0]
        away = abs(found["lat"] - POSITION["lat"]) + abs(found["long"] - POSITION["lon"])
        assert (away == pytest.approx(0)) is (closer == 0)
        assert away <= closer + 1e-6


def test_a_closed_request_says_when(client: Client) -> None:
    case = take(to_close(), "close", "shift_leader")
    found = get(client, f"requests/{case.number}.json").json()[0]
    assert found["status"] == "closed"
    assert found["updated_datetime"] >= found["requested_datetime"]


def test_a_report_without_an_item_is_no_service_request(client: Client) -> None:
    number = reported().number
    assert get(client, f"requests/{number}.json").status_code == 404
    assert get(client, "requests.json").json() == []
    assert spark(ElementTree.fromstring(get(client, "requests.xml").content)) == []


@pytest.mark.usefixtures("unpublished")
def test_an_unpublished_city_tells_nothing(client: Client) -> None:
    case = filed()
    assert get(client, "requests.json").json() == []
    assert get(client, f"requests/{case.number}.xml").status_code == 404


def numbers(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [each["service_request_id"] for each in answer.json()]


def test_ids_override_all_other_arguments(client: Client) -> None:
    one, two, _ = filed(), filed(), filed()
    ids = f"{one.number},{two.number}, ,unknown"
    found = get(client, "requests.json", service_request_id=ids, status="nonsense", start_date="nonsense")
    assert sorted(numbers(found)) == sorted([one.number, two.number])


def test_requests_by_status_service_and_words(client: Client) -> None:
    closed, opened = take(to_close(), "close", "shift_leader"), filed()
    assert numbers(get(client, "requests.json", status="closed")) == [closed.number]
    assert numbers(get(client, "requests.json", status="open,closed")) == [opened.number, closed.number]
    assert numbers(get(client, "requests.json", status="")) == [opened.number, closed.number]
    assert numbers(get(client, "requests.json", service_code=f"{CODE},x")) == [opened.number, closed.number]
    assert numbers(get(client, "requests.json", service_code="2026-event-99999")) == []
    assert numbers(get(client, "requests.json", q=opened.number)) == [opened.number]
    assert len(numbers(get(client, "requests.json", q="东华门"))) == 2
    assert numbers(get(client, "requests.json", q="井盖破损，请处理")) == []  # the reporter's words are not searched


def test_requests_by_time(client: Client) -> None:
    old, new = filed(), filed()
    now = timezone.now()
    Case.objects.filter(pk=old.pk).update(reported_at=now - timedelta(days=100))
    assert numbers(get(client, "requests.json")) == [new.number]
    start = (now - timedelta(days=120)).isoformat()
    assert numbers(get(client, "requests.json", start_date=start)) == [old.number]
    assert numbers(get(client, "requests.json", end_date=(now + timedelta(days=1)).isoformat())) == [new.number]
    assert get(client, "requests.json", start_date=start, end_date=now.isoformat()).status_code == 400
    assert sorted(
        numbers(get(client, "requests.json", updated_after=(now - timedelta(hours=1)).isoformat()))
    ) == sorted([old.number, new.number])
    assert numbers(get(client, "requests.json", updated_before="2020-01-01")) == []


@pytest.mark.parametrize("at", ["2026-11-01", "2026-11-01T00:00:00Z", "2026-11-01T00:00:00%2B08:00"])
def test_times_are_read_with_their_zone(client: Client, at: str) -> None:
    assert client.get(f"{V2}/requests.json?start_date={at}").status_code == 200
    assert client.get(f"{V2}/requests.json?start_date={at.replace('%2B', '+')}").status_code == 200


def test_pages_and_the_link_to_the_next(client: Client) -> None:
    made = [filed().number for _ in range(5)][::-1]
    assert numbers(get(client, "requests.json", page_size=2, page=2)) == made[2:4]
    first = get(client, "requests.json", page_size=2)
    second = client.get(first["Link"].split(">")[0].removeprefix("<http://testserver"))
    third = client.get(second["Link"].split(">")[0].removeprefix("<http://testserver"))
    assert numbers(first) + numbers(second) + numbers(third) == made
    assert "Link" not in third
    assert numbers(get(client, "requests.json", page_size=10 * MOST)) == made


def test_a_page_costs_the_same_however_full(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(4):
        filed()
    with django_assert_max_num_queries(16):
        get(client, "requests.json", extensions="true")


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        ("requests.json", {"start_date": "soon"}, 400),
        ("requests.json", {"start_date": "9999-12-31T23:59:59Z"}, 400),
        ("requests.json", {"status": "lost"}, 400),
        ("requests.json", {"page": "-1"}, 400),
        ("requests.json", {"page": "9999", "page_size": "1000"}, 400),
        ("requests.json", {"page_size": "many"}, 400),
        ("requests.json", {"after": "nonsense"}, 400),
        ("requests.json", {"jurisdiction_id": "atlantis"}, 404),
        ("services.json", {"jurisdiction_id": "atlantis"}, 404),
        ("requests/unknown.json", {}, 404),
        ("services/unknown.json", {}, 404),
        ("services/2013-event-0101.json", {}, 404),
        ("tokens/unknown.json", {}, 404),
        ("nothing.json", {}, 404),
    ],
)
def test_errors_are_a_list_in_the_form_asked_for(client: Client, path: str, query: dict[str, str], status: int) -> None:
    answer = get(client, path, **query)
    assert answer.status_code == status
    assert [set(each) for each in errors(answer)] == [{"code", "description"}]
    assert errors(answer)[0]["code"] == status
    xml = ElementTree.fromstring(get(client, path.replace(".json", ".xml"), **query).content)
    assert [child.tag for child in xml] == ["error"]
    assert [child.tag for child in xml[0]] == ["code", "description"]


def test_several_errors_come_at_once(client: Client) -> None:
    assert len(errors(get(client, "requests.json", start_date="soon", status="lost", page="x"))) == 3


def test_unknown_forms_and_methods_are_errors_too(client: Client) -> None:
    assert get(client, "services.csv").status_code == 400
    assert get(client, "services").status_code == 404
    assert client.delete(f"{V2}/services.json").status_code == 405
    assert client.head(f"{V2}/services.json").status_code == 200


def test_pages_of_other_sites_may_read(client: Client) -> None:
    assert client.options(f"{V2}/requests.json")["Access-Control-Allow-Methods"] == "GET, HEAD, POST, OPTIONS"
    assert get(client, "services.json")["Access-Control-Allow-Origin"] == "*"


def test_updates_tell_what_happened(client: Client) -> None:
    case = take(to_close(), "close", "shift_leader")
    found = get(client, "servicerequestupdates.json").json()
    assert {each["service_request_id"] for each in found} == {case.number}
    assert (found[-1]["status"], found[0]["status"]) == ("CLOSED", "OPEN")
    assert get(client, "servicerequestupdates.json", start_date="soon").status_code == 400


def test_extensions_tell_the_way_of_a_case(client: Client) -> None:
    case = filed()
    found = get(client, f"requests/{case.number}.json", extensions="true").json()[0]
    assert [note["type"] for note in found["notes"]] == ["report", "accept", "file"]
    assert found["extended_attributes"]["state"] == case.state


def test_what_xml_cannot_carry_is_left_out() -> None:
    text = encoded("xml", "errors", [{"code": 1, "description": "a\x00<b>\x0b&\ud800"}]).decode()
    assert ElementTree.fromstring(text)[0][1].text == "a<b>&"
    assert json.loads(encoded("json", "x", {"a": None})) == {"a": None}
