"""How a contact is shown, and how one that wants no notices is known again without being kept."""

from __future__ import annotations

import re

from django.utils.crypto import constant_time_compare, salted_hmac

from wanmi.notices.models import Refusal

MARK = 16  # characters of a signature in a link; short enough for a message, long enough not to be guessed


def masked(contact: str) -> str:
    """``138****1111``, ``z***@example.org``."""
    name, at, host = contact.partition("@")
    if at:
        return f"{name[:1]}***@{host}"
    return f"{contact[:3]}****{contact[-4:]}" if len(contact) >= 9 else "****"


def digest_of(contact: str) -> str:
    """Keyed with the installation's secret, so that numbers cannot be tried out on the table."""
    return salted_hmac("wanmi.notices.refusal", plain(contact), algorithm="sha256").hexdigest()


def plain(contact: str) -> str:
    return contact.strip().lower() if "@" in contact else re.sub(r"[^\d+]", "", contact)


def has_refused(contact: str) -> bool:
    return Refusal.objects.filter(pk=digest_of(contact)).exists()


def token_for(number: str) -> str:
    """What stands in the link by which the reporter of a case refuses further notices."""
    return f"{number}-{_mark(number)}"


def number_in(token: str) -> str | None:
    """The case of a token; None where it was not made here."""
    number, _, mark = token.rpartition("-")
    return number if number and constant_time_compare(mark, _mark(number)) else None


def _mark(number: str) -> str:
    return salted_hmac("wanmi.notices.stop", number, algorithm="sha256").hexdigest()[:MARK]
