"""The pages and operations of groups: the grid worker's two taps, the duty post, residents, and who may not."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.addressbase.base import loaded
from tests.circles.test_groups import lying_in
from tests.circles.world import EAST, LAMP, WEST, Groups, decide, heard, member
from tests.city import picture, somebody
from tests.intake.test_api import caller, post
from tests.site.conftest import ClientOf
from wanmi.cases.models import Case
from wanmi.cases.residents import token_for
from wanmi.circles.models import Candidate, Group, Member, Posting
from wanmi.circles.profiles import EDITION
from wanmi.journal.models import Entry
from wanmi.public.identity import new_ticket
from wanmi.site.views import circles as views

__all__ = ["loaded"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]
WORKER, COMMITTEE, DUTY = "collector.donghuamen", "committee.duofuxiang", "shift_leader"


def text(client: Client, path: str = "/circles/") -> str:
    return client.get(path).content.decode()


def test_2_from_a_line_to_a_matter_in_two_taps(client_of: ClientOf, groups: Groups) -> None:
    row = heard(groups.west, pictures=[picture()])
    worker = client_of(WORKER)
    page = text(worker)  # the first: the page
    assert LAMP in page
    assert f"/circles/{row.pk}/confirm/" in page
    assert worker.post(f"/circles/{row.pk}/confirm/").status_code == 302  # the second
    case = Case.objects.get()
    assert (case.text, case.grid, case.attachments.count()) == (LAMP, WEST, 1)
    again = worker.post(f"/circles/{row.pk}/confirm/")
    assert (again.status_code, Case.objects.count()) == (422, 1)
    photo = row.photos.get()
    assert worker.get(f"/circles/{row.pk}/photos/{photo.digest}/")["Content-Type"] == "image/jpeg"


def test_what_was_said_is_merged_answered_dismissed_and_entered(client_of: ClientOf, groups: Groups) -> None:
    worker = client_of(WORKER)
    first = decide(heard(groups.west), "confirm")
    same, asked, talk = (
        heard(groups.west),
        heard(groups.west, "请问社保卡在哪里办理"),
        heard(groups.east, "坏了坏了，汤咸了"),
    )
    assert first.case is not None
    assert first.case.number in text(worker)
    assert worker.post(f"/circles/{same.pk}/merge/", {"case": first.case.number}).status_code == 302
    assert worker.post(f"/circles/{asked.pk}/consult/", {"answer": "找王姐13800001111"}).status_code == 302
    assert worker.post(f"/circles/{talk.pk}/dismiss/", {"ground": "chatter"}).status_code == 302
    assert worker.post(f"/circles/{talk.pk}/note/").status_code in {404, 422}
    sent = {"group": groups.east.public_id, "text": "东头树枝压着电线", "key": "k", "photos": upload()}
    assert worker.post("/circles/enter/", sent).status_code == 302
    assert worker.post("/circles/enter/", {**sent, "text": "", "photos": ()}).status_code == 422
    assert set(Candidate.objects.values_list("state", flat=True)) == {"confirmed", "merged", "consulted", "dismissed"}
    assert "找王姐＊＊" in text(worker, f"/circles/groups/{groups.west.public_id}/")


def upload() -> SimpleUploadedFile:
    return SimpleUploadedFile("a.png", picture(), "image/png")


def test_the_page_costs_the_same_however_many(client_of: ClientOf, groups: Groups) -> None:
    worker = client_of(WORKER)
    heard(groups.west)
    text(worker)
    with CaptureQueriesContext(connection) as one:
        text(worker)
    for _ in range(6):
        heard(groups.east, pictures=[picture()])
    with CaptureQueriesContext(connection) as seven:
        text(worker)
    assert len(seven) == len(one)


def test_6_the_duty_posts_pages_ring_within_ten_seconds(client_of: ClientOf, groups: Groups) -> None:
    duty = client_of(DUTY)
    assert 'hx-get="/circles/alarms/"' in text(duty, "/")
    assert 'hx-get="/circles/alarms/"' not in text(client_of(WORKER))
    row = heard(groups.west, "3栋着火了")
    part = text(duty, "/circles/alarms/")
    assert 'hx-trigger="every 5s"' in part
    assert "着火" in part
    assert duty.post(f"/circles/{row.pk}/attend/").status_code == 302
    assert "着火" not in text(duty, "/circles/alarms/")
    assert client_of(WORKER).get("/circles/alarms/").status_code == 403


def test_on_a_large_ground_a_line_is_entered_on_the_page_of_its_group(
    client_of: ClientOf, groups: Groups, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker, own = client_of(WORKER), f"/circles/groups/{groups.west.public_id}/"
    assert 'name="group"' in text(worker)
    monkeypatch.setattr(views, "CHOSEN_FROM", 1)
    assert 'name="group"' not in text(worker)
    assert f'name="group" value="{groups.west.public_id}"' in text(worker, own)
    assert 'name="group"' not in text(client_of("office.donghuamen"), own)


def test_groups_are_opened_kept_and_ended(client_of: ClientOf, grids: None) -> None:
    committee = client_of(COMMITTEE)
    told = {"grid": WEST, "name_zh": "西群", "platform": "wechat", "households": "300"}
    assert committee.post("/circles/groups/open/", told).status_code == 302
    assert committee.post("/circles/groups/open/", told).status_code == 422
    group = Group.objects.get()
    path = f"/circles/groups/{group.public_id}/"
    assert "西群" in text(committee, "/circles/groups/")
    assert "西群" not in text(committee, f"/circles/groups/?after={WEST}")
    assert committee.get(f"{path}plate.svg")["Content-Type"] == "image/svg+xml"
    assert committee.post(f"{path}households/", {"households": "250"}).status_code == 302
    refused = committee.post(f"{path}households/", {"households": "many"})
    assert (refused.status_code, "at most six digits" in refused.content.decode()) == (422, True)
    assert client_of(WORKER).post(f"{path}end/").status_code == 422
    assert committee.post(f"{path}nonsense/").status_code == 404
    assert committee.post(f"{path}end/").status_code == 302
    group.refresh_from_db()
    assert (group.households, group.ended_at is not None) == (250, True)


def test_a_member_is_verified_and_looked_up_for_a_purpose(client_of: ClientOf, groups: Groups) -> None:
    li, worker = member(groups.west, phone="13800001111", household="room"), client_of(WORKER)
    path = f"/circles/groups/{groups.west.public_id}/"
    assert "13800001111" not in text(worker, path)
    assert worker.post(f"/circles/members/{li.pk}/verify/", {"level": "phone"}).status_code == 302
    assert "13800001111" in worker.post(f"/circles/members/{li.pk}/look/", {"purpose": "handling"}).content.decode()
    assert worker.post(f"/circles/members/{li.pk}/look/", {"purpose": ""}).status_code == 422
    assert Entry.objects.filter(action="look_member").count() == 1


def test_colleague_and_stranger(client_of: ClientOf, client: Client, groups: Groups) -> None:
    row, li = heard(groups.west), member(groups.west)
    path = f"/circles/groups/{groups.west.public_id}/"
    for name in ("operator", "handler.fire", "audit_admin", "lane_steward.duofu"):
        other = client_of(name)
        assert {other.get(each).status_code for each in ("/circles/", path)} == {403}, name
        assert other.post(f"/circles/{row.pk}/confirm/").status_code == 403, name
    far = client_of("collector.hepingli")
    assert far.get("/circles/").status_code == 200
    assert LAMP not in text(far)
    for sent in (f"/circles/{row.pk}/confirm/", f"/circles/members/{li.pk}/look/", f"{path}end/"):
        assert far.post(sent).status_code == 404, sent
    assert far.get(path).status_code == 404
    assert client.get("/circles/").status_code == 302
    assert Candidate.objects.get().state == "candidate"


def test_1_and_12_a_resident_joins_writes_reports_and_leaves(groups: Groups) -> None:
    client = Client(headers={"Accept-Language": "en"})
    path = f"/public/groups/{groups.east.public_id}/"
    told = {"address": lying_in(WEST).text, "called": "李", "phone": "13800001111", "consent": EDITION}
    offered = client.post(path, {"key": new_ticket(), **told})
    assert f"/public/groups/{groups.west.public_id}/" in offered.content.decode()
    assert not Member.objects.exists()
    own = client.post(f"/public/groups/{groups.west.public_id}/", {"key": new_ticket(), **told})["Location"]
    assert own == f"/public/g/{token_for(Member.objects.get().name)}/"
    assert "13800001111" in text(client, own)
    passed = client.post(own, {"key": new_ticket(), "text": "大家早上好", "say": "1"}).content.decode()
    assert "it was not kept" in passed
    assert "大家早上好" in passed
    assert not Candidate.objects.exists()
    urgent = client.post(own, {"key": new_ticket(), "text": "三楼着火了", "say": "1"}).content.decode()
    assert all(f"tel:{number}" in urgent for number in (110, 119, 120))
    assert "The duty post has been alarmed" in urgent
    assert client.post(own, {"key": new_ticket(), "text": "收到", "report": "1", "photos": upload()}).status_code == 200
    assert Case.objects.get().text == "收到"
    row = Candidate.objects.get(state="alarm")
    assert client.post(f"{own}{row.pk}/report/").status_code == 422  # it rings until a person attends to it
    decide(row, "attend", somebody("shift_leader"))
    assert client.post(f"{own}{row.pk}/report/").status_code == 302
    assert Case.objects.count() == 2
    assert client.post(f"{own}leave/").status_code == 200
    assert not Member.objects.exists()
    assert client.get(own).status_code == 404
    assert "13800001111" not in str(list(Entry.objects.values_list("body", flat=True)))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"consent": ""}, "Please agree"),
        ({"address": "火星"}, "does not know"),
        ({"website": "x"}, "people do not see"),
    ],
)
def test_bad_input_is_told(client: Client, groups: Groups, data: dict[str, str], words: str) -> None:
    sent = {"key": new_ticket(), "address": lying_in(WEST).text, "consent": EDITION} | data
    answer = client.post(f"/public/groups/{groups.west.public_id}/", sent, headers={"Accept-Language": "en"})
    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert client.post(f"/public/groups/{groups.west.public_id}/", {**sent, "key": "made up"}).status_code == 409
    assert client.get("/public/groups/NONE/").status_code == client.get("/public/g/none/").status_code == 404
    assert not Member.objects.exists()


def test_another_members_line_cannot_be_reported(client: Client, groups: Groups) -> None:
    li, wang = member(groups.west), member(groups.west, "wang")
    row = heard(groups.west, author=li.name)
    assert client.post(f"/public/g/{token_for(wang.name)}/{row.pk}/report/").status_code == 422
    assert not Case.objects.exists()


def test_the_bridge_pushes_joins_reads_and_leaves(client: Client, groups: Groups) -> None:
    bridge, base = caller("operator"), f"/circles/groups/{groups.west.public_id}"
    joining = {"address": lying_in(WEST).text, "author": "wx-1", "agrees": True, "phone": "13800001111"}
    joining["phone_is_verified"] = True
    assert post(client, f"{base}/members", joining, bridge).json() == {"group": groups.west.public_id, "joined": True}
    assert Member.objects.get().level == "phone"
    other = post(client, f"/circles/groups/{groups.east.public_id}/members", joining, bridge).json()
    assert other == {"group": groups.west.public_id, "joined": False}
    line = {"text": "3栋着火了", "author": "wx-1", "message": "m-1"}
    answers = [post(client, f"{base}/messages", line, bridge).json() for _ in range(2)]
    assert answers[0] == answers[1]
    assert [each["number"] for each in answers[0]["calls"]] == ["110", "119", "120"]
    assert Candidate.objects.get().author == Member.objects.get().name
    talk = post(client, f"{base}/messages", {"text": "收到", "author": "wx-1", "message": "m-2"}, bridge).json()
    assert (talk["noted"], talk["calls"]) == (None, [])
    tapped = {"text": "收到", "author": "wx-1", "message": "m-3", "report": True}
    assert post(client, f"{base}/messages", tapped, bridge).json()["state"] == "confirmed"
    assert post(client, f"{base}/messages", {**tapped, "author": "", "message": "m-4"}, bridge).status_code == 422
    assert post(client, f"{base}/messages", {"text": ""}, bridge).status_code == 422
    assert post(client, "/circles/groups/none/messages", line, bridge).status_code == 404
    assert post(client, f"{base}/members/leave", {"author": "wx-1"}, bridge).status_code == 204
    assert post(client, f"{base}/members/leave", {"author": "wx-1"}, bridge).status_code == 404
    assert "wx-1" not in str(list(Entry.objects.values_list("body", "key")))


def get(client: Client, path: str, headers: dict[str, str]) -> Any:
    return client.get(f"/api/v1{path}", headers=headers)


def test_the_api_does_what_the_pages_do(client: Client, groups: Groups) -> None:
    worker, committee, duty = caller("collector"), caller("committee"), caller("shift_leader")
    row, li = heard(groups.west, "3栋着火了", pictures=[picture()]), member(groups.west, phone="1", household="room")
    assert [each["pk"] for each in get(client, "/circles/alarms", duty).json()] == [row.pk]
    assert get(client, "/circles/alarms", worker).status_code == 403
    assert [each["pk"] for each in get(client, "/circles/said", worker).json()["rows"]] == [row.pk]
    assert "confirm" in get(client, f"/circles/said/{row.pk}", worker).json()["actions"]
    digest = row.photos.get().digest
    assert get(client, f"/circles/said/{row.pk}/pictures/{digest}", worker)["Content-Type"] == "image/jpeg"
    keyed = worker | {"Idempotency-Key": "one"}
    acts = [post(client, f"/circles/said/{row.pk}/acts", {"action": "confirm"}, keyed) for _ in range(2)]
    assert [each.json()["state"] for each in acts] == ["confirmed", "confirmed"]
    assert post(client, f"/circles/said/{row.pk}/acts", {"action": "erase"}, worker).status_code == 422
    asked = heard(groups.west, "请问社保卡在哪里办理")
    answer = {"action": "consult", "carried": {"answer": "到社区，电话13800001111"}}
    assert post(client, f"/circles/said/{asked.pk}/acts", answer, worker).json()["state"] == "consulted"
    base = f"/circles/groups/{groups.west.public_id}"
    assert [each["text"] for each in get(client, f"{base}/postings", caller("operator")).json()] == ["到社区，电话＊＊"]
    assert get(client, f"{base}/postings?after={Posting.objects.get().pk}", caller("operator")).json() == []
    assert post(client, f"{base}/entries", {"text": "东头树枝压着电线"}, worker).json()["state"] == "confirmed"
    assert [each["pk"] for each in get(client, f"{base}/members", worker).json()] == [li.pk]
    level = client.put(
        f"/api/v1/circles/members/{li.pk}/level", {"level": "household"}, "application/json", headers=worker
    )
    assert level.json()["level"] == "household"
    assert post(client, f"/circles/members/{li.pk}/looks", {"purpose": "rights"}, worker).json()["phone"] == "1"
    assert post(client, f"/circles/members/{li.pk}/looks", {"purpose": "x"}, worker).status_code == 422
    assert get(client, base, worker).json()["coverage"] == {"members": None, "households": 20, "percent": None}
    assert [each["grid"] for each in get(client, "/circles/groups", worker).json()] == sorted((WEST, EAST))
    assert len(get(client, f"/circles/groups?after={min(WEST, EAST)}", worker).json()) == 1
    count = client.put(f"/api/v1{base}/households", {"households": None}, "application/json", headers=committee)
    assert count.json()["coverage"]["households"] is None
    assert post(client, f"{base}/end", {}, worker).status_code == 422
    assert post(client, f"{base}/end", {}, committee).json()["ended_at"]
    opened = post(client, "/circles/groups", {"grid": WEST, "name_zh": "新群"}, committee)
    assert (opened.status_code, opened.json()["grid"]) == (201, WEST)
    assert get(client, f"{base}/plate", worker)["Content-Type"] == "image/svg+xml"
    for path in (f"/circles/said/{row.pk}", f"{base}/members", f"{base}/plate"):
        assert get(client, path, caller("collector", "110101010003")).status_code == 404, path
        assert client.get(f"/api/v1{path}").status_code == 401, path
    assert get(client, "/circles/said", caller("handler")).status_code == 403
    assert EAST in {each["grid"] for each in get(client, "/circles/groups", duty).json()}
