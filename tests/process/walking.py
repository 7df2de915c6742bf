"""Walks through the case process: people with several posts each take whatever is open to them, at any hour."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.process.world import CALENDAR, DEFINITION, MONDAY_NINE, PLACE, VALUES, actor
from wanmi.process.definition import FieldKind, Scope, Transition
from wanmi.process.engine import Act, Actor, Change, Offer, Snapshot, apply, change_from_json, decide, offers
from wanmi.process.errors import Refused

DEPARTMENTS = ("water", "gas")
LIMITS = ({"value": 4, "unit": "work_hour"}, {"value": 2, "unit": "urgent_hour"}, {"value": 3, "unit": "work_day"})
POSTS = tuple(DEFINITION.posts)


@dataclass(frozen=True, slots=True)
class Choice:
    """What chance decides about one step: which open act, which values, how long after the last one."""

    pick: int
    value: int
    minutes: int


@dataclass
class Walk:
    """One case on its way. Each person holds his posts in both departments, where the post belongs to one."""

    people: Sequence[frozenset[str]]
    at: datetime = MONDAY_NINE
    snapshot: Snapshot = field(default_factory=Snapshot)
    changes: list[Change] = field(default_factory=list)

    def open_with(self, channel: str, choice: Choice) -> None:
        self.take(actor("operator", "caller"), DEFINITION.opening, choice, channel=channel)

    def step(self, choice: Choice) -> Transition | None:
        """Some time later, take one of the acts that are open to somebody; None where nobody can do anything."""
        self.at += timedelta(minutes=choice.minutes)
        takers = self.takers()
        if not takers:
            return None
        line = list(takers)[choice.pick % len(takers)]
        self.take(takers[line][choice.value % len(takers[line])], line, choice)
        return line

    def takers(self) -> dict[Transition, list[Actor]]:
        """Each line that is open now, with those who may take it."""
        takers: dict[Transition, list[Actor]] = {}
        for who, offer in self.offers():
            if offer.is_open:
                takers.setdefault(offer.transition, []).append(who)
        return takers

    def take(self, who: Actor, line: Transition, choice: Choice, **given: str) -> None:
        change = self.decide(who, line, choice, **given)
        self.changes.append(change)
        self.snapshot = apply(self.snapshot, change)

    def decide(self, who: Actor, line: Transition, choice: Choice, **given: str) -> Change:
        """The change that the act would make, with everything carried that it may carry; raises Refused."""
        carried = {key: self._value(key, choice.value) for key in (*line.carries, *line.may_carry)} | given
        facts: dict[str, Any] = {}
        if "condition" in carried:
            facts["limit"] = LIMITS[choice.value % len(LIMITS)]
        if "reporter" in carried:
            facts["has_reporter"] = True
        return decide(DEFINITION, self.snapshot, Act(line.action, who, self.at, carried), CALENDAR, facts)

    def offers(self) -> Iterator[tuple[Actor, Offer]]:
        for number, posts in enumerate(self.people):
            for who in (who for post in sorted(posts) for who in appointments(f"person {number}", post)):
                for offer in offers(DEFINITION, self.snapshot, who, self.at):
                    yield who, offer

    def reasons(self, who: Actor, line: Transition, choice: Choice) -> tuple[object, ...]:
        try:
            self.decide(who, line, choice)
        except Refused as refused:
            return refused.reasons
        return ()

    def folded(self) -> Snapshot:
        """The snapshot from the changes as a journal keeps them."""
        snapshot = Snapshot()
        for row in json.loads(json.dumps([change.as_json() for change in self.changes])):
            snapshot = apply(snapshot, change_from_json(row))
        return snapshot

    def strangers(self) -> Walk:
        """The same case in the hands of people who have never touched it, one for each post."""
        people = [frozenset[str]()] * len(self.people) + [frozenset({post}) for post in POSTS]
        return Walk(people, self.at, self.snapshot, list(self.changes))

    def _value(self, key: str, value: int) -> Any:
        spec = DEFINITION.fields[key]
        if spec.codes:
            return list(spec.codes)[value % len(spec.codes)]
        if spec.kind is FieldKind.ORGANISATION:
            return DEPARTMENTS[value % len(DEPARTMENTS)]
        if spec.kind is FieldKind.DATE:
            return (self.at.date() + timedelta(days=1 + value % 20)).isoformat()
        return PLACE if spec.kind is FieldKind.PLACE else VALUES[spec.kind]


def appointments(name: str, post: str) -> list[Actor]:
    by_department = DEFINITION.posts[post].scope is Scope.DEPARTMENT
    return [actor(post, name, organisation) for organisation in (DEPARTMENTS if by_department else ("centre",))]


def steps_to_an_end(walk: Walk, most: int) -> int | None:
    """How many acts strangers need to end the case, each act by somebody new; None where ``most`` do not do."""
    frontier = [walk]
    seen = set()
    for steps in range(most + 1):
        if any(DEFINITION.is_final(way.snapshot.state) for way in frontier):
            return steps
        following = [further for way in frontier for further in _further(way)]
        frontier = []
        for way in following:
            steering = {fact: way.snapshot.facts.get(fact) for fact in ("verified", "checked", "filed", "request")}
            key = (way.snapshot.state, *map(str, steering.values()))
            if key not in seen:
                seen.add(key)
                frontier.append(way)
    return None


def _further(walk: Walk) -> Iterator[Walk]:
    """Each way on that leaves the state or answers a request."""
    strangers = walk.strangers()
    for who, offer in strangers.offers():
        if offer.is_open and (offer.transition.target or "request" in offer.transition.sets):
            way = strangers.strangers()
            way.take(who, offer.transition, Choice(0, 0, 0))
            yield way
