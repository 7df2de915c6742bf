"""How a resident without an account is known again: a ticket for each form, a name in the journal, a secret link.

All of them follow from the ticket and the installation's secret, so that a form that was sent twice leads to the same
case and the same link. Only digests are stored.
"""

from __future__ import annotations

import secrets

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse

from wanmi.cases.residents import digest_of, keyed, name_for, token_for
from wanmi.public.models import Voice

__all__ = ["digest_of", "name_for", "token_for"]

TICKET_FOR_S = 24 * 3600  # a form may lie open for so long
BROWSER = "voice"  # name of the cookie that says which browser it was; set when something is sent, not before
_SIGNER = TimestampSigner(salt="wanmi.public.ticket")


class NoTicket(Exception):
    """The form was not made here, or has lain open for more than a day."""


def new_ticket() -> str:
    return _SIGNER.sign(secrets.token_urlsafe(18))


def check_ticket(ticket: str) -> None:
    """Raises NoTicket."""
    try:
        _SIGNER.unsign(ticket, max_age=TICKET_FOR_S)
    except BadSignature as error:
        raise NoTicket from error


def link_of(voice: Voice) -> str | None:
    """The token of a voice again, for a notice to its owner; None after the installation has got another secret."""
    token = token_for(voice.name)
    return token if digest_of(token) == voice.secret else None


def browser_of(request: HttpRequest) -> str:
    """What tells one browser from another: its cookie, or a fresh value for it."""
    return request.COOKIES.get(BROWSER) or secrets.token_urlsafe(18)


def remember_browser(response: HttpResponse, browser: str) -> None:
    age, secure = settings.LANGUAGE_COOKIE_AGE, settings.LANGUAGE_COOKIE_SECURE
    response.set_cookie(BROWSER, browser, age, secure=secure, httponly=True, samesite="Lax")


def once(case: str, what: str) -> str:
    """A digest by which a browser or a contact is known again within one case, and nowhere else."""
    return keyed(f"once {case}", what)
