"""Whatever the parties do in whatever order, the promises of each process hold after every step."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.joint.presets import processes_of, rules_in
from tests.process.world import CALENDAR, MONDAY_NINE, PLACE
from wanmi.process.definition import Definition, FieldKind, Transition
from wanmi.process.engine import Act, Actor, Snapshot, apply, change_from_json, decide, desks, offers
from wanmi.process.reading import read_text

DEFINITIONS = [
    read_text(f"{key}.toml", text)
    for name in ("whistle", "hotline", "linkage", "platforms")
    for key, text in processes_of(name).items()
]
LIMIT = {"value": 2, "unit": "work_hour"}
MINUTES = (0, 1, 30, 121, 24 * 60, 9 * 24 * 60)
choices = st.lists(st.tuples(st.integers(0, 10_000), st.sampled_from(MINUTES)), min_size=1, max_size=25)
VALUES: dict[FieldKind, Any] = {
    FieldKind.TEXT: "words",
    FieldKind.PHOTOS: ["a" * 64],
    FieldKind.POSITION: {"lon": 116.4, "lat": 39.9},
    FieldKind.PLACE: PLACE,
    FieldKind.ORGANISATION: "fire",
    FieldKind.CASE: "1",
}


def carried(definition: Definition, line: Transition, pick: int, day: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the line carries, and the facts that the room would look up."""
    given: dict[str, Any] = {}
    facts: dict[str, Any] = {}
    for key in (*line.carries, *line.may_carry):
        field = definition.fields[key]
        values = list(field.codes) or [day if field.kind is FieldKind.DATE else VALUES[field.kind]]
        given[key] = values[pick % len(values)]
        facts |= {name: LIMIT if name.startswith("limit_") else "fire" for name in field.gives}
    return given, facts


def people(definition: Definition) -> list[Actor]:
    return [Actor(f"person {post}", post, post, "fire", "11") for post in definition.posts]


@pytest.mark.parametrize("definition", DEFINITIONS, ids=lambda each: each.key)
@settings(max_examples=25)
@given(walk=choices)
def test_promises_hold_after_every_step(definition: Definition, walk: list[tuple[int, int]]) -> None:
    at, snapshot, changes = MONDAY_NINE, Snapshot(), []
    for pick, minutes in walk:
        at += timedelta(minutes=minutes)
        takers = [
            (who, offer.transition)
            for who in people(definition)
            for offer in offers(definition, snapshot, who, at)
            if offer.is_open
        ]
        assert takers, f"nobody can do anything in {snapshot.state}"
        who, line = takers[pick % len(takers)]
        given_, facts = carried(definition, line, pick, (at + timedelta(days=2)).date().isoformat())
        change = decide(definition, snapshot, Act(line.action, who, at, given_), CALENDAR, facts)
        changes.append(change)
        snapshot = apply(snapshot, change)
        assert_promises(definition, snapshot)
    folded = Snapshot()
    for change in changes:
        folded = apply(folded, change_from_json(change.as_json()))
    assert folded == snapshot


def assert_promises(definition: Definition, snapshot: Snapshot) -> None:
    """An end has no running clock; what is open lies on one desk whose clock runs; no counter is above its bound."""
    running = {key for key, clock in snapshot.clocks.items() if clock.is_running()}
    if definition.is_final(snapshot.state):
        assert running == set()
        assert desks(definition, snapshot) == []
    else:
        (desk,) = desks(definition, snapshot)
        assert desk.clock in running
    for line in definition.transitions:
        for counter, most in line.at_most.items():
            assert snapshot.counts.get(counter, 0) <= most
    for one, others in definition.separation.items():
        for other in others:
            assert not set(snapshot.parts.get(one, ())) & set(snapshot.parts.get(other, ()))


@pytest.mark.parametrize("name", ["whistle", "platforms", "hotline"])
def test_no_called_organisation_decides_over_its_own_objection(name: str) -> None:
    rules = rules_in(name)
    assert rules.part is not None
    for line in rules.part.transitions:
        if line.side == "deciding":
            assert not line.by & {"called", "helper"}
