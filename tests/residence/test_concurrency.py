"""Two clerks at one stay at the same moment, on real transactions."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from tests.cases.test_concurrency import PEOPLE, loaded, together
from tests.residence.acting import applied, done, reported, room
from wanmi.proceedings.models import Proceeding
from wanmi.process.errors import Refused

__all__ = ["loaded"]
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer"),
]
BEGUN, LATER = date(2026, 1, 5), date(2026, 9, 1)


def test_one_permit_rests_on_a_stay_however_many_take_the_application_and_note_the_departure_at_once() -> None:
    room()
    stay = reported(BEGUN)
    acts = [lambda: done(stay, "leave", LATER, left=str(LATER)), *[lambda: applied(stay, LATER)] * (PEOPLE - 1)]
    found = together(lambda number: acts[number]())
    assert sum(isinstance(each, Refused) for each in found) == PEOPLE - 1
    permits = Proceeding.objects.filter(procedure="permit").count()
    assert permits == (Proceeding.objects.get(pk=stay.pk).state == "reported")
