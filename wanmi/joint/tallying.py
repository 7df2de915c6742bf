"""From a snapshot to the narrow row by which figures of a period are counted."""

from __future__ import annotations

from wanmi.joint.models import Obligation, Tally
from wanmi.joint.rules.definition import Rules
from wanmi.joint.rules.proving import ANSWERED_AT
from wanmi.process.engine import Snapshot

ITEM, TAG = "item", "class"  # facts: what is demanded, and its class
COLUMNS = tuple(field.attname for field in Tally._meta.concrete_fields if not field.primary_key)


def is_tallied(rules: Rules) -> bool:
    """Whether obligations under this book count in rates."""
    return rules.rates is not None or rules.fair is not None or bool(rules.levels)


def tally_of(row: Obligation, after: Snapshot) -> Tally:
    """What a stored obligation counts; saves nothing."""
    facts, response = after.facts, after.clocks.get("response")
    stopped = response is not None and not response.is_running() and not response.paused
    return Tally(
        obligation_id=row.pk,
        rules_id=row.rules_id,
        holder_id=row.holder_id,
        place=row.place,
        opened_at=row.opened_at,
        is_open=row.is_open,
        item=str(facts.get(ITEM) or ""),
        tag=str(facts.get(TAG) or ""),
        is_excluded=facts.get("excluding") == "confirmed",
        is_contacted=facts.get("contacted") is True,
        response_due=response.deadline if response and response.is_running() else None,
        in_time=response.events[-1].at <= response.deadline if response and stopped else None,
        visited=visited if isinstance(visited := facts.get("visited"), bool) else None,
        is_solved=facts.get("solved") == "yes",
        rating=str(facts.get("satisfied") or facts.get("rating") or ""),
        answered_at=str(facts.get(ANSWERED_AT) or ""),
        has_climbed=after.counts.get("climbs", 0) > 0,
        is_reopened=after.counts.get("reopenings", 0) > 0,
    )


def keep(tally: Tally) -> None:
    """Store it, whether it is there already or not. One statement."""
    Tally.objects.bulk_create([tally], update_conflicts=True, unique_fields=["obligation"], update_fields=COLUMNS)
