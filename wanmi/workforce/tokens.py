"""Access tokens: a program acts in one appointment, with the same rights as the person who holds it."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from wanmi.journal.writing import Draft, append
from wanmi.workforce.models import AccessToken, Appointment
from wanmi.workforce.queries import city_today, held_on

PREFIX = "wanmi_"  # so that a token left in a log or a repository can be recognised


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def make_token(appointment: Appointment, label: str, days: int) -> str:
    """Make a token valid for ``days`` days from now and return it: this once, since only its digest is kept."""
    token = PREFIX + secrets.token_urlsafe(32)
    expires_at = timezone.now() + timedelta(days=days)
    AccessToken.objects.create(digest=_digest(token), appointment=appointment, label=label, expires_at=expires_at)
    return token


def appointment_for(token: str) -> Appointment | None:
    """The appointment that a token acts in, while the token, the appointment and its holder's account are good."""
    good = Appointment.objects.filter(
        held_on(city_today()),
        tokens__digest=_digest(token),
        tokens__expires_at__gt=timezone.now(),
        staff__is_active=True,
    )
    return good.select_related("staff", "post__organisation").first()


@transaction.atomic
def issue_token(appointment: Appointment, label: str, days: int, by: Appointment) -> tuple[AccessToken, str]:
    """:func:`make_token` as an act of somebody who decides it, with its entry in the journal."""
    token = make_token(appointment, label, days)
    row = AccessToken.objects.get(digest=_digest(token))
    _record("issue_token", row, by)
    return row, token


@transaction.atomic
def revoke_token(row: AccessToken, by: Appointment) -> None:
    """From now on the token is worth nothing."""
    _record("revoke_token", row, by)
    row.delete()


def _record(action: str, row: AccessToken, by: Appointment) -> None:
    append(
        Draft(
            subject_kind="appointment",
            subject=str(row.appointment_id),
            action=action,
            actor=str(by.staff_id),
            post=by.post_id,
            at=timezone.now(),
            place=row.appointment.post.region,
            body={"label": row.label, "token": row.digest[:12]},
        )
    )
