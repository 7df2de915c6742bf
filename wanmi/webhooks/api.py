"""Subscriptions for administrators' programs: make, change, stop, start, replay, read the log."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import cast

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status
from pydantic import AwareDatetime

from wanmi.outbox.models import Message
from wanmi.outbox.reading import LogPage, log
from wanmi.outbox.replaying import first_entry_at
from wanmi.webhooks import queries, services
from wanmi.webhooks.models import Subscription
from wanmi.workforce.acting import ActingRequest
from wanmi.workforce.api_auth import TokenOrSession
from wanmi.workforce.models import Appointment

router = Router(tags=["webhooks"])
ADMINISTRATORS = TokenOrSession("system_admin")


class SubscriptionIn(Schema):
    """Entries of these types in this region are sent to this address."""

    label: str
    url: str
    types: list[str] = Field(description="Such as case.close, or case.* for all of a kind")
    region: str = Field("", description="Beginning of a place code; empty for the whole city")

    def wish(self) -> services.Wish:
        return services.Wish(self.label, self.url, self.types, self.region)


class SubscriptionOut(Schema):
    id: int
    label: str
    url: str
    types: list[str]
    region: str
    is_running: bool = Field(alias="feed.is_running")
    stopped_because: str = Field(alias="feed.stopped_because")
    failing_since: datetime | None = Field(alias="feed.failing_since")
    read_up_to: int = Field(alias="feed.seq", description="Number of the last entry that was read for it")
    waiting: int = Field(0, description="Deliveries that wait")


class MadeOut(Schema):
    subscription: SubscriptionOut
    secret: str = Field(description="Signs the deliveries; it is not shown again")


class SecretOut(Schema):
    secret: str


class ReplayIn(Schema):
    """From an entry, or from a moment; one of the two."""

    entry: int | None = Field(None, ge=1)
    since: AwareDatetime | None = Field(None, ge=datetime(2000, 1, 1, tzinfo=UTC), le=datetime(3000, 1, 1, tzinfo=UTC))


class ReplayOut(Schema):
    entry: int = Field(description="The first entry that goes again")


class AttemptOut(Schema):
    at: datetime
    status: int | None
    ms: int
    answer: str


class DeliveryOut(Schema):
    id: int
    name: str = Field(description="The webhook-id")
    entry: int
    state: str
    tries: int
    due_at: datetime | None
    ended_at: datetime | None
    attempts: list[AttemptOut]

    @staticmethod
    def resolve_entry(message: Message) -> int:
        return message.seq

    @staticmethod
    def resolve_attempts(message: Message) -> list[object]:
        return list(message.attempts.all())


class LogOut(Schema):
    messages: list[DeliveryOut]
    after: str = Field(description="Pass it as `after` for the next page; empty at the end")


class PageAsked(Schema):
    """``state``: only these; ``after``: the mark of the page before."""

    state: Message.State | None = None
    after: int | None = Field(None, ge=1)
    size: int = Field(25, ge=1, le=100)


def _by(request: HttpRequest) -> Appointment | None:
    return cast(ActingRequest, request).acting


@router.get("", auth=ADMINISTRATORS, response=list[SubscriptionOut])
def subscriptions(request: HttpRequest) -> list[Subscription]:
    """All subscriptions that have not ended."""
    return queries.subscriptions()


@router.post("", auth=ADMINISTRATORS, response={201: MadeOut})
def subscribe(request: HttpRequest, body: SubscriptionIn) -> Status[dict[str, object]]:
    """Subscribe to what happens from now on."""
    made, secret = services.subscribe(body.wish(), _by(request))
    return Status(201, {"subscription": queries.one(made.pk), "secret": secret})


@router.get("/{int:pk}", auth=ADMINISTRATORS, response=SubscriptionOut)
def subscription(request: HttpRequest, pk: int) -> Subscription:
    """One subscription."""
    return queries.one(pk)


@router.put("/{int:pk}", auth=ADMINISTRATORS, response=SubscriptionOut)
def change(request: HttpRequest, pk: int, body: SubscriptionIn) -> Subscription:
    """Change what it asks for, from the next entry on."""
    services.change(pk, body.wish(), _by(request))
    return queries.one(pk)


@router.delete("/{int:pk}", auth=ADMINISTRATORS, response={204: None})
def end(request: HttpRequest, pk: int) -> Status[None]:
    """End it for good."""
    services.end(pk, _by(request))
    return Status(204, None)


@router.post("/{int:pk}/stop", auth=ADMINISTRATORS, response=SubscriptionOut)
def stop(request: HttpRequest, pk: int) -> Subscription:
    """Send nothing until it is started again; nothing is lost."""
    services.stop(pk, _by(request))
    return queries.one(pk)


@router.post("/{int:pk}/start", auth=ADMINISTRATORS, response=SubscriptionOut)
def start(request: HttpRequest, pk: int) -> Subscription:
    """Go on where it stood."""
    services.start(pk, _by(request))
    return queries.one(pk)


@router.post("/{int:pk}/secret", auth=ADMINISTRATORS, response=SecretOut)
def renew_secret(request: HttpRequest, pk: int) -> dict[str, str]:
    """A new secret; the old one signs beside it for a day."""
    return {"secret": services.renew_secret(pk, _by(request))}


@router.post("/{int:pk}/replay", auth=ADMINISTRATORS, response=ReplayOut)
def replay(request: HttpRequest, pk: int, body: ReplayIn) -> dict[str, int]:
    """Send everything from an entry or a moment on once more, under the same ids."""
    since = body.entry or (first_entry_at(body.since) if body.since else queries.one(pk).feed.seq + 1)
    return {"entry": services.replay(pk, since, _by(request))}


@router.get("/{int:pk}/deliveries", auth=ADMINISTRATORS, response=LogOut)
def deliveries(request: HttpRequest, pk: int, asked: Query[PageAsked]) -> LogPage:
    """The delivery log, newest first."""
    return log(queries.one(pk).feed_id, asked.state or "", asked.after, asked.size)


@router.post("/{int:pk}/deliveries/{int:message}/replay", auth=ADMINISTRATORS, response={204: None})
def send_again(request: HttpRequest, pk: int, message: int) -> Status[None]:
    """Send one delivery once more."""
    services.send_again(pk, message, _by(request))
    return Status(204, None)
