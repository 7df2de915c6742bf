"""The program as an actor."""

from __future__ import annotations

from wanmi.process.definition import SYSTEM
from wanmi.process.engine import Actor
from wanmi.territory.queries import current_city


def system_actor() -> Actor:
    """The system acts on the whole city, in a post that no person holds."""
    return Actor(SYSTEM, SYSTEM, SYSTEM, "", current_city().code)
