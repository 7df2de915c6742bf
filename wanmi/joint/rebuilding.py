"""Obligations and parts again, from the journal: to compare them with what is stored, or to put them right."""

from __future__ import annotations

from functools import partial

from wanmi.acts.folding import Difference, Progress, Rebuilt, compared, folded, unheard
from wanmi.joint import onlookers
from wanmi.joint.models import Obligation, Part, Tally
from wanmi.joint.personal import PART_SUBJECT, SUBJECT
from wanmi.joint.projecting import project_obligation, project_part
from wanmi.joint.rules.store import rules_of
from wanmi.joint.tallying import COLUMNS as TALLIED
from wanmi.joint.tallying import is_tallied, keep, tally_of

STANDING = ("state", "is_open", "desk_id", "desk_role", "due_at", "sweep_at", "is_provisional", "version", "snapshot")
COLUMNS = (*STANDING, "kind", "place", "matter", "case_id", "holder_id")
MET = ("arrived_at", "answered_at", "in_time")
PART_COLUMNS = (*STANDING, *MET, "promised_on", "is_refused", "is_solved", "rating")
SUBJECTS = (SUBJECT, PART_SUBJECT)


def rebuild(*, write: bool = False, progress: Progress = unheard) -> Rebuilt:
    """Fold every obligation and its parts, and compare; with ``write``, put the rows right."""
    numbers = Obligation.objects.order_by("id").values_list("number", flat=True)
    report = Rebuilt()
    report.fold("obligations", numbers.iterator(chunk_size=2_000), partial(_obligation, write=write), progress)
    return report


def _obligation(number: str, *, write: bool) -> list[Difference]:
    snapshot, _ = folded(SUBJECT, number)
    stored, fresh = (Obligation.objects.select_related("rules").get(number=number) for _ in range(2))
    project_obligation(fresh, rules_of(fresh.rules), snapshot)
    found = list(compared(number, stored, fresh, COLUMNS))
    if write and found:
        fresh.save()
    if is_tallied(rules_of(fresh.rules)):
        found += _tally(tally_of(fresh, snapshot), number, write=write)
    for part in fresh.parts.order_by("serial"):
        found += _part(part, fresh, write=write)
    return found + _onlookers(fresh, write=write)


def _onlookers(row: Obligation, *, write: bool) -> list[Difference]:
    wanted, known = (sorted(each) for each in (onlookers.onlookers_of(row), onlookers.stored(row)))
    if wanted == known:
        return []
    if write:
        onlookers.keep(row)
    return [Difference(row.number, "onlookers", known, wanted)]


def _tally(fresh: Tally, number: str, *, write: bool) -> list[Difference]:
    stored = Tally.objects.filter(pk=fresh.pk).first() or Tally()
    found = list(compared(number, stored, fresh, TALLIED))
    if write and found:
        keep(fresh)
    return found


def _part(stored: Part, obligation: Obligation, *, write: bool) -> list[Difference]:
    snapshot, _ = folded(PART_SUBJECT, stored.name)
    fresh = Part.objects.get(pk=stored.pk)
    fresh.obligation = obligation
    project_part(fresh, rules_of(obligation.rules), snapshot)
    found = list(compared(stored.name, stored, fresh, PART_COLUMNS))
    if write and found:
        fresh.save()
    return found
