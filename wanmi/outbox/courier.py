"""What a room must say to send something: which messages follow from entries, and how one of them is sent."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, auto
from typing import Any

from wanmi.journal.models import Entry
from wanmi.outbox.models import Feed, Message


@dataclass(frozen=True, slots=True)
class Draft:
    """A message to be. ``name`` makes it be there once; messages of one ``line`` go one after another."""

    name: str
    seq: int
    line: str
    about: dict[str, Any] = field(default_factory=dict)
    not_before: datetime | None = None


class Verdict(Enum):
    """What came of a try."""

    DELIVERED = auto()
    AGAIN = auto()  # it may go better later
    FAILED = auto()  # it never will
    DROPPED = auto()  # nobody is to be told any more
    STOP = auto()  # the receiver wants nothing more from this feed


@dataclass(frozen=True, slots=True)
class Outcome:
    """A try as it went. ``to`` is masked; ``after_s`` is how long the receiver asked to be left alone."""

    verdict: Verdict
    status: int | None = None
    ms: int = 0
    answer: str = ""
    to: str = ""
    after_s: float = 0


@dataclass(frozen=True, slots=True)
class Parcel:
    """Messages that go together. ``send`` runs in a thread of its own and may not touch the database."""

    messages: Sequence[Message]
    send: Callable[[], Outcome]


class Courier(ABC):
    """The messages of one kind of feed."""

    @abstractmethod
    def messages(self, feed: Feed, entries: Sequence[Entry]) -> Iterable[Draft]:
        """What is to be told of these entries, in their order; inside the transaction that marks them as read."""

    @abstractmethod
    def parcel(self, message: Message) -> Parcel | Outcome:
        """What is sent for a message that is due, or the outcome where nothing is to be sent."""

    def tick(self, now: datetime) -> None:  # noqa: B027 - most feeds have nothing that time alone brings about
        """Make the messages that follow from time alone."""

    def stopped(self, feed: Feed, why: str) -> bool:
        """Whether the feed stops when it fails for too long; what else belongs to it, in the same transaction."""
        return False
