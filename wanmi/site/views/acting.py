"""What pages that act share: who asks, the act that a page is about, and taking it or saying on its form why not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from django.contrib import messages
from django.http import Http404
from django.utils.translation import gettext as _

from wanmi.acts.carrying_out import Done, Order
from wanmi.cases.actors import actor_of
from wanmi.cases.wording import word
from wanmi.process.engine import Actor, Offer
from wanmi.process.errors import Refused
from wanmi.site.actform import ActForm
from wanmi.workforce.acting import ActingRequest

Row = TypeVar("Row")


def actor(request: ActingRequest) -> Actor:
    """The actor of a request to a page that only holders of a post may open."""
    assert request.acting is not None, "the page's @allow names kinds of posts"
    return actor_of(request.acting)


def offered(offers: Iterable[Offer], action: str) -> Offer:
    """The offer of this action. Raises Http404 where the process knows none from here."""
    offer = next((each for each in offers if each.transition.action == action), None)
    if offer is None:
        raise Http404
    return offer


def taken(request: ActingRequest, form: ActForm, carry_out: Callable[[Order], Done[Row]]) -> Row | None:
    """The subject after the act that was sent; None while nothing was sent, or when the form now says why not."""
    if request.method != "POST":
        return None
    try:
        row = carry_out(form.read(request).order()).row
    except Refused as refused:
        form.refuse(refused.reasons)
        return None
    messages.success(request, _("Done: %(action)s.") % {"action": word(form.transition.label)})
    return row
