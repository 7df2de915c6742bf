from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations

import pytest

from wanmi.journal.models import Entry
from wanmi.territory.models import City
from wanmi.workforce import kinds
from wanmi.workforce.services import AppointmentError, appoint, end_appointment

DAY = date(2026, 3, 1)


def test_appoint_and_end(alice, make_post):
    appointment = appoint(alice, make_post("acceptor"), DAY, by=None)
    assert (appointment.since, appointment.until) == (DAY, None)
    assert end_appointment(appointment, DAY + timedelta(days=30), by=None).until == DAY + timedelta(days=30)


def test_each_change_is_in_the_journal(alice, make_staff, make_post, hold):
    security = hold(make_staff("bob"), "security_admin")
    appointment = appoint(alice, make_post("acceptor"), DAY, by=security)
    end_appointment(appointment, DAY + timedelta(days=30), by=None)
    with pytest.raises(AppointmentError):
        appoint(security.staff, make_post("audit_admin"), DAY, by=None)
    entries = [(e.action, e.actor, e.post, e.subject) for e in Entry.objects.order_by("seq")]
    assert entries == [
        ("appoint", str(security.staff_id), "office/security_admin", str(appointment.pk)),
        ("end_appointment", "command line", "", str(appointment.pk)),
    ]
    assert "Alice" not in Entry.objects.get(action="appoint").body


def test_a_post_is_held_once_at_a_time(alice, make_post):
    appointment = appoint(alice, make_post("acceptor"), DAY, by=None)
    with pytest.raises(AppointmentError) as refused:
        appoint(alice, make_post("acceptor"), DAY + timedelta(days=1), by=None)
    assert refused.value.code == "held"
    end_appointment(appointment, DAY + timedelta(days=10), by=None)
    assert appoint(alice, make_post("acceptor"), DAY + timedelta(days=10), by=None)


@pytest.mark.parametrize("pair", list(combinations(sorted(kinds.ADMINISTRATION), 2)))
def test_the_three_administrators_are_three_people(alice, make_post, pair):
    appoint(alice, make_post(pair[0]), DAY, by=None)
    with pytest.raises(AppointmentError) as refused:
        appoint(alice, make_post(pair[1]), DAY, by=None)
    assert refused.value.code == "administrators"


@pytest.mark.parametrize(
    ("first", "second"), [("acceptor", "dispatcher"), ("inspector", "shift_leader"), ("handler", "collector")]
)
def test_who_supervises_neither_commands_nor_handles(alice, make_post, first, second):
    appoint(alice, make_post(first), DAY, by=None)
    with pytest.raises(AppointmentError) as refused:
        appoint(alice, make_post(second), DAY, by=None)
    assert refused.value.code == "axes"


def test_a_city_may_put_both_axes_in_one_hand(alice, make_post, city: City):
    city.settings = {"separate_axes": False}
    city.save()
    appoint(alice, make_post("acceptor"), DAY, by=None)
    assert appoint(alice, make_post("dispatcher"), DAY, by=None)


def test_posts_one_after_the_other_do_not_clash(alice, make_post):
    first = appoint(alice, make_post("acceptor"), DAY, by=None)
    end_appointment(first, DAY + timedelta(days=10), by=None)
    with pytest.raises(AppointmentError):
        appoint(alice, make_post("dispatcher"), DAY + timedelta(days=9), by=None)
    assert appoint(alice, make_post("dispatcher"), DAY + timedelta(days=10), by=None)


def test_an_appointment_that_begins_later_clashes_too(alice, make_post):
    appoint(alice, make_post("dispatcher"), DAY + timedelta(days=100), by=None)
    with pytest.raises(AppointmentError):
        appoint(alice, make_post("acceptor"), DAY, by=None)


def test_an_end_may_move_forward_only_and_not_before_the_start(alice, make_post):
    appointment = appoint(alice, make_post("acceptor"), DAY, by=None)
    with pytest.raises(AppointmentError) as refused:
        end_appointment(appointment, DAY - timedelta(days=1), by=None)
    assert refused.value.code == "before_start"
    end_appointment(appointment, DAY + timedelta(days=5), by=None)
    with pytest.raises(AppointmentError) as refused:
        end_appointment(appointment, DAY + timedelta(days=6), by=None)
    assert refused.value.code == "ended"
