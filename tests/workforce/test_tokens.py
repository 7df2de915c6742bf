from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from wanmi.workforce.models import AccessToken
from wanmi.workforce.queries import city_today
from wanmi.workforce.tokens import appointment_for, make_token

pytestmark = pytest.mark.django_db


def test_a_token_acts_in_its_appointment_and_only_its_digest_is_kept(alice, hold):
    appointment = hold(alice, "operator")
    token = make_token(appointment, "hotline", days=30)
    assert appointment_for(token) == appointment
    kept = AccessToken.objects.get()
    assert token not in f"{kept.digest} {kept.label}"
    assert appointment_for(kept.digest) is None


def test_it_ends_with_its_time_the_appointment_and_the_account(alice, hold):
    appointment = hold(alice, "operator")
    token = make_token(appointment, "hotline", days=30)
    AccessToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert appointment_for(token) is None
    AccessToken.objects.update(expires_at=timezone.now() + timedelta(days=1))
    alice.is_active = False
    alice.save()
    assert appointment_for(token) is None
    alice.is_active = True
    alice.save()
    appointment.until = city_today()
    appointment.save()
    assert appointment_for(token) is None
