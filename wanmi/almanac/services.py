"""Writing the city's calendar."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import chinese_calendar
from django.db import transaction
from django.utils import timezone

from wanmi.almanac.models import WorkDay
from wanmi.journal.writing import Draft, append
from wanmi.worktime.days import DAY

PACKAGE = "chinesecalendar"
SOURCE = f"{PACKAGE} {chinese_calendar.__version__}"


@dataclass(frozen=True, slots=True)
class SeedReport:
    """What seeding did: years taken over, years the package does not know, days written, days a person decided."""

    seeded: list[int]
    not_covered: list[int]
    written: int
    kept: list[date]


def covered_years() -> list[int]:
    """The years whose arrangement of holidays the installed package knows."""
    return sorted({day.year for day in chinese_calendar.holidays})


@transaction.atomic
def seed_years(years: Iterable[int]) -> SeedReport:
    """Take years over from the package. Days that came from elsewhere stay as they are; it may be run again."""
    wanted, covered = sorted(set(years)), set(covered_years())
    seeded = [year for year in wanted if year in covered]
    stored = WorkDay.objects.filter(date__year__in=seeded).select_for_update().in_bulk()
    kept = [day for day, row in stored.items() if not row.source.startswith(PACKAGE)]
    fresh = [row for year in seeded for day in _days_of(year) if _differs(row := official_day(day), stored.get(day))]
    WorkDay.objects.bulk_create(
        fresh,
        update_conflicts=True,
        unique_fields=["date"],
        update_fields=["is_workday", "note", "source", "updated_at"],
    )
    return SeedReport(seeded, [year for year in wanted if year not in covered], len(fresh), sorted(kept))


@dataclass(frozen=True, slots=True)
class Decider:
    """Who decides a day: ``name`` is shown in the calendar, ``actor`` and ``post`` stand in the journal."""

    name: str
    actor: str
    post: str


@transaction.atomic
def change_day(day: date, is_workday: bool, note: str, by: Decider) -> WorkDay:
    """Decide a day otherwise than the package, as an act in the journal. Raises ValidationError."""
    row = WorkDay(date=day, is_workday=is_workday, note=note, source=by.name)
    row.clean_fields()
    row.save()
    append(
        Draft(
            subject_kind="workday",
            subject=day.isoformat(),
            action="change_day",
            actor=by.actor,
            post=by.post,
            at=timezone.now(),
            body={"is_workday": is_workday, "note": note},
        )
    )
    return row


def official_day(day: date) -> WorkDay:
    """A day as the package tells it, not saved; the note is the holiday's name. Raises NotImplementedError."""
    is_off, name = chinese_calendar.get_holiday_detail(day)
    note = chinese_calendar.Holiday(name).chinese if name else ""
    return WorkDay(date=day, is_workday=not is_off, note=note, source=SOURCE)


def _days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + n * DAY for n in range((date(year + 1, 1, 1) - first).days)]


def _differs(fresh: WorkDay, stored: WorkDay | None) -> bool:
    """Whether a day of the package must be written: it is new, or the package has changed its mind about its own."""
    if stored is None:
        return True
    same = (fresh.is_workday, fresh.note) == (stored.is_workday, stored.note)
    return stored.source.startswith(PACKAGE) and not same
