"""Who acts: a person in an appointment, or a resident, who holds none."""

from __future__ import annotations

from wanmi.process.definition import SYSTEM
from wanmi.process.engine import Actor
from wanmi.territory.queries import current_city
from wanmi.workforce.models import Appointment

RESIDENT = "resident"  # the post of whoever reports on the public pages
NO_STAFF = frozenset({SYSTEM, RESIDENT})  # posts that nobody is appointed to


def actor_of(appointment: Appointment) -> Actor:
    """``appointment`` must have its post loaded. The actor's id is the person's, whatever post he acts in."""
    post = appointment.post
    return Actor(
        id=str(appointment.staff_id),
        post_kind=post.kind,
        post=post.code,
        organisation=post.organisation_id,
        region=post.region,
    )


def resident(name: str) -> Actor:
    """A resident under a name that tells nothing about him; he may report anywhere in the city."""
    return Actor(name, RESIDENT, RESIDENT, "", current_city().code)
