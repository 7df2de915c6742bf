"""The pages of the three administrators."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from tests.city import reported, take
from tests.site.conftest import ClientOf
from wanmi.almanac.models import WorkDay
from wanmi.journal.models import Entry
from wanmi.site import auditing
from wanmi.workforce.models import Appointment, Staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

DAY = date(2026, 12, 25)
CHANGE = {"date": str(DAY), "is_workday": "0", "note": "Exercise"}


def test_the_calendar_shows_holidays_and_days_that_are_worked(client_of: ClientOf) -> None:
    page = client_of("system_admin").get("/admin/calendar/2026/").text
    assert 'title="2026-10-01 day off: 国庆节"' in page
    assert 'title="2026-10-10 working day' in page
    assert 'class="day day-make-up" href="?day=2026-10-10#change-day"' in page


def test_an_unknown_year_says_that_it_is_unknown(client_of: ClientOf) -> None:
    assert 'title="2040-01-02 not known"' in client_of("system_admin").get("/admin/calendar/2040/").text


def test_a_day_is_changed_with_who_and_why(client_of: ClientOf) -> None:
    assert client_of("system_admin").post("/admin/calendar/", CHANGE).status_code == 302
    row = WorkDay.objects.get(date=DAY)
    assert (row.is_workday, row.note, row.source) == (False, "Exercise", "system_admin")


@pytest.mark.parametrize("typed", [{"note": ""}, {"note": "x" * 101}, {"date": "someday"}, {"is_workday": "maybe"}])
def test_a_bad_change_of_a_day_changes_nothing(client_of: ClientOf, typed: dict[str, str]) -> None:
    assert client_of("system_admin").post("/admin/calendar/", CHANGE | typed).status_code == 422
    assert WorkDay.objects.get(date=DAY).is_workday


def appoint(client_of: ClientOf, post: str, since: str = "2026-11-24") -> str:
    typed = {"staff": "inspector", "post": post, "since": since}
    return client_of("security_admin").post("/admin/staff/", typed, follow=True).text


def test_an_appointment_is_made_and_stands_in_the_journal(client_of: ClientOf) -> None:
    assert "沈子安 holds command.dispatcher from 2026-11-24 on." in appoint(client_of, "command.dispatcher")
    entry = Entry.objects.latest("seq")
    assert (entry.action, entry.post) == ("appoint", "admin.security")
    assert entry.actor == str(Staff.objects.get(username="security_admin").pk)


@pytest.mark.parametrize(
    ("post", "message"),
    [
        ("supervision.acceptor", "may not hold a post of supervision together"),
        ("command.inspector", "is held by this person already"),
        ("no.such.post", "Nothing was changed"),
    ],
)
def test_an_appointment_against_the_rules_is_refused(client_of: ClientOf, post: str, message: str) -> None:
    before = Appointment.objects.count()
    assert message in appoint(client_of, post)
    assert Appointment.objects.count() == before


def test_an_appointment_is_ended(client_of: ClientOf) -> None:
    held = Appointment.objects.get(staff__username="inspector")
    client = client_of("security_admin")
    path = f"/admin/staff/{held.pk}/end/"
    for until, message in (("soon", "a day is needed"), ("2020-01-01", "cannot end before it begins")):
        assert message in client.post(path, {"until": until}, follow=True).text
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert "is ended" in client.post(path, {"until": str(tomorrow)}, follow=True).text
    held.refresh_from_db()
    assert held.until == tomorrow
    assert client.post("/admin/staff/0/end/", {"until": str(tomorrow)}).status_code == 404


def test_looks_at_personal_data_come_first_in_the_audit(client_of: ClientOf) -> None:
    case = reported(channel="hotline", reporter={"name": "Zhou", "phone": "1380"})
    take(case, "look_reporter", "acceptor", purpose="call_back")
    client = client_of("audit_admin")
    page = client.get("/admin/audit/").text
    assert page.count("<small>Purpose of the look: Call back</small>") == 1
    assert "林一鸣" in page
    assert "1380" not in page
    assert client.get("/admin/audit/?action=report").text.count(case.number) >= 1
    assert client.get("/admin/audit/?after=x").status_code == 400


def test_the_whole_journal_is_read_page_by_page(client_of: ClientOf) -> None:
    for _ in range(51):
        reported()
    client = client_of("audit_admin")
    first = client.get("/admin/audit/?action=all")
    assert len(first.context["lines"]) == 50
    second = client.get(f"/admin/audit/?action=all&after={first.context['after']}")
    assert second.context["lines"][0].seq == first.context["after"] - 1


def test_a_broken_chain_is_found_and_said(client_of: ClientOf) -> None:
    reported()
    client = client_of("audit_admin")
    client.post("/admin/audit/verify/")
    assert "no fault" in client.get("/admin/audit/").text
    Entry.objects.filter(action="report").update(actor="somebody else")
    client.post("/admin/audit/verify/")
    assert "column actor was changed" in client.get("/admin/audit/").text


def test_a_large_journal_is_left_to_the_command_line(client_of: ClientOf, monkeypatch: pytest.MonkeyPatch) -> None:
    reported()
    monkeypatch.setattr(auditing, "SMALL", 0)
    client = client_of("audit_admin")
    assert "wanmi journal verify" in client.get("/admin/audit/").text
    client.post("/admin/audit/verify/")
    assert auditing.last_verification() is None
