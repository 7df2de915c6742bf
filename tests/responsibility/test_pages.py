"""The pages of lists and proceedings, and the same by the API: owner, colleague, stranger."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from tests.city import PLACE, picture, somebody
from tests.intake.test_api import caller
from tests.proceedings.acting import begin, clerk, take
from tests.site.conftest import ClientOf, client_of
from wanmi.journal.reading import entries_of
from wanmi.proceedings.models import Proceeding
from wanmi.responsibility.models import ListVersion

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
__all__ = ["client_of"]
CLERK = "handler.urban_management"


def test_a_request_is_sent_from_the_page_and_refused_by_name(client_of: ClientOf) -> None:
    page, there = client_of(CLERK), "/affairs/new/assist/"
    assert "环境卫生" in page.get(there).content.decode()
    typed = {"place": PLACE, "task": "代收物业费", "text": "请协助"}
    answer = page.post(there, typed)
    assert answer.status_code == 422
    assert "is not on the list" in answer.content.decode()
    answer = page.post(there, typed | {"task": "A06"})
    assert answer.status_code == 302
    row = Proceeding.objects.get()
    assert row.title == "环境卫生"
    shown = page.get(answer.url).content.decode()
    assert "assist 2016-01" in shown
    assert page.get("/affairs/").status_code == 200


def test_who_sees_a_proceeding(client_of: ClientOf) -> None:
    row = begin("assist", clerk(), place=PLACE, task="A06", text="请协助")
    path = f"/affairs/{row.pk}/"
    assert client_of("committee.duofuxiang").get(path).status_code == 200
    for stranger in ("committee.yinzha", "handler.sanitation", "office.jingshan"):
        assert client_of(stranger).get(path).status_code == 404
        assert client_of(stranger).post(f"{path}act/accept/").status_code == 404
    assert client_of("committee.duofuxiang").post(f"{path}act/accept/", {"note": "好"}).status_code == 302
    assert client_of(CLERK).get(f"{path}act/withdraw/").status_code == 200
    assert client_of(CLERK).get(f"{path}act/nonsense/").status_code == 404


def test_a_sealed_paper_is_shown_to_the_committee(client_of: ClientOf) -> None:
    row = begin("seal", somebody("committee"), place=PLACE, kind="S01", holder="李女士", receiver="学校")
    row = take(row, "seal", somebody("committee"), {"paper": [picture()]})
    path = f"/affairs/{row.pk}/photos/{row.evidence.get().digest}/"
    assert client_of("committee.duofuxiang").get(path)["Content-Type"] == "image/jpeg"
    assert client_of("committee.yinzha").get(path).status_code == 404
    oversight, look = client_of("oversight.duofuxiang"), f"/affairs/{row.pk}/act/look_holder/"
    assert "李女士" not in oversight.get(f"/affairs/{row.pk}/").content.decode()
    assert oversight.post(look, {}).status_code == 422
    assert "李女士" in oversight.post(look, {"purpose": "oversight"}).content.decode()
    assert client_of("committee.yinzha").post(look, {"purpose": "oversight"}).status_code == 404
    last = entries_of("proceeding", str(row.pk)).last()
    assert last is not None
    assert (last.action, last.actor) == ("look_holder", somebody("oversight").id)


def test_lists_are_searched_and_versions_compared(client_of: ClientOf) -> None:
    page = client_of("office.donghuamen")
    found = page.get("/lists/", {"matter": "居民委员会", "place": PLACE, "day": "2026-11-01"}).content.decode()
    assert "Donghuamen Subdistrict Office" in found
    assert "J06" in found
    assert page.get("/lists/", {"matter": "J06", "place": "nonsense", "day": "nonsense"}).status_code == 200
    newest = ListVersion.objects.filter(kind="duty").latest("valid_from")
    assert "Added" in page.get(f"/lists/{newest.pk}/").content.decode()
    assert page.get(f"/lists/{ListVersion.objects.get(kind='seal').pk}/").status_code == 200


def test_the_same_by_the_api(client: Client) -> None:
    committee, office = caller("committee"), caller("street_office")
    carried = {"place": PLACE, "kind": "失业证明", "holder": "x", "receiver": "y"}
    there = "/api/v1/procedures/seal/proceedings"

    def post(path: str, body: object, headers: dict[str, str]) -> tuple[int, dict[str, Any]]:
        answer = client.post(path, json.dumps(body), content_type="application/json", headers=headers)
        return answer.status_code, answer.json()

    status, told = post(there, {"action": "ask", "carried": carried}, committee)
    assert (status, told["reasons"][0]["code"]) == (422, "shut_out")
    status, row = post(there, {"action": "ask", "carried": carried | {"kind": "S01"}}, committee)
    assert (status, row["state"]) == (200, "asked")
    assert client.get(f"/api/v1/proceedings/{row['id']}", headers=office).status_code == 404
    assert client.get(f"/api/v1/proceedings/{row['id']}", headers=committee).json()["offers"]
    assert client.get("/api/v1/proceedings/desk", headers=committee).json()[0]["id"] == row["id"]
    assert client.get("/api/v1/proceedings?procedure=seal", headers=committee).json()["rows"]
    assert (
        post(f"/api/v1/proceedings/{row['id']}/acts", {"action": "refuse", "carried": {"ground": "untrue"}}, office)[0]
        == 404
    )
    assert post("/api/v1/procedures/none/proceedings", {"action": "ask", "carried": carried}, committee)[0] == 404
    asked = {"matter": "J03", "place": PLACE, "day": "2026-11-01"}
    answers = client.get("/api/v1/lists/answers", asked, headers=office).json()
    assert (answers[0]["lead"], answers[0]["list_version"]) == ("street.donghuamen", "2026-10")
    newer, older = [each["id"] for each in client.get("/api/v1/lists?kind=duty", headers=office).json()]
    found = client.get(f"/api/v1/lists/{newer}/differences?since={older}", headers=office).json()
    assert {each["change"] for each in found} == {"added"}
    assert client.get(f"/api/v1/lists/{newer}", headers=office).json()["duties"]
