"""How a contact is shown, and how one that wants no notices is known again without being kept."""

from __future__ import annotations

import re

from django.utils.crypto import constant_time_compare, salted_hmac

from wanmi.notices.models import Refusal

# Characters in a link: short enough for a message, too many to be guessed.
DIGEST, MARK = 24, 12


def masked(contact: str) -> str:
    """``138****1111``, ``z***@example.org``."""
    name, at, host = contact.partition("@")
    if at:
        return f"{name[:1]}***@{host}"
    return f"{contact[:3]}****{contact[-4:]}" if len(contact) >= 9 else "****"


def digest_of(contact: str) -> str:
    """Keyed with the installation's secret, so that numbers cannot be tried out on the table; short, for links."""
    return salted_hmac("wanmi.notices.refusal", plain(contact), algorithm="sha256").hexdigest()[:DIGEST]


def plain(contact: str) -> str:
    return contact.strip().lower() if "@" in contact else re.sub(r"[^\d+]", "", contact).removeprefix("+86")


def has_refused(contact: str) -> bool:
    return Refusal.objects.filter(pk=digest_of(contact)).exists()


def token_for(contact: str) -> str:
    """What stands in the link by which a contact refuses further notices: it works without the contact itself."""
    digest = digest_of(contact)
    return f"{digest}-{_mark(digest)}"


def digest_in(token: str) -> str | None:
    """The digest in a token; None where it was not made here."""
    digest, _, mark = token.rpartition("-")
    return digest if digest and constant_time_compare(mark, _mark(digest)) else None


def _mark(digest: str) -> str:
    return salted_hmac("wanmi.notices.stop", digest, algorithm="sha256").hexdigest()[:MARK]
