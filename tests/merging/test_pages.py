"""Pages and operations of merging and of sources: for those who decide, for colleagues, for strangers."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.api.asking import get, send
from tests.city import ITEM, POSITION, reported
from tests.site.conftest import ClientOf, client_of
from wanmi.cases.models import Case
from wanmi.merging.models import Merge
from wanmi.merging.services import suggest

__all__ = ["client_of"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
HEADER = "案件编号,问题描述,地址,经度,纬度,小类,上报时间"


def table(*numbers: str) -> bytes:
    lines = [
        f"{number},路口井盖破损,,{POSITION['lon']},{POSITION['lat']},井盖破损,2026/11/24 8:00" for number in numbers
    ]
    return "\n".join([HEADER, *lines]).encode("gb18030")


def test_a_pair_is_shown_merged_and_taken_apart(client_of: ClientOf) -> None:
    main, other = reported(item=ITEM), reported(item=ITEM)
    pair = suggest(other, main)
    browser = client_of("acceptor")
    assert main.number in browser.get("/merges/").text
    panel = browser.get(f"/cases/{other.number}/same/").text
    assert "This case goes into it" in panel
    answer = browser.post(f"/merges/{pair.pk}/merge/", {"from": other.number})
    assert answer["Location"] == f"/cases/{other.number}/"
    assert Case.objects.get(pk=other.pk).state == "merged"
    assert f"/cases/{main.number}/" in browser.get(f"/cases/{other.number}/same/").text
    assert other.number in browser.get(f"/cases/{main.number}/same/").text
    browser.post(f"/merges/{pair.pk}/unmerge/", {"from": other.number})
    assert Merge.objects.get(pk=pair.pk).state == "merged"  # why is not said
    browser.post(f"/merges/{pair.pk}/unmerge/", {"from": other.number, "note": "两个井盖"})
    assert Case.objects.get(pk=other.pk).state == "reported"


def test_a_case_is_merged_by_the_number_of_the_other(client_of: ClientOf) -> None:
    main, other = reported(), reported()
    client_of("shift_leader").post(f"/cases/{other.number}/merge/", {"main": main.number})
    assert Merge.objects.get().state == "merged"


def test_only_those_who_decide_may(client_of: ClientOf, client: Client) -> None:
    main, other = reported(), reported()
    assert client_of("operator").get("/merges/").status_code == 403
    assert client_of("operator").post(f"/cases/{other.number}/merge/", {"main": main.number}).status_code == 403
    assert client_of("operator").get("/sources/").status_code == 403
    assert client.get("/merges/").status_code in (302, 403)
    assert Case.objects.get(pk=other.pk).state == "reported"


def test_report_entry_and_the_public_page_ask_whether_it_was_reported(client_of: ClientOf, client: Client) -> None:
    known = reported(item=ITEM)
    told = {"position_lon": POSITION["lon"], "position_lat": POSITION["lat"], "item": ITEM, "text": "井盖破损"}
    assert "Probably the same" in client_of("operator").get("/report/nearby/", told).text
    assert known.number in client.get("/public/report/near/", told).text


def test_a_dropped_file_says_what_was_left_out_and_what_ended(client_of: ClientOf) -> None:
    browser = client_of("acceptor")
    upload = SimpleUploadedFile("cases.csv", table("S1", ""))
    page = browser.post("/sources/city_management/drop/", {"file": upload}).text
    assert "案件编号" in page
    assert Case.objects.count() == 1
    assert "S1" in browser.get("/sources/city_management/").text
    case = Case.objects.get()
    assert "city_management S1" in browser.get(f"/cases/{case.number}/").text
    assert case.number in browser.get("/cases/", {"number": "S1"}).text
    assert "number,case,state" in browser.get("/sources/city_management/ended.csv").text
    wrong = SimpleUploadedFile("cases.pdf", b"%PDF")
    assert browser.post("/sources/city_management/drop/", {"file": wrong}).status_code == 302
    assert browser.get("/sources/nowhere/").status_code == 404


def test_programs_do_the_same(client: Client) -> None:
    main = reported(item=ITEM)
    record = {"number": "H1", "text": "井盖破损，请处理", "lon": POSITION["lon"], "lat": POSITION["lat"], "item": ITEM}
    first = send(client, "POST", "/sources/hotline/records", "operator", {"record": record})
    again = send(client, "POST", "/sources/hotline/records", "operator", {"record": record | {"text": "别的"}})
    assert (first.status_code, again.status_code, again.json()["differs"]) == (201, 200, True)
    number = first.json()["case"]
    same = get(client, f"/cases/{number}/same", "acceptor").json()
    assert [each["main"] for each in same["waiting"]] == [main.number]
    [pair] = get(client, "/merges", "acceptor").json()["rows"]
    refused = send(client, "POST", f"/merges/{pair['id']}/acts", "acceptor", {"action": "unmerge"})
    assert refused.status_code == 422
    done = send(client, "POST", f"/merges/{pair['id']}/acts", "acceptor", {"action": "merge"})
    assert done.json()["state"] == "merged"
    assert get(client, f"/cases/{number}/file", "acceptor").json()["sources"] == [{"source": "hotline", "number": "H1"}]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"record": {"number": "1"}}, 422),
        ({"record": {}}, 422),
        ({}, 422),
        ({"record": {"number": "1", "text": "x"}}, 201),
    ],
)
def test_a_push_that_cannot_be_read_says_why(client: Client, body: dict[str, Any], status: int) -> None:
    answer = send(client, "POST", "/sources/hotline/records", "operator", body)
    assert answer.status_code == status, answer.text


def test_a_program_drops_a_file_and_asks_no_file_source(client: Client) -> None:
    body = {"name": "a.csv", "content": b64encode(table("F1", "F2")).decode()}
    sums = send(client, "POST", "/sources/city_management/files", "acceptor", body).json()
    assert (sums["new"], sums["bad_rows"]) == (2, 0)
    page = get(client, "/sources/city_management/records?size=1", "acceptor").json()
    assert [row["number"] for row in page["rows"]] == ["F1"]
    assert page["after"]
    assert send(client, "POST", "/sources/city_management/pull", "acceptor").status_code == 422
    assert get(client, "/sources/nowhere/records", "acceptor").status_code == 404
    assert len(get(client, "/sources", "acceptor").json()) == 3
