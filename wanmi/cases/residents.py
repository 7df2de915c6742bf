"""How a resident without an account is known: by a name in the journal and a secret link, both worked out from a seed
and the installation's secret. Only digests are stored.
"""

from __future__ import annotations

import hashlib

from django.utils.crypto import salted_hmac


def name_for(seed: str) -> str:
    """The name under which whoever has this seed (the ticket of a form, say) acts in the journal."""
    return f"resident:{keyed('name', seed)[:24]}"


def token_for(name: str) -> str:
    """The token in the secret link: 128 bits that nobody can work out without the installation's secret."""
    return keyed("link", name)[:32]


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def keyed(purpose: str, value: str) -> str:
    """A digest that nobody can try values on without the installation's secret."""
    return salted_hmac(f"wanmi.public.{purpose}", value, algorithm="sha256").hexdigest()
