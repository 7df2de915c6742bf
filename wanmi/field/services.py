"""What the app sends beside single acts on cases: a thing settled on the spot, and the coverage of a patrol."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from wanmi.acts.errors import KeyUsed
from wanmi.cases import services as cases
from wanmi.cases.services import Order, Outcome
from wanmi.field.ground import is_ground_of
from wanmi.field.models import Patrol
from wanmi.intake import reporting
from wanmi.journal.chain import commitment
from wanmi.journal.models import Entry
from wanmi.journal.reading import body_of, entry_with_key
from wanmi.journal.writing import Draft, append
from wanmi.process.engine import Actor
from wanmi.territory.queries import today

SUBJECT = "patrol"
ACTION = "cover"
LATE_AT_MOST = 14  # days for which a device may have had no signal
STEPS = 1_000  # a share is kept in thousandths


class PatrolRefused(ValueError):
    """The coverage was not taken; ``code`` says why: ``not_your_ground``, ``bad_share`` or ``bad_day``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Walk:
    """What a device says of a patrol; the shares are of the length of the duty grid's streets, 0 to 1."""

    duty_grid: str
    day: date
    share: float
    day_share: float


@transaction.atomic
def settle(order: Order, after: Mapping[str, Any], pictures: Mapping[str, Sequence[bytes]]) -> Outcome:
    """Report a small thing and settle it on the spot: both acts, each once, or neither.

    ``order`` is the report; ``after`` and ``pictures`` are what the settling carries. Raises what
    :func:`wanmi.cases.services.act` raises.
    """
    opened = reporting.report(order)
    key = f"{order.key}:settled" if order.key else ""
    settling = replace(order, action="self_handle", carried=after, pictures=pictures, key=key)
    done = cases.act(opened.case.number, settling)
    return Outcome(done.case, opened.repeated)


def record_patrol(actor: Actor, walk: Walk, key: str) -> tuple[Patrol, bool]:
    """Keep the coverage of one patrol and journal it; True where the same key has done so before.

    Raises PatrolRefused, or KeyUsed where the key stands for another patrol; then nothing was kept.
    """
    walk = _sound(actor, walk)
    own = f"{actor.id}:{key}" if key else None
    try:
        return _recorded(actor, walk, own)
    except IntegrityError:
        # The same key was at work at the same moment and has won.
        return _recorded(actor, walk, own)


@transaction.atomic
def _recorded(actor: Actor, walk: Walk, key: str | None) -> tuple[Patrol, bool]:
    body = {"day": walk.day.isoformat(), "share": walk.share, "day_share": walk.day_share}
    request = commitment(key or "", json.dumps([walk.duty_grid, body], sort_keys=True))
    if key and (entry := entry_with_key(key)):
        return _done_before(entry, request), True
    patrol = Patrol.objects.create(post_id=actor.post, duty_grid_id=walk.duty_grid, **body)
    append(
        Draft(
            SUBJECT,
            walk.duty_grid,
            ACTION,
            actor=actor.id,
            post=actor.post,
            at=timezone.now(),
            place=actor.region,
            body=body | {"patrol": patrol.pk, "request": request},
            key=key,
        )
    )
    return patrol, False


def _done_before(entry: Entry, request: str) -> Patrol:
    body = body_of(entry)
    if body.get("request") != request:
        raise KeyUsed(entry.key or "")
    return Patrol.objects.get(pk=body["patrol"])


def _sound(actor: Actor, walk: Walk) -> Walk:
    """With the shares in thousandths. Raises PatrolRefused."""
    if not 0 <= walk.share <= walk.day_share <= 1:
        raise PatrolRefused("bad_share")
    if not today() - timedelta(days=LATE_AT_MOST) <= walk.day <= today():
        raise PatrolRefused("bad_day")
    if not is_ground_of(actor.post, walk.duty_grid, walk.day):
        raise PatrolRefused("not_your_ground")
    return replace(walk, share=_step(walk.share), day_share=_step(walk.day_share))


def _step(share: float) -> float:
    return round(share * STEPS) / STEPS
