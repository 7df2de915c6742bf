"""How a subscription's messages are made and sent."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from email.utils import parsedate_to_datetime

from django.conf import settings
from django.utils import timezone

from wanmi.acts.system import system_actor
from wanmi.journal.models import Entry
from wanmi.journal.writing import Draft as JournalDraft
from wanmi.journal.writing import append
from wanmi.outbox.calling import Answer, NoAnswer, call
from wanmi.outbox.courier import Courier, Draft, Outcome, Parcel, Verdict
from wanmi.outbox.models import Feed, Message
from wanmi.webhooks import signing
from wanmi.webhooks.events import MEDIA_TYPE, event, is_wanted, name_of_event
from wanmi.webhooks.models import Subscription
from wanmi.webhooks.secrets import SecretLost, decrypted
from wanmi.webhooks.services import STOP, SUBJECT

GONE = 410  # by the specification: the receiver wants nothing more
LONGEST_AFTER_S = 24 * 3_600


class WebhookCourier(Courier):
    def messages(self, feed: Feed, entries: Sequence[Entry]) -> Iterator[Draft]:
        wish = Subscription.objects.get(feed=feed)
        for entry in entries:
            if is_wanted(entry, wish.types, wish.region):
                line = f"{entry.subject_kind}:{entry.subject}"
                yield Draft(name_of_event(entry.seq), entry.seq, line)

    def parcel(self, message: Message) -> Parcel | Outcome:
        subscription = Subscription.objects.get(feed=message.feed_id)
        body = json.dumps(event(Entry.objects.get(pk=message.seq)), ensure_ascii=False).encode()
        try:
            secrets = _secrets(subscription)
        except SecretLost:
            return Outcome(Verdict.STOP, answer="the secret cannot be read: WANMI_SECRET_KEY has changed; renew it")
        headers = {"Content-Type": MEDIA_TYPE} | signing.headers(message.name, timezone.now(), body, secrets)
        url, private = subscription.url, settings.OUTGOING_PRIVATE
        return Parcel([message], lambda: _posted(url, headers, body, private))

    def stopped(self, feed: Feed, why: str) -> bool:
        """The feed stops, and the journal says so: the administrator's notice follows from that entry."""
        subscription = Subscription.objects.get(feed=feed)
        actor = system_actor()
        append(
            JournalDraft(
                subject_kind=SUBJECT,
                subject=str(subscription.pk),
                action=STOP,
                actor=actor.id,
                post=actor.post,
                at=timezone.now(),
                place=actor.region,
                body={"why": why[:200]},
            )
        )
        return True


def _secrets(subscription: Subscription) -> list[str]:
    kept = [subscription.secret]
    if subscription.old_until and subscription.old_until > timezone.now():
        kept.append(subscription.old_secret)
    return [decrypted(each) for each in kept]


def _posted(url: str, headers: dict[str, str], body: bytes, private: bool) -> Outcome:
    try:
        answer = call("POST", url, headers, body, private=private)
    except NoAnswer as error:
        return Outcome(Verdict.AGAIN, answer=str(error))
    after = _seconds(answer.headers.get("retry-after", ""), timezone.now())
    return Outcome(_verdict(answer), answer.status, answer.ms, answer.text.strip(), after_s=after)


def _verdict(answer: Answer) -> Verdict:
    """2xx is delivered; all else is tried again, a redirect too: nobody follows it, somebody may mend it."""
    if answer.status == GONE:
        return Verdict.STOP
    return Verdict.DELIVERED if 200 <= answer.status < 300 else Verdict.AGAIN


def _seconds(text: str, now: datetime) -> float:
    """What a Retry-After header asks for, at most a day; 0 where it says nothing of use."""
    try:
        asked = float(text) if text.isdigit() else (parsedate_to_datetime(text) - now).total_seconds()
    except (TypeError, ValueError):
        return 0
    return max(0.0, min(asked, LONGEST_AFTER_S))
