"""The pages and operations of lanes: a steward's tap, the file, and who may open it."""

from __future__ import annotations

import base64
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.city import picture, somebody
from tests.intake.test_api import caller, post
from tests.lanes.test_lanes import check, lane, steward
from tests.site.conftest import ClientOf
from wanmi.cases.models import Case
from wanmi.joint import services as joint
from wanmi.joint.services import Order
from wanmi.journal.models import Entry
from wanmi.lanes import services
from wanmi.lanes.models import LaneReport, Patrol

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
STEWARD, CHIEF, LEADER = "lane_steward.duofu", "lane_chief.duofuxiang", "street_leader.donghuamen"


def send(client: Client, act: str, **data: object) -> int:
    return client.post(f"/lanes/duofu/{act}/", {"key": uuid.uuid4().hex, **data}).status_code


def text(client: Client, path: str = "/lanes/duofu/") -> str:
    return client.get(path).content.decode()


def test_6_a_steward_lands_on_his_lanes_and_reports_with_one_tap(client_of: ClientOf) -> None:
    client = client_of(STEWARD)
    assert client.get("/").url == "/lanes/"  # type: ignore[attr-defined]
    assert "Yinzha" not in text(client, "/lanes/")
    assert send(client, "patrol") == 302
    photo = SimpleUploadedFile("a.png", picture(), "image/png")
    assert send(client, "report", check="05_wires", note="门口", photos=photo) == 302
    case = Case.objects.get()
    assert (Patrol.objects.count(), case.text) == (1, "多福巷：乱搭架空线。门口")
    page = text(client)
    assert "宁元青" in page
    assert "wires underground" in page
    assert "2027-06-30" in page
    assert "Hanging wires" in page
    assert case.number in page
    assert f"/cases/{case.number}/" in text(client_of("inspector"))
    assert f"/calls/?case={case.number}" in text(client_of(CHIEF))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"check": ""}, "Choose what was seen"),
        ({"check": "none"}, "Choose what was seen"),
        ({"check": "05_wires", "note": "x" * 501}, "500 characters"),
    ],
)
def test_bad_input_is_told_and_nothing_kept(client_of: ClientOf, data: dict[str, str], words: str) -> None:
    answer = client_of(STEWARD).post("/lanes/duofu/report/", {"key": "k", **data})
    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    bad = SimpleUploadedFile("a.png", b"nonsense", "image/png")
    assert send(client_of(STEWARD), "report", check="05_wires", photos=bad) == 422
    assert not Case.objects.exists()


def test_colleague_and_stranger(client_of: ClientOf) -> None:
    for name in (LEADER, "lane_chief.yinzha", "inspector"):
        assert send(client_of(name), "patrol") in {404, 422}, name
    for name, status in {LEADER: 200, "lane_steward.yinzha": 404, "street_leader.hepingli": 404}.items():
        assert client_of(name).get("/lanes/duofu/").status_code == status, name
    for name in ("handler.fire", "committee.duofuxiang", "audit_admin"):
        assert client_of(name).post("/lanes/duofu/patrol/").status_code == 403, name
    assert not Entry.objects.filter(subject_kind="lane").exists()


def test_what_was_called_because_of_a_lane_and_what_rises_stand_in_its_file(client_of: ClientOf) -> None:
    made, *_others = [services.report(lane(), check(), steward()) for _ in range(3)]
    given = {"place": "110101001001", "text": "乱堆物料反复", "lead": "law_enforcement", "case": made.case.number}
    row = joint.open_obligation("felt_problem", Order("draft", somebody("lane_chief"), given)).row
    page = text(client_of(LEADER))
    assert row.number in page
    assert "3 reports in 30 days" in page
    assert row.number not in text(client_of(STEWARD))
    assert "Keeps coming back" not in text(client_of(STEWARD), "/lanes/dafosi_east/")


def test_6_the_api_does_the_same(client: Client) -> None:
    headers = caller("lane_steward")
    assert [each["code"] for each in client.get("/api/v1/lanes", headers=headers).json()] == ["dafosi_east", "duofu"]
    body = {"check": "05_wires", "photos": [base64.b64encode(picture()).decode()]}
    keyed = headers | {"Idempotency-Key": "one"}
    sent = [
        client.post("/api/v1/lanes/duofu/reports", body, content_type="application/json", headers=keyed)
        for _ in range(2)
    ]
    assert {each.status_code for each in sent} == {200}
    assert sent[0].json()["case"] == sent[1].json()["case"]
    assert LaneReport.objects.count() == 1
    assert post(client, "/lanes/duofu/patrols", {}, headers).status_code == 200
    assert post(client, "/lanes/duofu/reports", {"check": "none"}, headers).status_code == 422
    assert post(client, "/lanes/duofu/reports", {"check": "05_wires", "photos": ["%"]}, headers).status_code == 422
    file = client.get("/api/v1/lanes/duofu", headers=headers).json()
    assert file["lane"]["on_duty"][0]["people"] == ["宁元青"]
    assert [each["check"] for each in file["reports"]] == ["05_wires"]
    assert client.get("/api/v1/lanes/yinzha", headers=headers).status_code == 404
    assert len(client.get("/api/v1/lanes/checks", headers=headers).json()) == 10
    assert client.get("/api/v1/lanes", headers=caller("handler")).status_code == 403
    assert client.get("/api/v1/lanes").status_code == 401
