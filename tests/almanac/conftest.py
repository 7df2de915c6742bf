"""A city with the usual hours and no days yet."""

from __future__ import annotations

from datetime import date, time

import pytest
from django.utils import timezone

from wanmi.almanac.models import WorkHours
from wanmi.territory.models import City


@pytest.fixture
def city(db: None) -> City:
    for opens, closes in [(time(8), time(12)), (time(14), time(18))]:
        WorkHours.objects.create(valid_from=date(2000, 1, 1), opens=opens, closes=closes)
    return City.objects.create(
        code="110101", name_zh="东城区", name_en="Dongcheng", pack_digest="", loaded_at=timezone.now()
    )
