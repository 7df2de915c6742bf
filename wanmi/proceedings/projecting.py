"""From a snapshot to the columns that people search and work from."""

from __future__ import annotations

from datetime import datetime

from wanmi.acts import snapshots
from wanmi.proceedings.models import Proceeding
from wanmi.proceedings.procedures import definition_of, procedure
from wanmi.process.definition import DEPARTMENT, PLACE, Definition, Scope
from wanmi.process.engine import Snapshot, desks
from wanmi.process.errors import Reason, Refused
from wanmi.workforce.addressing import NoPost, post_for
from wanmi.workforce.models import Organisation, Post


def project(row: Proceeding, after: Snapshot) -> None:
    """Set every column that follows from the snapshot; saves nothing. Refused where nobody has to act."""
    row.title = str(after.facts.get(procedure(row.procedure).title_from, ""))[:200]
    row.state, row.place = after.state, str(after.facts[PLACE])
    row.organisation_id = str(after.facts[DEPARTMENT])
    row.post, row.due_at = _desk(definition_of(row.procedure), after)
    row.version, row.snapshot = after.version, snapshots.as_json(after)


def share(row: Proceeding) -> None:
    """Save with which further organisations the procedure shares a stored row."""
    row.shared_with.set(Organisation.objects.filter(code__in=sharers(row)))


def sharers(row: Proceeding) -> list[str]:
    """Their codes, in order, as the snapshot has them."""
    return sorted(str(row.snapshot["facts"].get(procedure(row.procedure).shared_by, "")).split())


def _desk(definition: Definition, snapshot: Snapshot) -> tuple[Post | None, datetime | None]:
    """The post that has to act and until when; Refused where no post of that kind reaches the place."""
    for desk in desks(definition, snapshot):
        own = definition.posts[desk.post_kind].scope is Scope.DEPARTMENT
        organisation = str(snapshot.facts[DEPARTMENT]) if own else None
        try:
            post = post_for(desk.post_kind, organisation, str(snapshot.facts[PLACE]))
        except NoPost as error:
            raise Refused([Reason("no_desk", {"post": desk.post_kind})]) from error
        return post, snapshot.clocks[desk.clock].deadline
    return None, None
