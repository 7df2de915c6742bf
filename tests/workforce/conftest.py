"""A small city with two centres, a street and a department, and the people of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.utils import timezone

from wanmi.territory.models import City
from wanmi.workforce.models import Appointment, Organisation, Post, Staff

SINCE = date(2026, 1, 1)
Hold = Callable[..., Appointment]


@pytest.fixture
def city(db: None) -> City:
    return City.objects.create(
        code="110101", name_zh="东城区", name_en="Dongcheng", pack_digest="0" * 64, loaded_at=timezone.now()
    )


@pytest.fixture
def make_post(city: City) -> Callable[[str], Post]:
    def make(kind: str) -> Post:
        organisation, _ = Organisation.objects.get_or_create(
            code="office", defaults={"name_zh": "单位", "name_en": "Office", "kind": "department", "region": "110101"}
        )
        post, _ = Post.objects.get_or_create(
            code=f"office/{kind}", defaults={"kind": kind, "organisation": organisation, "region": "110101"}
        )
        return post

    return make


@pytest.fixture
def make_staff(db: None) -> Callable[[str], Staff]:
    return lambda name: Staff.objects.create_user(name, password="correct horse battery", display_name=name.title())


@pytest.fixture
def hold(make_post: Callable[[str], Post]) -> Hold:
    """``hold(staff, kind, since=…, until=…)``: an appointment, without asking the rules."""

    def make(staff: Staff, kind: str, since: date = SINCE, until: date | None = None) -> Appointment:
        return Appointment.objects.create(staff=staff, post=make_post(kind), since=since, until=until)

    return make


@pytest.fixture
def alice(make_staff: Callable[[str], Staff]) -> Staff:
    return make_staff("alice")
