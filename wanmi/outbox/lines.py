"""Lines of messages: the first of a line may be tried, the others wait behind it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone

from wanmi.outbox.courier import Draft
from wanmi.outbox.models import Feed, Message

WAITING = Message.State.WAITING


def locked(name: str) -> Feed:
    """The feed, locked until the transaction ends: whoever changes who is first in a line holds it."""
    return Feed.objects.select_for_update().get(pk=name)


def put(feed: Feed, drafts: Iterable[Draft]) -> int:
    """Add messages that are not there yet to a locked feed; returns how many."""
    wanted = {draft.name: draft for draft in drafts}
    known = Message.objects.filter(feed=feed, name__in=wanted).values_list("name", flat=True)
    for name in list(known):
        del wanted[name]
    Message.objects.bulk_create(_message(feed, draft) for draft in wanted.values())
    wake(feed, {draft.line for draft in wanted.values()})
    return len(wanted)


def _message(feed: Feed, draft: Draft) -> Message:
    now = timezone.now()
    about = {"name": draft.name, "seq": draft.seq, "line": draft.line, "about": draft.about}
    return Message(feed=feed, made_at=now, not_before=draft.not_before or now, **about)


def wake(feed: Feed, lines: Iterable[str] | None = None) -> None:
    """Let the first of each line be due, and nobody else, in a locked feed. Two statements.

    A message that is being tried now is left alone, and nobody else of its line is woken.
    """
    now = timezone.now()
    rows = Message.objects.filter(feed=feed, state=WAITING)
    if lines is not None:
        rows = rows.filter(line__in=list(lines))
    rows.filter(_is_behind(), due_at__isnull=False).exclude(is_under_way(now)).update(due_at=None)
    later = Case(When(not_before__gt=now, then=F("not_before")), default=Value(now))
    rows.filter(~_is_behind(), ~_line_is_busy(now), due_at=None).update(due_at=later)


def is_under_way(now: datetime) -> Q:
    return Q(due_at__gt=now) & ~Q(lease="")


def _same_line() -> QuerySet[Message]:
    return Message.objects.filter(feed=OuterRef("feed"), line=OuterRef("line"), state=WAITING)


def _is_behind() -> Exists:
    before = Q(seq__lt=OuterRef("seq")) | Q(seq=OuterRef("seq"), id__lt=OuterRef("id"))
    return Exists(_same_line().filter(before))


def _line_is_busy(now: datetime) -> Exists:
    return Exists(_same_line().filter(is_under_way(now)))
