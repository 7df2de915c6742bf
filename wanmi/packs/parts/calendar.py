"""calendar.toml: the years of public holidays to take over, and the days that this city changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar

import chinese_calendar
from django.utils.translation import gettext as _

from wanmi.almanac.models import WorkDay
from wanmi.packs.columns import Row
from wanmi.packs.pack import Load, Pack, Part, Source
from wanmi.packs.problems import At
from wanmi.packs.reading import line_of_key, read_toml
from wanmi.packs.writing import Written, upsert

SOURCE = f"chinesecalendar {chinese_calendar.__version__}"
PACK_SOURCE = "city pack"
KNOWN_YEARS = {day.year for day in chinese_calendar.holidays}


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRow(Row):
    REGISTER: ClassVar[str] = "calendar"
    date: date
    is_workday: bool
    note: str
    source: str


def read(source: Source, pack: Pack, kind: type[Row]) -> None:
    table = read_toml(source, pack)
    if table is None:
        return
    for key in table.keys() - {"years", "day"}:
        pack.refuse(line_of_key(source, key), key, table[key], _("only the keys {keys}").format(keys="years, day"))
    days = {row.date: row for row in _years(table.get("years"), line_of_key(source, "years"), pack)}
    for changed in _changed(table.get("day", []), At(source.name), pack):
        if changed.date not in days:
            pack.refuse(changed.at, "date", changed.date, _("a day of one of the years"))
        days[changed.date] = changed
    for row in days.values():
        pack.add(row)


def _years(years: object, at: At, pack: Pack) -> Iterator[DayRow]:
    expected = _("a list of years from {first} to {last}").format(first=min(KNOWN_YEARS), last=max(KNOWN_YEARS))
    if not isinstance(years, list) or not years:
        pack.refuse(at, "years", years, expected)
        return
    for year in years:
        if year in KNOWN_YEARS:
            yield from (_seed(date(year, 1, 1) + timedelta(n), at) for n in range(366 if _is_leap(year) else 365))
        else:
            pack.refuse(at, "years", year, expected)


def _is_leap(year: int) -> bool:
    return date(year, 12, 31).timetuple().tm_yday == 366


def _seed(day: date, at: At) -> DayRow:
    name = chinese_calendar.holidays.get(day) or chinese_calendar.workdays.get(day)
    note = chinese_calendar.Holiday(name).chinese if name else ""
    return DayRow(at=at, date=day, is_workday=chinese_calendar.is_workday(day), note=note, source=SOURCE)


def _changed(days: Any, at: At, pack: Pack) -> Iterator[DayRow]:
    for number, day in enumerate(days if isinstance(days, list) else [days], 1):
        shape = isinstance(day, dict) and day.keys() == {"date", "workday", "note"}
        if shape and type(day["date"]) is date and type(day["workday"]) is bool and isinstance(day["note"], str):
            yield DayRow(at=at, date=day["date"], is_workday=day["workday"], note=day["note"], source=PACK_SOURCE)
        else:
            expected = _("date = 2026-12-31, workday = true or false, note = text")
            pack.refuse(at, f"day {number}", day, expected)


def write(pack: Pack, load: Load) -> Written:
    """Write the days; those that a member of staff has edited stay as they are."""
    edited = set(
        WorkDay.objects.exclude(source=PACK_SOURCE)
        .exclude(source__startswith="chinesecalendar")
        .values_list("date", flat=True)
    )
    rows = [
        {"date": row.date, "is_workday": row.is_workday, "note": row.note, "source": row.source}
        for row in pack.rows(DayRow)
        if row.date not in edited
    ]
    return {"calendar days": upsert(WorkDay.objects.all(), ("date",), rows)}


PART = Part("calendar.toml", DayRow, read, write=write)
