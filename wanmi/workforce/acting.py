"""In which of his appointments a signed-in person acts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from wanmi.workforce.models import Appointment, Staff
from wanmi.workforce.queries import appointments_of

SESSION_KEY = "acting"


class ActingRequest(HttpRequest):
    """A request behind ActingMiddleware; annotate views with it."""

    user: Staff | AnonymousUser
    appointments: Sequence[Appointment]  # those in force today; empty when signed out
    acting: Appointment | None  # the chosen one of them, with ``post.organisation`` loaded


def find_acting(request: ActingRequest, day: date) -> None:
    """Set ``request.appointments`` on ``day`` and ``request.acting``: the chosen one of them, else the first."""
    user = request.user
    request.appointments = list(appointments_of(user, day)) if isinstance(user, Staff) else []
    chosen = request.session.get(SESSION_KEY)
    request.acting = min(request.appointments, key=lambda held: held.pk != chosen, default=None)


def switch_post(request: ActingRequest, appointment_id: int) -> Appointment:
    """Act in another of one's own appointments from now on; PermissionDenied for any other."""
    for appointment in request.appointments:
        if appointment.pk == appointment_id:
            request.session[SESSION_KEY] = appointment_id
            request.acting = appointment
            return appointment
    raise PermissionDenied
