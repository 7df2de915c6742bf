"""`wanmi send`: what sends webhooks and notices."""

from __future__ import annotations

from collections.abc import Mapping

import click

from wanmi.outbox.courier import Courier


@click.command()
@click.option("--once", is_flag=True, help="Send what is due now, then end.")
def send(once: bool) -> None:
    """Send what waits (webhooks, notices, answers) until stopped. Several senders at once share the work."""
    from django.conf import settings

    from wanmi.outbox.sending import Sender

    sender = Sender(couriers(), settings.OUTBOX_PATIENCE, settings.OUTBOX_KEEP)
    sender.run(once)
    click.echo(f"Tries to send: {sender.sent}")


def couriers() -> Mapping[str, Courier]:
    """Who sends the messages of which kind of feed."""
    from wanmi.circles import courier as circles
    from wanmi.linkage import telling
    from wanmi.merging.courier import FEED as MERGING
    from wanmi.merging.courier import MergeCourier, the_feed
    from wanmi.notices.courier import NoticeCourier
    from wanmi.notices.feeding import FEED as NOTICES
    from wanmi.sources.courier import FEED as SOURCES
    from wanmi.sources.courier import feeds
    from wanmi.webhooks.courier import WebhookCourier
    from wanmi.webhooks.services import FEED as WEBHOOKS

    the_feed()
    telling.the_feed()
    circles.the_feed()
    feeds()
    matters = {SOURCES: telling.TellingCourier(), telling.FEED: telling.TicketCourier()}
    matters |= {circles.FEED: circles.CircleCourier()}
    return {WEBHOOKS: WebhookCourier(), NOTICES: NoticeCourier(), MERGING: MergeCourier(), **matters}
