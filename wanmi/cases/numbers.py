"""Case numbers: no standard fixes them, so the pattern is the city's."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from wanmi.cases.models import NumberSeries
from wanmi.territory.models import City

PATTERN = "{city}{day:%Y%m%d}"  # followed by the running number of that day


def next_number(city: City, at: datetime) -> str:
    """The next number of the day, such as ``1101012026112400017``; call it inside the transaction of the report."""
    series = lock_series(city, at)
    series.last += 1
    series.save(update_fields=["last"])
    return f"{series.prefix}{series.last:05d}"


def lock_series(city: City, at: datetime) -> NumberSeries:
    """The series of the day, locked until the transaction ends.

    Whoever writes to the journal before he reports in the same transaction locks it first: the journal comes last.
    """
    pattern = city.settings.get("case_number", PATTERN)
    prefix = pattern.format(city=city.code, day=at.astimezone(ZoneInfo(city.timezone)))
    return NumberSeries.objects.select_for_update().get_or_create(prefix=prefix)[0]
