"""Reading subscriptions and what became of their messages."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from wanmi.outbox.models import Message
from wanmi.webhooks.errors import UnknownSubscription
from wanmi.webhooks.models import Subscription


def subscriptions() -> QuerySet[Subscription]:
    """Those that have not ended, with their feeds and how many messages wait (``waiting``); one query.

    The count walks the partial index of waiting messages: what was delivered is not in it.
    """
    waiting = Count("feed__messages", filter=Q(feed__messages__state=Message.State.WAITING))
    found = Subscription.objects.filter(ended_at=None).select_related("feed")
    return found.order_by("label", "pk").annotate(waiting=waiting)


def one(pk: int) -> Subscription:
    """One of them. Raises UnknownSubscription."""
    found = subscriptions().filter(pk=pk).first()
    if found is None:
        raise UnknownSubscription(pk)
    return found
