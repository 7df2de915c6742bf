"""Reading who holds which post on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from wanmi.territory.models import City, DutyGrid, DutyMember
from wanmi.workforce.models import Appointment, Duty, Post, Staff


def city_zone() -> ZoneInfo:
    """The city's own time zone; that of the settings before a city is loaded."""
    return ZoneInfo(City.objects.values_list("timezone", flat=True).first() or settings.TIME_ZONE)


def city_today() -> date:
    return timezone.localdate(timezone=city_zone())


def held_on(day: date) -> Q:
    """Appointments in force on ``day``: ``until`` is the first day on which the post is no longer held."""
    return Q(since__lte=day) & (Q(until=None) | Q(until__gt=day))


def appointments_of(staff: Staff, day: date) -> QuerySet[Appointment]:
    """The appointments of one person in force on ``day``, with post and organisation, in a stable order."""
    found = Appointment.objects.filter(held_on(day), staff=staff)
    return found.select_related("staff", "post__organisation").order_by("post_id", "pk")


def holders_by_kind(day: date, *, is_demo: bool) -> list[Appointment]:
    """One holder of each kind of post on ``day``, the first by post."""
    found = Appointment.objects.filter(held_on(day), staff__is_demo=is_demo)
    first: dict[str, Appointment] = {}
    for held in found.select_related("staff", "post__organisation").order_by("post_id"):
        first.setdefault(held.post.kind, held)
    return list(first.values())


def appointments_on(day: date) -> QuerySet[Appointment]:
    """Who holds which post on ``day``, by organisation and post."""
    found = Appointment.objects.filter(held_on(day)).select_related("staff", "post__organisation")
    return found.order_by("post__organisation__kind", "post__organisation_id", "post_id", "pk")


def open_posts() -> QuerySet[Post]:
    """The posts to which somebody may be appointed."""
    return Post.objects.filter(until=None).select_related("organisation").order_by("organisation_id", "code")


def on_duty(duty_grids: Iterable[str], day: date) -> list[tuple[Duty, list[Appointment]]]:
    """Who walks these duty grids on ``day``: each duty with the holders of its post; two queries."""
    found = Duty.objects.filter(held_on(day), duty_grid__in=duty_grids).select_related("duty_grid", "post")
    duties = list(found.order_by("duty_grid", "post"))
    held: dict[str, list[Appointment]] = {}
    for each in appointments_on(day).filter(post__in=[duty.post_id for duty in duties]):
        held.setdefault(each.post_id, []).append(each)
    return [(duty, held.get(duty.post_id, [])) for duty in duties]


@dataclass(frozen=True, slots=True)
class DutyGround:
    """A duty grid with the codes of its unit grids on a day, and who walks it."""

    duty_grid: DutyGrid
    grids: list[str]
    walkers: list[tuple[Duty, list[Appointment]]]


def duty_ground(day: date, size: int = 200) -> list[DutyGround]:
    """The first ``size`` duty grids by code, as they are on ``day``; four queries."""
    held = DutyMember.objects.filter(held_on(day)).values_list("duty_grid", "grid__code").order_by("grid__code")
    grids: dict[str, list[str]] = {}
    for name, code in held:
        grids.setdefault(name, []).append(code)
    shown = list(DutyGrid.objects.order_by("code")[:size])
    walkers: dict[str, list[tuple[Duty, list[Appointment]]]] = {}
    for duty, holders in on_duty([each.code for each in shown], day):
        walkers.setdefault(duty.duty_grid_id, []).append((duty, holders))
    return [DutyGround(each, grids.get(each.code, []), walkers.get(each.code, [])) for each in shown]
