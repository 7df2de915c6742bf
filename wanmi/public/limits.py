"""How much one address may send: counted in the database like attempts to sign in (docs/decisions/0002).

What is kept there is a keyed digest of the address that is another one each day, so that nobody is followed.
"""

from __future__ import annotations

from allauth.core.internal.ratelimit import consume, get_ip
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

# Many may share one address: a street behind one telephone mast, an office behind one line.
RATES = {
    "send": "20/10m/key,100/d/key",  # reports and voices
    "open_link": "60/m/key",  # secret links: guessing is hopeless, and slow too
    "look_up": "120/m/key",  # words that are looked up while one types
}


class TooMany(Exception):
    """The address has sent too much for now."""


def spend(request: HttpRequest, action: str) -> None:
    """Count one use; raises TooMany where none is left."""
    address = salted_hmac("wanmi.public.address", f"{timezone.now():%Y%m%d} {get_ip(request)}").hexdigest()
    if consume(request, app="wanmi.public", action=action, config=RATES, key=address, limit_get=True) is None:
        raise TooMany
