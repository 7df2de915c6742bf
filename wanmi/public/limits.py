"""How much one address may send: counted in the database like attempts to sign in (docs/decisions/0002)."""

from __future__ import annotations

from allauth.core.internal.ratelimit import consume
from django.http import HttpRequest

# Many may share one address: a street behind one telephone mast, an office behind one line.
RATES = {
    "send": "20/10m/ip,100/d/ip",  # reports and voices
    "open_link": "60/m/ip",  # secret links: guessing is hopeless, and slow too
    "look_up": "120/m/ip",  # words that are looked up while one types
}


class TooMany(Exception):
    """The address has sent too much for now."""


def spend(request: HttpRequest, action: str) -> None:
    """Count one use; raises TooMany where none is left."""
    if consume(request, app="wanmi.public", action=action, config=RATES, limit_get=True) is None:
        raise TooMany
