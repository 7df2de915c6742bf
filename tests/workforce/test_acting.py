from __future__ import annotations

from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import pytest
from django.core.exceptions import PermissionDenied

from wanmi.workforce.acting import find_acting, switch_post
from wanmi.workforce.queries import city_today

ACCEPTOR, LEADER = "office/acceptor", "office/shift_leader"


@pytest.fixture
def request_of(rf):
    def make(staff):
        request = rf.get("/")
        request.user, request.session = staff, {}
        find_acting(request, city_today())
        return request

    return make


def test_the_first_post_is_acted_in_until_another_is_chosen(alice, hold, request_of):
    leader = hold(alice, "shift_leader")
    hold(alice, "acceptor")
    request = request_of(alice)
    assert request.acting.post_id == ACCEPTOR
    switch_post(request, leader.pk)
    assert request.acting == leader
    find_acting(request, city_today())
    assert request.acting.post_id == LEADER


def test_nobody_acts_in_the_post_of_another(alice, make_staff, hold, request_of):
    hold(alice, "acceptor")
    bobs = hold(make_staff("bob"), "shift_leader")
    with pytest.raises(PermissionDenied):
        switch_post(request_of(alice), bobs.pk)


def test_an_appointment_that_ended_or_has_yet_to_begin_is_not_acted_in(alice, hold, request_of, city):
    today = city_today()
    hold(alice, "acceptor", until=today)  # the first day on which it is no longer held
    hold(alice, "shift_leader", since=today + timedelta(days=1))
    assert request_of(alice).acting is None
    hold(alice, "operator", since=today, until=today + timedelta(days=1))
    assert request_of(alice).acting.post.kind == "operator"


def test_a_choice_falls_back_when_the_appointment_ends(alice, hold, request_of, city):
    hold(alice, "acceptor")
    leader = hold(alice, "shift_leader")
    request = request_of(alice)
    switch_post(request, leader.pk)
    leader.until = city_today()
    leader.save()
    find_acting(request, city_today())
    assert request.acting.post_id == ACCEPTOR


def test_the_day_is_that_of_the_city(city):
    with patch("django.utils.timezone.now", return_value=datetime(2026, 3, 1, 17, 0, tzinfo=UTC)):
        assert city_today().isoformat() == "2026-03-02"  # 01:00 in Beijing
