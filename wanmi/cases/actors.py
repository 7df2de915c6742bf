"""From a signed-in person's appointment to the actor that the engine judges."""

from __future__ import annotations

from wanmi.process.engine import Actor
from wanmi.workforce.models import Appointment


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
