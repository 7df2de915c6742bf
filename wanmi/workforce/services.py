"""Appointing people to posts and giving posts their duty grids, each change with its entry in the journal."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from wanmi.journal.writing import COMMAND_LINE, Draft, append
from wanmi.territory.models import City
from wanmi.workforce import kinds
from wanmi.workforce.models import Appointment, Duty, Post, Staff

MESSAGES = {
    "administrators": "One person may hold only one of the system, security and audit administrators' posts.",
    "axes": "One person may not hold a post of the supervision side and one of the command or handling side.",
    "held": "He already holds this post in that time.",
    "ended": "The appointment has already ended.",
    "before_start": "Nothing can end before it starts.",
    "no_collector": "Duty grids are given to collectors' posts.",
    "walked": "The post walks this duty grid already.",
}


class AppointmentError(Exception):
    """An appointment that the rules forbid; ``code`` is a key of MESSAGES, ``post`` the post it clashes with."""

    def __init__(self, code: str, post: str) -> None:
        super().__init__(f"{MESSAGES[code]} ({post})")
        self.code = code
        self.post = post


@transaction.atomic
def appoint(staff: Staff, post: Post, since: date, by: Appointment | None) -> Appointment:
    """Let ``staff`` hold ``post`` from ``since`` on; ``by`` is who decided it, in his post (None: the command line).

    Raises AppointmentError where he would hold, on any later day, two posts that exclude each other.
    """
    Staff.objects.select_for_update().get(pk=staff.pk)  # two appointments of one person at once: one waits
    for held in _held_after(staff, since):
        _refuse_conflict(held.post, post)
    appointment = Appointment.objects.create(staff=staff, post=post, since=since)
    _record("appoint", appointment, by)
    return appointment


@transaction.atomic
def end_appointment(appointment: Appointment, until: date, by: Appointment | None) -> Appointment:
    """End an appointment: ``until`` is the first day on which the post is no longer held."""
    current = Appointment.objects.select_for_update().select_related("post").get(pk=appointment.pk)
    _end(current, until)
    _record("end_appointment", current, by)
    return current


def _end(held: Appointment | Duty, until: date) -> None:
    """Raises AppointmentError where it has ended by then, or has not begun."""
    if held.until is not None and held.until <= until:
        raise AppointmentError("ended", held.post_id)
    if until < held.since:
        raise AppointmentError("before_start", held.post_id)
    held.until = until
    held.save(update_fields=["until"])


def _record(action: str, appointment: Appointment, by: Appointment | None) -> None:
    until = appointment.until.isoformat() if appointment.until else None
    body = {
        "staff": appointment.staff_id,
        "post": appointment.post_id,
        "since": appointment.since.isoformat(),
        "until": until,
    }
    append(
        Draft(
            subject_kind="appointment",
            subject=str(appointment.pk),
            action=action,
            actor=str(by.staff_id) if by else COMMAND_LINE,
            post=by.post_id if by else "",
            at=timezone.now(),
            place=appointment.post.region,
            body=body,
        )
    )


def _held_after(staff: Staff, day: date) -> list[Appointment]:
    """The appointments that are in force on ``day`` or on some later day."""
    lasting = Q(until=None) | Q(until__gt=day)
    return list(Appointment.objects.filter(lasting, staff=staff).select_related("post").order_by("pk"))


def _refuse_conflict(held: Post, wanted: Post) -> None:
    if held.pk == wanted.pk:
        raise AppointmentError("held", held.pk)
    reason = kinds.conflict(held.kind, wanted.kind, separate_axes=_separate_axes())
    if reason:
        raise AppointmentError(reason, held.pk)


def _separate_axes() -> bool:
    """Whether this city keeps supervision apart from command and handling; a city decides otherwise in its pack."""
    city = City.objects.first()
    return bool(city is None or city.settings.get("separate_axes", True))


@transaction.atomic
def assign_duty(post: Post, duty_grid: str, since: date, by: Appointment | None) -> Duty:
    """Let a collector's post walk a duty grid from ``since`` on. Raises AppointmentError."""
    Post.objects.select_for_update().get(pk=post.pk)
    if post.kind != "collector":
        raise AppointmentError("no_collector", post.pk)
    if Duty.objects.filter(Q(until=None) | Q(until__gt=since), post=post, duty_grid=duty_grid).exists():
        raise AppointmentError("walked", post.pk)
    duty = Duty.objects.create(post=post, duty_grid_id=duty_grid, since=since)
    _record_duty("assign_duty", duty, by)
    return duty


@transaction.atomic
def end_duty(duty: Duty, until: date, by: Appointment | None) -> Duty:
    """End a duty: ``until`` is the first day on which the duty grid is no longer the post's ground."""
    current = Duty.objects.select_for_update().select_related("post").get(pk=duty.pk)
    _end(current, until)
    _record_duty("end_duty", current, by)
    return current


def _record_duty(action: str, duty: Duty, by: Appointment | None) -> None:
    append(
        Draft(
            subject_kind="duty_grid",
            subject=duty.duty_grid_id,
            action=action,
            actor=str(by.staff_id) if by else COMMAND_LINE,
            post=by.post_id if by else "",
            at=timezone.now(),
            place=duty.post.region,
            body={
                "post": duty.post_id,
                "since": duty.since.isoformat(),
                "until": duty.until.isoformat() if duty.until else None,
            },
        )
    )
