"""calendar.toml: the years of public holidays to take over, and the days that this city changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from wanmi.almanac.models import WorkDay
from wanmi.almanac.services import PACKAGE, Decider, change_day, covered_years, seed_years
from wanmi.journal.writing import COMMAND_LINE
from wanmi.packs.columns import Row
from wanmi.packs.pack import Load, Pack, Part, Source
from wanmi.packs.problems import At
from wanmi.packs.reading import line_of_key, read_toml
from wanmi.packs.writing import Counts, Written

PACK = "city pack"  # the source of a day that the pack decides; a day that a person decides stays his
DAY_KEYS = {"date": date, "workday": bool, "note": str}


@dataclass(frozen=True, slots=True, kw_only=True)
class YearRow(Row):
    REGISTER: ClassVar[str] = "year"
    year: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRow(Row):
    REGISTER: ClassVar[str] = "day"
    date: date
    workday: bool
    note: str


def read(source: Source, pack: Pack, kind: type[Row]) -> None:
    table = read_toml(source, pack)
    if table is None:
        return
    for key in table.keys() - {"years", "day"}:
        pack.refuse(line_of_key(source, key), key, table[key], _("only the keys {keys}").format(keys="years, day"))
    for year in _years(table.get("years"), line_of_key(source, "years"), pack):
        pack.add(year)
    for day in _days(table.get("day", []), At(source.name), pack):
        pack.add(day)


def _years(years: Any, at: At, pack: Pack) -> Iterator[YearRow]:
    covered = covered_years()
    expected = _("a list of years from {first} to {last}").format(first=covered[0], last=covered[-1])
    if not isinstance(years, list) or not years:
        pack.refuse(at, "years", years, expected)
        return
    for year in years:
        if year in covered:
            yield YearRow(at=at, year=year)
        else:
            pack.refuse(at, "years", year, expected)


def _days(days: Any, at: At, pack: Pack) -> Iterator[DayRow]:
    for day in days if isinstance(days, list) else [days]:
        if _is_day(day):
            yield DayRow(at=at, **day)
        else:
            pack.refuse(at, "day", day, 'date = 2026-12-31, workday = true, note = "…"')


def _is_day(day: Any) -> bool:
    shape = isinstance(day, dict) and day.keys() == DAY_KEYS.keys()
    return shape and all(type(day[key]) is kind for key, kind in DAY_KEYS.items())


def check(pack: Pack) -> None:
    years = {row.year for row in pack.rows(YearRow)}
    for row in pack.rows(DayRow):
        if row.date.year not in years:
            pack.refuse(row.at, "date", row.date, _("a day of one of the years"))


def write(pack: Pack, load: Load) -> Written:
    """Write the pack's own days, then take the years over around them; what a person decided stays."""
    days = {row.date: row for row in pack.rows(DayRow)}
    before = WorkDay.objects.count()
    WorkDay.objects.filter(source=PACK).exclude(date__in=days).delete()
    written = sum(_change(row) for row in days.values())
    written += seed_years(row.year for row in pack.rows(YearRow)).written
    total = WorkDay.objects.count()
    added = total - before
    return {"calendar days": Counts(added=added, changed=written - added, unchanged=total - written)}


def _change(row: DayRow) -> bool:
    """Decide a day as the pack says, unless it is so already or a person has decided it. Whether it was changed."""
    stored = WorkDay.objects.filter(date=row.date).first()
    if stored is not None and not stored.source.startswith((PACK, PACKAGE)):
        return False
    if stored is not None and (stored.source, stored.is_workday, stored.note) == (PACK, row.workday, row.note):
        return False
    change_day(row.date, row.workday, row.note, Decider(PACK, COMMAND_LINE, ""))
    return True


PART = Part("calendar.toml", YearRow, read, check, write)
