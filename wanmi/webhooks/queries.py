"""Reading subscriptions and what became of their messages."""

from __future__ import annotations

from django.db.models import Count

from wanmi.outbox.models import Message
from wanmi.webhooks.errors import UnknownSubscription
from wanmi.webhooks.models import Subscription


def subscriptions(**filters: object) -> list[Subscription]:
    """Those that have not ended, with their feeds and how many messages wait; two queries.

    The count walks the partial index of waiting messages: what was delivered is not in it.
    """
    found = list(Subscription.objects.filter(ended_at=None, **filters).select_related("feed").order_by("label", "pk"))
    rows = Message.objects.filter(state=Message.State.WAITING, feed__in=[each.feed_id for each in found])
    waiting = dict(rows.values_list("feed").annotate(Count("pk")))
    for each in found:
        each.waiting = waiting.get(each.feed_id, 0)
    return found


def one(pk: int) -> Subscription:
    """One of them. Raises UnknownSubscription."""
    found = subscriptions(pk=pk)
    if not found:
        raise UnknownSubscription(pk)
    return found[0]
