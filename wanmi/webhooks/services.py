"""The only place that writes subscriptions; each act stands in the journal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from secrets import token_hex
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from wanmi.codes.errors import CodeError
from wanmi.codes.place import parse_place
from wanmi.journal.writing import COMMAND_LINE, Draft, append
from wanmi.outbox import calling, replaying
from wanmi.outbox.models import Feed, Message
from wanmi.territory.queries import current_city, is_valid_place
from wanmi.webhooks import errors, secrets
from wanmi.webhooks.events import known_types
from wanmi.webhooks.models import Subscription
from wanmi.workforce.models import Appointment

FEED = "webhook"  # the kind of these feeds
SUBJECT = "webhook"
OLD_SECRET_FOR = timedelta(hours=24)  # the receiver has so long to take the new one
STOP = "stop_webhook"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a subscription is to be."""

    label: str
    url: str
    types: list[str]
    region: str = ""


def subscribe(wish: Wish, by: Appointment | None) -> tuple[Subscription, str]:
    """Make a subscription to what happens from now on; gives its secret, this once. Raises Unfit."""
    _check(wish)
    secret = secrets.fresh()
    with transaction.atomic():
        feed = Feed.objects.create(name=f"{FEED}:{token_hex(8)}", seq=replaying.end_of_journal())
        made = Subscription.objects.create(**_columns(wish), secret=secrets.encrypted(secret), feed=feed)
        _record(made, "make_webhook", by, _columns(wish))
    return made, secret


@transaction.atomic
def change(pk: int, wish: Wish, by: Appointment | None) -> Subscription:
    """Change what a subscription asks for, from the next entry on. Raises Unfit, UnknownSubscription."""
    _check(wish)
    changed = _locked(pk)
    for column, value in _columns(wish).items():
        setattr(changed, column, value)
    changed.save()
    _record(changed, "change_webhook", by, _columns(wish))
    return changed


@transaction.atomic
def stop(pk: int, by: Appointment | None, why: str = "") -> None:
    """Send nothing more until it is started again; what happens meanwhile is not lost."""
    stopped = _locked(pk)
    replaying.stop(stopped.feed_id, why)
    _record(stopped, STOP, by, {"why": why})


@transaction.atomic
def start(pk: int, by: Appointment | None) -> None:
    """Go on where it stood."""
    started = _locked(pk)
    replaying.start(started.feed_id)
    _record(started, "start_webhook", by, {})


@transaction.atomic
def replay(pk: int, since: int, by: Appointment | None) -> int:
    """Send everything from entry ``since`` on once more; returns the first entry that goes again."""
    replayed = _locked(pk)
    first = replaying.replay(replayed.feed_id, since)
    _record(replayed, "replay_webhook", by, {"since": first})
    return first


@transaction.atomic
def send_again(pk: int, message: int, by: Appointment | None) -> None:
    """Send one message once more. Raises UnknownSubscription where it is not of this subscription."""
    again = _locked(pk)
    found = Message.objects.filter(feed=again.feed_id, pk=message).first()
    if found is None:
        raise errors.UnknownSubscription(message)
    replaying.send_again(found)
    _record(again, "replay_webhook", by, {"message": found.name})


@transaction.atomic
def renew_secret(pk: int, by: Appointment | None) -> str:
    """A new secret, given this once; for a day both sign, so that the receiver can change over."""
    renewed, secret = _locked(pk), secrets.fresh()
    renewed.old_secret, renewed.old_until = renewed.secret, timezone.now() + OLD_SECRET_FOR
    renewed.secret = secrets.encrypted(secret)
    renewed.save()
    _record(renewed, "renew_webhook_secret", by, {})
    return secret


@transaction.atomic
def end(pk: int, by: Appointment | None) -> None:
    """End a subscription for good; its secret goes, its log stays until it is cleaned."""
    ended = _locked(pk)
    ended.ended_at, ended.secret, ended.old_secret = timezone.now(), "", ""
    ended.save()
    replaying.stop(ended.feed_id, "")
    _record(ended, "end_webhook", by, {})


def _locked(pk: int) -> Subscription:
    found = Subscription.objects.select_for_update().filter(pk=pk, ended_at=None).first()
    if found is None:
        raise errors.UnknownSubscription(pk)
    return found


def _columns(wish: Wish) -> dict[str, Any]:
    return {"label": wish.label, "url": wish.url, "types": sorted(set(wish.types)), "region": wish.region}


def _check(wish: Wish) -> None:
    unknown = next(iter(set(wish.types) - set(known_types())), "")
    faults = {
        "label": errors.expected_text()
        if not (0 < len(wish.label.strip()) <= 100 and wish.label.isprintable())
        else "",
        "types": errors.expected_types(unknown) if unknown or not wish.types else "",
        "region": errors.expected_region(wish.region) if wish.region and not _is_region(wish.region) else "",
        "url": _fault_of_url(wish.url),
    }
    if found := {field: fault for field, fault in faults.items() if fault}:
        raise errors.Unfit(found)


def _is_region(code: str) -> bool:
    try:
        return is_valid_place(parse_place(code))
    except CodeError:
        return False


def _fault_of_url(url: str) -> str:
    """Why an address cannot be used; it is looked at again whenever a connection is made."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or (80 if parts.scheme == "http" else 443)
    except ValueError:
        return errors.expected_url()
    fits = parts.scheme in ("http", "https") and host and url.isascii() and url.isprintable() and " " not in url
    if not fits or parts.username is not None or len(url) > 500:
        return errors.expected_url()
    if settings.PRODUCTION and parts.scheme != "https":
        return errors.expected_https()
    try:
        calling.addresses_of(host, port, private=settings.OUTGOING_PRIVATE)
    except (calling.Forbidden, calling.NoAnswer):
        return errors.expected_public(host)
    return ""


def _record(subscription: Subscription, action: str, by: Appointment | None, body: Mapping[str, Any]) -> None:
    append(
        Draft(
            subject_kind=SUBJECT,
            subject=str(subscription.pk),
            action=action,
            actor=str(by.staff_id) if by else COMMAND_LINE,
            post=by.post_id if by else "",
            at=timezone.now(),
            place=subscription.region or current_city().code,
            body=body,
        )
    )
