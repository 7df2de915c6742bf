"""What the secret link opens: where the case stands, the rating, asking for reopening, the rights over one's data."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.city import ITEM, condition_code, picture, take
from tests.public.conftest import CONTACT, TYPED, image, send
from wanmi.cases.models import Attachment, Case
from wanmi.cases.personal import contacts
from wanmi.catalogue.queries import owner_of
from wanmi.journal.models import Entry
from wanmi.public import queries
from wanmi.public.identity import new_ticket
from wanmi.public.models import Voice
from wanmi.territory.models import City

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
RATING = {"solved": "no", "satisfied": "hardly"}
ASKING = {"asking": "not_fixed", "note": "还是不亮"}
AT = {"lon": 116.41, "lat": 39.915}


def the_case() -> Case:
    return Voice.objects.select_related("case__item").latest("pk").case


def to_the_end(case: Case) -> Case:
    """From the report to the close."""
    case = take(case, "accept", "acceptor", item=ITEM)
    case = take(case, "confirm_found", "collector", {"photos": [picture()]}, position=AT)
    case = take(case, "file", "shift_leader", item=ITEM, condition=condition_code())
    assert case.item is not None
    case = take(case, "dispatch", "dispatcher", department=owner_of(case.item, case.place).organisation_id)
    case = take(case, "finish", "handler", {"photos_after": [picture("green")]}, note="王师傅已更换")
    case = take(case, "feed_back", "dispatcher")
    case = take(case, "order_check", "acceptor")
    case = take(case, "pass_check", "collector", {"photos": [picture("blue")]}, position=AT)
    return take(case, "close", "shift_leader")


def post(client: Client, token: str, path: str, typed: dict[str, Any]) -> Any:
    return client.post(f"/public/r/{token}/{path}/", {"key": new_ticket()} | typed)


def test_a_receipt_tells_what_happened_what_comes_next_who_and_when(resident: Client) -> None:
    token = send(resident)
    page = resident.get(f"/public/r/{token}/").text
    assert "Your report has arrived" in page
    assert "Supervision" in page
    case = to_the_end(the_case())
    page = resident.get(f"/public/r/{token}/").text
    assert "The check on the spot was passed." in page
    assert "王师傅" not in page
    assert page.count("<img") == 1  # of the work; the resident has sent none
    digests = dict(Attachment.objects.filter(case=case).values_list("field", "digest"))
    assert resident.get(f"/public/r/{token}/photos/{digests['photos_after']}/").status_code == 200
    assert resident.get(f"/public/r/{token}/photos/{digests['photos']}/").status_code == 404


def test_a_refusal_is_told_with_its_reason(resident: Client) -> None:
    token = send(resident)
    take(the_case(), "refuse", "acceptor", refusal="outside_duty", note="内部备注")
    page = resident.get(f"/public/r/{token}/").text
    assert "Outside the scope" in page
    assert "内部备注" not in page


def test_only_the_whole_link_opens(resident: Client) -> None:
    token = send(resident)
    number = the_case().number
    for wrong in (token[:-1], token[:-1] + "~", number, token.upper() if token.upper() != token else "0"):
        assert resident.get(f"/public/r/{wrong}/").status_code == 404
        assert resident.get(f"/public/r/{wrong}/data/").status_code == 404
    assert resident.get(f"/public/r/{token}/")["Cache-Control"] == "private, no-store"


def test_a_rating_counts_once_after_each_end(resident: Client) -> None:
    token = send(resident)
    assert post(resident, token, "rate", RATING).status_code == 302
    assert not Entry.objects.filter(action="rate").exists()
    case = to_the_end(the_case())
    assert post(resident, token, "rate", RATING | {"satisfied": "enormously"}).status_code == 422
    assert post(resident, token, "rate", {"solved": "no"}).status_code == 422
    assert post(resident, token, "rate", RATING).status_code == 302
    assert post(resident, token, "rate", RATING | {"satisfied": "very"}).status_code == 409
    case.refresh_from_db()
    assert (case.snapshot["facts"]["solved"], case.snapshot["facts"]["satisfied"]) == ("no", "hardly")
    assert Entry.objects.filter(action="rate").count() == 1


def test_a_closed_case_is_taken_up_again_within_the_days_of_the_city(
    resident: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = send(resident)
    case = to_the_end(the_case())
    days = City.objects.get().settings["reopen_days"]
    real = queries.ended_at
    monkeypatch.setattr(queries, "ended_at", lambda number: real(number) - timedelta(days=days))
    assert "Closed, but not fixed?" not in resident.get(f"/public/r/{token}/").text
    assert post(resident, token, "reopen", ASKING).status_code == 422
    monkeypatch.setattr(queries, "ended_at", lambda number: real(number) - timedelta(days=days - 1))
    assert "Closed, but not fixed?" in resident.get(f"/public/r/{token}/").text
    assert post(resident, token, "reopen", {"asking": "not_fixed"}).status_code == 422
    assert post(resident, token, "reopen", ASKING | {"photos": [image()]}).status_code == 302
    case.refresh_from_db()
    assert case.state == "verifying"
    assert (
        "A resident asked to have it taken up again."
        in Client(headers={"Accept-Language": "en"}).get(f"/public/cases/{case.number}/").text
    )


def test_one_sees_copies_and_corrects_what_one_told(resident: Client) -> None:
    token = send(resident, photos=[image()], **CONTACT)
    page = resident.get(f"/public/r/{token}/data/").text
    assert TYPED["text"] in page
    assert "138 0000 1234" in page
    copy = resident.get(f"/public/r/{token}/data/copy.json")
    assert copy["Content-Disposition"].startswith("attachment")
    assert copy.json()["told"]["reporter"]["phone"] == "138 0000 1234"
    assert len(copy.json()["photos"]) == 1
    assert post(resident, token, "data/contact", {"reporter_phone": "13800009999"}).status_code == 422  # no consent
    assert post(resident, token, "data/contact", CONTACT | {"reporter_phone": "13800009999"}).status_code == 302
    assert [told["phone"] for told in contacts(the_case().number).values()] == ["13800009999"]


def test_one_withdraws_and_erases(resident: Client) -> None:
    token = send(resident, photos=[image()], **CONTACT)
    assert post(resident, token, "data/erase", {}).status_code == 302  # the case is open: refused, and said
    assert the_case().text == TYPED["text"]
    assert post(resident, token, "data/withdraw", {}).status_code == 302
    assert contacts(the_case().number) == {}
    assert Voice.objects.get().contact is None
    take(the_case(), "refuse", "acceptor", refusal="unclear")
    assert post(resident, token, "data/erase", {}).status_code == 302
    assert the_case().text == ""
    assert not Attachment.objects.filter(case=the_case()).exists()
    assert "Nothing is kept of you in this case." in resident.get(f"/public/r/{token}/data/").text


def test_the_notice_names_purpose_time_and_rights(resident: Client) -> None:
    page = resident.get("/public/privacy/").text
    for part in ("90 days after the end", "withdraw", "article 13", "voice", "within 15 days"):
        assert part in page
