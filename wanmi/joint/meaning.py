"""What the values mean that an act carries: places, organisations, cases, positions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from wanmi.acts.carrying_out import Work
from wanmi.cases.models import Case
from wanmi.codes.errors import CodeError
from wanmi.codes.place import Level, level_of, parse_place
from wanmi.joint.arriving import is_at
from wanmi.joint.copies import copy_for
from wanmi.joint.rules.definition import Kind, Of, Rules
from wanmi.joint.rules.guards import Named, guards
from wanmi.joint.rules.limits import choices_held, limits_on
from wanmi.process.definition import PLACE, Definition, FieldKind, Json
from wanmi.process.engine import Snapshot
from wanmi.process.errors import Reason, Refused
from wanmi.territory.queries import grid, is_valid_place
from wanmi.workforce.models import Organisation, Post

HOLDER = "holder"  # the fact that names who has an obligation; a field that gives it, sets it
TOLD = "told"  # clock -> the deadline of which the clockwork has told that it was missed
FALL_LATE = "fall_late"
LIMITS = "limit_"  # how the facts begin that hold limits
ARRIVED_AT, ANSWERED_AT = "arrived_at", "answered_at"  # facts of a part: the moment of the act


def of_obligation(rules: Rules, kind: Kind, work: Work, snapshot: Snapshot) -> dict[str, Json]:
    """The facts that follow from what an act on an obligation carries."""
    facts = _limits(rules, kind, work, snapshot)
    for choice in choices_held(rules, work.carried):
        facts |= {HOLDER: choice.holder} if choice.holder else {}
    facts |= {HOLDER: work.order.actor.organisation} if work.order.action in rules.holds else {}
    facts |= _holder(rules.obligation, work.carried)
    if HOLDER in facts:
        facts |= copy_for(rules, str(facts[HOLDER]), str(work.carried.get(PLACE) or snapshot.facts.get(PLACE)))
    reasons = [*_faults(rules, rules.obligation, work.carried, snapshot), *_callable(rules, kind, work)]
    reasons += _guarded(rules, work)
    reasons += _misdirected(rules, work.carried, facts)
    reasons += [*_too_wide(rules, work.carried), *_unknown_choices(rules, work.carried)]
    if reasons:
        raise Refused(reasons)
    return facts | _seen(rules.obligation, work, snapshot)


def _limits(rules: Rules, kind: Kind, work: Work, snapshot: Snapshot) -> dict[str, Json]:
    """All limits at the opening and while a campaign may begin or end; else those that a carried value changes."""
    now = {**snapshot.facts, **work.carried}
    if not snapshot.state or any(choice.is_dated for choice in choices_held(rules, now)):
        return limits_on(rules, kind, now, work.at.date())
    return {name: limit for each in choices_held(rules, work.carried) for name, limit in each.limits.items()}


def of_part(rules: Rules, process: Definition, work: Work, snapshot: Snapshot) -> dict[str, Json]:
    """The facts that follow from what an act on a part carries."""
    reasons = [*_faults(rules, process, work.carried, snapshot), *_promised_outside(rules, work, snapshot)]
    if reasons:
        raise Refused(reasons)
    answered = {ANSWERED_AT: work.at.isoformat()} if work.order.action in rules.answers else {}
    return _seen(process, work, snapshot) | answered


def _seen(process: Definition, work: Work, snapshot: Snapshot) -> dict[str, Json]:
    """When somebody arrived, and of which deadlines the clockwork has told."""
    if work.order.action == FALL_LATE:
        # as clockwork.sweep() finds them: the moment itself is told, though whoever acts in it is not late
        clocks = {key: clock for key, clock in snapshot.clocks.items() if clock.is_running()}
        missed = {key: clock.deadline.isoformat() for key, clock in clocks.items() if clock.deadline <= work.at}
        return {TOLD: {**_told(snapshot), **missed}}
    given = {fact for key in work.carried for fact in process.fields[key].gives}
    return {ARRIVED_AT: work.at.isoformat()} if ARRIVED_AT in given else {}


def _told(snapshot: Snapshot) -> dict[str, Json]:
    told = snapshot.facts.get(TOLD)
    return dict(told) if isinstance(told, dict) else {}


def _holder(process: Definition, carried: Mapping[str, Any]) -> dict[str, Json]:
    fields = process.fields
    named = [v for k, v in carried.items() if HOLDER in fields[k].gives and fields[k].kind is FieldKind.ORGANISATION]
    return {HOLDER: named[0]} if named else {}


def _promised_outside(rules: Rules, work: Work, snapshot: Snapshot) -> Iterator[Reason]:
    """A promised day lies between today and the day on which the clock ends; who is late promises today alone."""
    for field, clock in rules.promises.items():
        if field in work.carried and clock in snapshot.clocks:
            first, ends = work.at.date(), snapshot.clocks[clock].deadline.astimezone(work.at.tzinfo).date()
            last = max(first, ends)
            if not first <= date.fromisoformat(work.carried[field]) <= last:
                yield Reason("promised_outside", {"field": field, "first": first, "last": last})


def _faults(rules: Rules, process: Definition, carried: Mapping[str, Any], snapshot: Snapshot) -> Iterator[Reason]:
    for key, value in carried.items():
        kind = process.fields[key].kind
        if kind is FieldKind.PLACE and not is_place(str(value)):
            yield Reason("not_a_place", {"field": key, "value": value, "expected": "a community or unit grid"})
        elif kind is FieldKind.ORGANISATION and not _known([value]):
            yield Reason("unknown_organisation", {"field": key, "value": value})
        elif kind is FieldKind.CASE and not Case.objects.filter(number=value).exists():
            yield Reason("unknown_case", {"field": key, "value": value})
        elif kind is FieldKind.POSITION and snapshot.state and not _is_there(rules, value, str(snapshot.facts[PLACE])):
            yield Reason("not_there", {"field": key})


def is_place(code: str) -> bool:
    """Whether it is a division or a unit grid of this city that is valid today."""
    try:
        level = level_of(parse_place(code))
    except CodeError:
        return False
    return grid(code) is not None if level is Level.GRID else level < Level.GRID and is_valid_place(code)


def _is_there(rules: Rules, position: Mapping[str, float], place: str) -> bool:
    return is_at(position["lon"], position["lat"], place, rules.within_m)


def called_in(rules: Rules, act: str, values: Mapping[str, Any]) -> list[str]:
    """The organisations that an act calls, each once, the lead first."""
    codes = [code for field in rules.calls.get(act, ()) for code in str(values.get(field) or "").split()]
    return list(dict.fromkeys(codes))


def _callable(rules: Rules, kind: Kind, work: Work) -> Iterator[Reason]:
    """Whoever is named to be called exists, may be called by this kind, and is not who calls."""
    fields = {field for named in rules.calls.values() for field in named} & work.carried.keys()
    for field in sorted(fields):
        codes = str(work.carried[field]).split()
        if work.order.actor.organisation in codes:
            yield Reason("calls_itself", {"field": field, "value": work.order.actor.organisation})
        for code in [code for code in codes if not _known([code])]:
            yield Reason("unknown_organisation", {"field": field, "value": code})
        for code in codes if kind.organisations else ():
            if code not in kind.organisations:
                yield Reason("not_to_be_called", {"field": field, "value": code})


def _guarded(rules: Rules, work: Work) -> list[Reason]:
    """Whoever is named passes the guards that the book sets before the field."""
    named = [
        (name, Named(field, code, work.carried, work.at.date()))
        for field, name in rules.guards.items()
        for code in str(work.carried.get(field) or "").split()
    ]
    return [reason for name, each in named if (reason := guards()[name](each))]


def _misdirected(rules: Rules, carried: Mapping[str, Any], facts: Mapping[str, Json]) -> list[Reason]:
    """The way in which it goes fits the kind of organisation that it goes to."""
    chosen = {
        field: choices[carried[field]] for field, choices in rules.choices.items() if carried.get(field) in choices
    }
    fitting = {field: choice.to for field, choice in chosen.items() if choice.to}
    if not fitting:
        return []
    kind = Organisation.objects.filter(code=facts.get(HOLDER)).values_list("kind", flat=True).first()
    return [
        Reason("not_this_way", {"field": field, "expected": sorted(kinds)})
        for field, kinds in fitting.items()
        if kind and kind not in kinds
    ]


def _too_wide(rules: Rules, carried: Mapping[str, Any]) -> Iterator[Reason]:
    """What climbs from level to level begins at the lowest one."""
    if rules.levels and PLACE in carried and len(str(carried[PLACE])) < max(rules.levels.values()):
        yield Reason("place_too_wide", {"field": PLACE, "length": max(rules.levels.values())})
    elif rules.levels and PLACE in carried:
        yield from _posts_missing(rules, str(carried[PLACE]))


def _unknown_choices(rules: Rules, carried: Mapping[str, Any]) -> Iterator[Reason]:
    for field, choices in rules.choices.items():
        if field in carried and carried[field] not in choices:
            yield Reason("unknown_choice", {"field": field, "value": carried[field], "expected": ", ".join(choices)})


def _posts_missing(rules: Rules, place: str) -> Iterator[Reason]:
    """Every level through which it may climb has a post, so that it never lies with nobody."""
    kinds = {kind for role in rules.roles.values() if role.of is Of.LEVEL for kind in role.posts}
    wanted = {place[:length] for length in rules.levels.values()} if kinds else set()
    posts = Post.objects.filter(kind__in=kinds, region__in=wanted, until=None) if wanted else Post.objects.none()
    for region in sorted(wanted - set(posts.values_list("region", flat=True)), key=len):
        yield Reason("no_post_at", {"field": PLACE, "value": region})


def _known(codes: Iterable[str]) -> bool:
    wanted = set(codes)
    return Organisation.objects.filter(code__in=wanted, until=None).count() == len(wanted)
