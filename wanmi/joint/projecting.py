"""From a snapshot to the columns that people search and work from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from wanmi.acts import snapshots
from wanmi.cases.models import Case
from wanmi.joint.copies import COPIED
from wanmi.joint.excusing import EXCUSED, is_excused_since
from wanmi.joint.meaning import ANSWERED_AT, ARRIVED_AT, HOLDER, TOLD
from wanmi.joint.models import Obligation, Part, Standing
from wanmi.joint.repeats import matter_of
from wanmi.joint.roles import Around, desk_of, level_at
from wanmi.joint.rules.definition import Rules
from wanmi.process.definition import PLACE, Definition, Json
from wanmi.process.engine import Snapshot, desks
from wanmi.workforce.models import Organisation


def around_of(row: Obligation, rules: Rules, called: str = "") -> Around:
    """What ties posts to a stored obligation, or to its part of the organisation ``called``."""
    level = level_at(rules, row.place, row.state)
    return Around(row.place, row.caller_id or "", row.holder_id or "", called, level)


def project_obligation(row: Obligation, rules: Rules, after: Snapshot) -> None:
    """Set every column that follows from the snapshot; saves nothing."""
    row.kind, row.place = str(after.facts["kind"]), str(after.facts[PLACE])
    row.holder = Organisation.objects.filter(code=after.facts.get(HOLDER)).first()
    row.copied = Organisation.objects.filter(code=after.facts.get(COPIED) or "").first() if rules.copies else None
    row.case = Case.objects.filter(number=after.facts.get("case")).first() if after.facts.get("case") else None
    row.state = after.state
    row.matter = matter_of(rules, after)
    _stand(row, rules, rules.obligation, after, around_of(row, rules))


def project_part(row: Part, rules: Rules, after: Snapshot, action: str = "") -> None:
    """Set every column that follows from the snapshot, and from the ``action`` that is being taken; saves nothing."""
    assert rules.part is not None, "what has parts has a process for them"
    facts = after.facts
    _stand(row, rules, rules.part, after, around_of(row.obligation, rules, row.organisation_id))
    row.promised_on = date.fromisoformat(str(facts["promised_on"])) if facts.get("promised_on") else None
    row.arrived_at, row.answered_at = (_moment(facts, name) for name in (ARRIVED_AT, ANSWERED_AT))
    row.in_time = _in_time(row, after, rules.awaited)
    if row.in_time is False and is_excused_since(row, rules, action):
        row.in_time = None
    row.is_refused = bool(facts.get("refused"))
    row.is_solved = True if facts.get("solved") else None
    rating = facts.get("rating")
    row.rating = float(rating) if isinstance(rating, int | float) else None


def _moment(facts: Mapping[str, Json], name: str) -> datetime | None:
    return datetime.fromisoformat(str(facts[name])) if facts.get(name) else None


def _in_time(row: Part, after: Snapshot, awaited: str) -> bool | None:
    """Whether one came, or answered, before the deadline; unknown while one still may, and where one was let go before.

    Whoever stays silent is late without anybody's report: once the clockwork has told it or acted on it, or where the
    clock stopped late. Who is pressed then has a new deadline, and stays late.
    """
    clock, facts = after.clocks.get(awaited), after.facts
    if clock is None or facts.get(EXCUSED):
        return None
    if facts.get("silent"):
        return False
    if (done := row.arrived_at or row.answered_at) is not None and not clock.is_running():
        return done <= clock.deadline
    stopped = clock.stopped_at or clock.deadline
    is_missed = stopped > clock.deadline or _told(after).get(awaited) == clock.deadline.isoformat()
    return False if is_missed else None


def _stand(row: Standing, rules: Rules, process: Definition, after: Snapshot, around: Around) -> None:
    state = process.states[after.state]
    lying = next(iter(desks(process, after)), None)
    running = [clock for clock in after.clocks.values() if clock.is_running()]
    row.state, row.is_open = after.state, not state.final
    row.desk_role = lying.post_kind if lying else ""
    row.desk = desk_of(rules, lying.post_kind, around) if lying else None
    row.due_at = after.clocks[lying.clock].deadline if lying else None
    row.sweep_at = _next_deadline(after)
    row.is_provisional = any(clock.provisional for clock in running)
    row.version, row.snapshot = after.version, snapshots.as_json(after)


def _next_deadline(after: Snapshot) -> datetime | None:
    """The first deadline of a running clock of which nobody has been told."""
    known = _told(after)
    untold = [
        clock.deadline
        for key, clock in after.clocks.items()
        if clock.is_running() and known.get(key) != clock.deadline.isoformat()
    ]
    return min(untold, default=None)


def _told(after: Snapshot) -> Mapping[str, Json]:
    """Clock -> the deadline of which the clockwork has told that it was missed."""
    told = after.facts.get(TOLD)
    return told if isinstance(told, dict) else {}
