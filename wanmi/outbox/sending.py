"""The sender: reads the journal, takes what is due, sends it in threads, writes down what came of it."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from wanmi.outbox.cleaning import purge
from wanmi.outbox.courier import Courier, Outcome, Parcel, Verdict
from wanmi.outbox.filling import read_on
from wanmi.outbox.leasing import claim, settle
from wanmi.outbox.models import Feed, Message
from wanmi.outbox.replaying import end_of_journal

AT_ONCE = 16  # tries under way
FOR_ONE_FEED = 4  # of them for one feed, so that a slow receiver does not hold up the others
LOOK_EVERY_S = 1.0
CLEAN_EVERY_S = 3_600

logger = logging.getLogger(__name__)


@dataclass
class Sender:
    """Sends for the couriers, which stand under the kind of their feeds ("webhook")."""

    couriers: Mapping[str, Courier]
    patience: timedelta
    keep: timedelta
    sent: int = 0  # tries that were written down
    _flying: dict[Future[Outcome], Parcel] = field(default_factory=dict)
    _cleaned: float = 0

    def run(self, once: bool = False) -> None:
        """Send until stopped; ``once``: until nothing is due."""
        with ThreadPoolExecutor(AT_ONCE) as self._pool:
            while True:
                worked = self.step()
                if once and not worked and not self._flying:
                    return
                self._pause(worked)

    def _pause(self, worked: bool) -> None:
        if self._flying:
            wait(self._flying, timeout=LOOK_EVERY_S, return_when="FIRST_COMPLETED")
        elif not worked:
            time.sleep(LOOK_EVERY_S)

    def step(self) -> bool:
        """Write down what has come back, read on, send what is due; whether there was anything to do."""
        worked = self._land()
        now = timezone.now()
        for courier in self.couriers.values():
            courier.tick(now)
        for feed in ready(now):
            if _kind(feed.name) not in self.couriers:
                continue  # another sender's
            courier = self.couriers[_kind(feed.name)]
            worked |= bool(read_on(feed.name, courier))
            worked |= self._take_off(feed.name, courier)
        self._clean()
        return worked

    def _take_off(self, feed: str, courier: Courier) -> bool:
        own = sum(parcel.messages[0].feed_id == feed for parcel in self._flying.values())
        free = min(FOR_ONE_FEED - own, AT_ONCE - len(self._flying))
        messages = claim(feed, free) if free > 0 else []
        for message in messages:
            made = _made(courier, message)
            if isinstance(made, Outcome):
                self._settle([message], made)
            else:
                self._flying[self._pool.submit(_sent, made)] = made
        return bool(messages)

    def _land(self) -> bool:
        done = [future for future in self._flying if future.done()]
        for future in done:
            self._settle(self._flying.pop(future).messages, future.result())
        return bool(done)

    def _settle(self, messages: Sequence[Message], outcome: Outcome) -> None:
        for message in messages:
            settle(message, outcome, self.couriers[_kind(message.feed_id)], self.patience)
            self.sent += 1

    def _clean(self) -> None:
        if time.monotonic() - self._cleaned > CLEAN_EVERY_S or not self._cleaned:
            self._cleaned = time.monotonic()
            purge(self.keep)


def ready(now: datetime) -> list[Feed]:
    """The running feeds that have entries to read or messages that are due; two queries, and no lock."""
    due = Message.objects.filter(feed=OuterRef("pk"), due_at__lte=now)
    return list(Feed.objects.filter(Q(seq__lt=end_of_journal()) | Exists(due), is_running=True).order_by("name"))


def _kind(feed: str) -> str:
    return feed.partition(":")[0]


def _made(courier: Courier, message: Message) -> Parcel | Outcome:
    try:
        return courier.parcel(message)
    except Exception as error:  # noqa: BLE001 - one message that cannot be made must not hold up all the others
        return _broken(error)


def _sent(parcel: Parcel) -> Outcome:
    try:
        return parcel.send()
    except Exception as error:  # noqa: BLE001 - as above
        return _broken(error)


def _broken(error: Exception) -> Outcome:
    logger.exception("a message could not be sent", exc_info=error)
    return Outcome(Verdict.AGAIN, answer=type(error).__name__)
