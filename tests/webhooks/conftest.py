"""The demo city, a receiver, a subscription to all cases, and a sender that is stepped by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from tests.city import city
from tests.outbox.receiver import Receiver, receiver
from tests.site.conftest import client_of
from wanmi.outbox.models import Message
from wanmi.outbox.sending import Sender
from wanmi.webhooks import services
from wanmi.webhooks.courier import WebhookCourier
from wanmi.webhooks.models import Subscription

__all__ = ["city", "client_of"]


@pytest.fixture
def hook() -> Iterator[Receiver]:
    with receiver() as found:
        yield found


@pytest.fixture(autouse=True)
def private(settings: Any) -> None:
    settings.OUTGOING_PRIVATE = True


def subscribed(hook: Receiver, *types: str, region: str = "") -> tuple[Subscription, str]:
    return services.subscribe(services.Wish("Test", hook.url, list(types or ["case.*"]), region), None)


def sender(patience: timedelta = timedelta(hours=72)) -> Sender:
    return Sender({services.FEED: WebhookCourier()}, patience, timedelta(days=90))


def send() -> None:
    """Send what is due now."""
    sender().run(once=True)


def make_due(**filters: object) -> None:
    """Let the pauses of what failed be over."""
    from django.utils import timezone

    Message.objects.filter(due_at__isnull=False, **filters).update(due_at=timezone.now())
