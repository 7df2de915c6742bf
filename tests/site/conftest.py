"""The demo city, and its people signed in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from tests.city import city
from wanmi.workforce.models import Staff

__all__ = ["city"]

ClientOf = Callable[[str], Client]


@pytest.fixture
def client_of(city: None, db: None) -> ClientOf:
    """The browser of a demo person who has signed in; administrators have their second factor."""

    def signed_in(username: str) -> Client:
        staff = Staff.objects.get(username=username)
        if username.endswith("_admin"):
            Authenticator.objects.get_or_create(user=staff, type=Authenticator.Type.TOTP, defaults={"data": {}})
        client = Client(headers={"Accept-Language": "en"})
        client.force_login(staff)
        return client

    return signed_in
