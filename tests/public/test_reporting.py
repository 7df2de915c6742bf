"""A report from the public page, and a voice added to one: each once, each with its own link."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.cases.test_pictures import NORTH_EAST, taken
from tests.city import ITEM, OTHER_PLACE, PLACE, picture, reported, somebody, take
from tests.public.conftest import CONTACT, TYPED, image, send, token_in
from wanmi.cases.models import Attachment, Case
from wanmi.cases.services import Order
from wanmi.journal.models import Entry
from wanmi.merging.services import act as act_on_merge
from wanmi.merging.services import merge
from wanmi.public import identity, limits
from wanmi.public.models import Voice
from wanmi.public.queries import voices_of, watchers
from wanmi.territory.models import City

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
REPORT = "/public/report/"


def voice() -> Voice:
    return Voice.objects.select_related("case").latest("pk")


def test_a_report_needs_no_account_and_gives_a_link(resident: Client) -> None:
    token = send(resident, photos=[image()], **CONTACT)
    case = voice().case
    assert (case.channel, case.text, case.state) == ("web", TYPED["text"], "reported")
    assert Attachment.objects.filter(case=case).count() == 1
    page = resident.get(f"/public/r/{token}/?sent=1").text
    assert case.number in page
    assert f"/public/r/{token}/" in page
    assert "Your report has arrived" in page
    assert token not in str(Voice.objects.values_list().get())
    assert (voice().secret, voice().is_reporter) == (identity.digest_of(token), True)


def test_the_contact_lies_apart_and_watches(resident: Client) -> None:
    token = send(resident, **CONTACT)
    [watcher] = watchers(voice().case)
    assert watcher.contact["phone"] == "138 0000 1234"
    assert watcher.contact["notify"] is True
    assert (watcher.link, watcher.language) == (token, "en")
    assert "0000 1234" not in "".join(Entry.objects.values_list("body", flat=True))


def test_sent_twice_it_is_one_report_with_one_link(resident: Client) -> None:
    ticket = identity.new_ticket()
    assert send(resident, key=ticket) == send(resident, key=ticket)
    assert Case.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"text": ""}, "Description is missing"),
        ({"position_lon": "", "position_lat": ""}, "Place is missing"),
        ({"position_lon": "121.47", "position_lat": "31.23"}, "outside this city"),
        ({"position_lon": "x"}, "expected longitude"),
        ({"item": "2026/event/99999"}, "There is no item"),
        ({"photos": [image(b"%PDF-1.7")]}, "not a picture"),
        ({"reporter_phone": "13800001234"}, "Tick that we may contact you"),
        ({"reporter_email": "x" * 101, "consent": CONTACT["consent"]}, "101 characters"),
        ({"website": "https://example.org"}, "people do not see"),
    ],
)
def test_a_bad_report_is_refused_whole_and_keeps_what_was_typed(
    resident: Client, typed: dict[str, Any], message: str
) -> None:
    answer = resident.post(REPORT, TYPED | {"key": identity.new_ticket()} | typed)
    assert answer.status_code == 422
    assert message in answer.text
    assert not Case.objects.exists()
    assert not Voice.objects.exists()
    assert identity.BROWSER not in answer.cookies


@pytest.mark.parametrize("ticket", ["", "made-up", "changed"])
def test_a_form_that_was_not_made_here_is_not_taken(resident: Client, ticket: str) -> None:
    key = identity.new_ticket() + "x" if ticket == "changed" else ticket
    answer = resident.post(REPORT, TYPED | {"key": key})
    assert answer.status_code == 409
    assert not Case.objects.exists()


def test_one_address_sends_only_so_much(resident: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(limits.RATES, "send", "1/m/key")
    send(resident)
    answer = resident.post(REPORT, TYPED | {"key": identity.new_ticket(), "position_lon": "116.42"})
    assert answer.status_code == 429
    assert Case.objects.count() == 1


def test_the_place_of_a_photo_comes_back_in_the_form(resident: Client) -> None:
    typed = {"text": "", "photos": [image(taken(NORTH_EAST))], "key": identity.new_ticket()}
    assert 'value="116.41"' in resident.post(REPORT, typed).text


def test_a_near_case_of_the_same_kind_is_shown_before_sending(resident: Client) -> None:
    same = reported(item=ITEM)
    reported(item="2026/event/06010")
    answer = resident.post(REPORT, TYPED | {"key": identity.new_ticket()})
    assert answer.status_code == 200
    assert "Reported here already?" in answer.text
    assert answer.text.count("This is it") == 1
    assert same.number in answer.text
    assert send(resident, known=[same.number])
    far = resident.get("/public/report/near/", {"item": ITEM, "position_lon": "116.42", "position_lat": "39.915"})
    assert same.number not in far.text
    near = resident.get("/public/report/near/", {"item": ITEM, "place": PLACE})
    assert same.number in near.text
    assert same.number not in resident.get("/public/report/near/", {"item": ITEM, "place": OTHER_PLACE}).text


def test_three_items_are_suggested_from_everyday_words(resident: Client) -> None:
    found = resident.get("/public/report/items/", {"text": "井盖松动，车一过就响"}).text
    assert found.count('type="radio"') == 3
    assert "井盖" in found or "anhole" in found


class TestVoices:
    def add(self, client: Client, case: Case, **typed: Any) -> str:
        answer = client.post(reverse("public_support", args=[case.number]), {"key": identity.new_ticket()} | typed)
        assert answer.status_code == 302, answer.text
        return str(answer["Location"])

    def test_a_voice_has_a_link_of_its_own_and_is_counted(self, resident: Client) -> None:
        first = send(resident)
        case = voice().case
        token = token_in(self.add(Client(), case, note="我也看到了", photos=[image(picture("red"))]))
        case.refresh_from_db()
        assert voices_of([case]) == {case.pk: 2}
        assert token != first
        assert "You have added your voice" in resident.get(f"/public/r/{token}/").text

    def test_it_counts_once_a_browser_and_once_a_contact(self, resident: Client) -> None:
        send(resident)
        case, other = voice().case, Client()
        assert self.add(resident, case).endswith("?counted=1")  # whoever reported it
        self.add(other, case, **CONTACT)
        assert self.add(other, case).endswith("?counted=1")
        again = CONTACT | {"reporter_phone": "+86 13800001234", "reporter_name": "周"}
        assert self.add(Client(), case, **again).endswith("?counted=1")
        case.refresh_from_db()
        assert voices_of([case]) == {case.pk: 2}

    def test_sent_twice_it_is_the_same_voice(self, resident: Client) -> None:
        case, ticket = reported(), identity.new_ticket()
        assert self.add(resident, case, key=ticket) == self.add(resident, case, key=ticket)
        assert Voice.objects.count() == 1

    def test_an_ended_case_takes_none(self, resident: Client) -> None:
        case = take(reported(), "refuse", "acceptor", refusal="unclear")
        path = reverse("public_support", args=[case.number])
        assert resident.post(path, {"key": identity.new_ticket()}).status_code == 422
        assert "This case has ended" in resident.get(path).text

    def test_nobody_is_followed_from_case_to_case(self, resident: Client) -> None:
        for _ in range(2):
            self.add(resident, reported(), **CONTACT)
        assert len(set(Voice.objects.values_list("browser", flat=True))) == 2
        assert len(set(Voice.objects.values_list("contact", flat=True))) == 2
        names = Voice.objects.values_list("name", flat=True)
        assert len(set(names)) == 2


def test_what_is_not_published_is_nowhere(resident: Client) -> None:
    case = reported(item=ITEM)
    City.objects.update(settings=City.objects.get().settings | {"published": []})
    paths = ["/public/cases/", f"/public/cases/{case.number}/", f"/public/cases/{case.number}/support/"]
    paths += ["/public/map/", "/public/cases/feed.rss", "/public/tiles/cases/16/0/0.pbf", "/public/map/streets.json"]
    assert {resident.get(path).status_code for path in paths} == {404}
    assert send(resident)

    def test_voices_of_a_merged_case_count_at_the_main_case_and_go_back(self, resident: Client) -> None:
        main = reported()
        send(resident)
        other = voice().case
        self.add(Client(), other, **CONTACT)
        done = merge(other.number, main.number, somebody("acceptor"))
        fresh = list(Case.objects.order_by("pk"))
        assert voices_of(fresh) == {main.pk: 3, other.pk: 2}
        assert self.add(resident, main).endswith("?counted=1")  # whoever reported the merged one
        assert self.add(Client(), main, **CONTACT).endswith("?counted=1")
        assert "3 voices" in resident.get(reverse("public_cases")).text
        act_on_merge(done.pk, Order("unmerge", somebody("acceptor"), {"note": "不是同一处"}))
        assert voices_of(list(Case.objects.order_by("pk"))) == {main.pk: 1, other.pk: 2}
        assert not self.add(Client(), main, **CONTACT).endswith("?counted=1")
