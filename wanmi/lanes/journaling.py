"""How what happens in a lane enters the journal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from wanmi.journal.models import Entry
from wanmi.journal.writing import Draft, append
from wanmi.lanes.models import Lane
from wanmi.process.engine import Actor

SUBJECT = "lane"


def write(
    action: str,
    lane: Lane,
    by: Actor,
    at: datetime,
    body: Mapping[str, str | None] | None = None,
    key: str | None = None,
) -> Entry:
    """The entry of an act in a lane; to be called last in its transaction."""
    return append(
        Draft(
            subject_kind=SUBJECT,
            subject=lane.code,
            action=action,
            actor=by.id,
            post=by.post,
            at=at,
            place=lane.place,
            body=body or {},
            key=key,
        )
    )
