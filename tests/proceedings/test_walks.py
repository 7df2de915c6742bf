"""Every process but that of cases and of obligations: random allowed paths, with what must hold after each step."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.process.world import CALENDAR, MONDAY_NINE, PLACE, VALUES
from wanmi.process.definition import DEPARTMENT, Definition, FieldKind, Scope
from wanmi.process.engine import Act, Actor, Snapshot, apply, change_from_json, decide, desks, offers
from wanmi.process.reading import read_definition

ROOT = Path(__file__).parents[2] / "wanmi"
TABLES = sorted(ROOT.glob("responsibility/*.toml")) + sorted(ROOT.glob("assemblies/*.toml"))
TABLES += (
    sorted(ROOT.glob("residence/*.toml"))
    + sorted(ROOT.glob("firms/*.toml"))
    + sorted(ROOT.glob("consultations/*.toml"))
    + sorted(ROOT.glob("governance/*.toml"))
)
TABLES += [ROOT / each for each in ("topics/topic.toml", "merging/merge.toml", "circles/candidate.toml")]
TABLES += [ROOT / "addresses/base" / each for each in ("address.toml", "remedy.toml")]
TABLES += sorted(ROOT.parent.glob("cities/presets/shanghai/joint/processes/*.toml"))
DEFINITIONS = {path.stem: read_definition(path) for path in TABLES}
MOST_STEPS = 25


def person(definition: Definition, kind: str) -> Actor:
    return Actor(f"person {kind}", kind, f"post {kind}", "roads", PLACE[:6])


def carried(definition: Definition, keys: tuple[str, ...], pick: int) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key in keys:
        spec = definition.fields[key]
        if spec.codes:
            values[key] = list(spec.codes)[pick % len(spec.codes)]
        elif spec.kind is FieldKind.DATE:
            values[key] = "2026-12-24"
        else:
            values[key] = VALUES[spec.kind]
    return values


def looked_up(definition: Definition) -> dict[str, Any]:
    """The facts that rooms above give."""
    limit = {"value": 3, "unit": "work_day"}
    given_facts = {fact for field in definition.fields.values() for fact in field.gives}
    facts: dict[str, Any] = dict.fromkeys(given_facts, True)
    facts |= {clock.limit_from: limit for clock in definition.clocks.values() if clock.limit_from}
    facts |= {clock.not_before: MONDAY_NINE.isoformat() for clock in definition.clocks.values() if clock.not_before}
    facts |= {clock.until_from: "2026-12-24" for clock in definition.clocks.values() if clock.until_from}
    return facts | {DEPARTMENT: "roads"}


@pytest.mark.parametrize("name", sorted(DEFINITIONS))
@settings(max_examples=30)
@given(data=st.data())
def test_random_allowed_paths(name: str, data: st.DataObject) -> None:
    definition = DEFINITIONS[name]
    at, snapshot, folded = MONDAY_NINE, Snapshot(), Snapshot()
    for _step in range(MOST_STEPS):
        open_lines = [
            (who, offer.transition)
            for who in (person(definition, kind) for kind in sorted(definition.posts))
            for offer in offers(definition, snapshot, who, at)
            if offer.is_open
        ]
        if not open_lines:
            break
        who, line = data.draw(st.sampled_from(open_lines))
        pick = data.draw(st.integers(0, 5))
        given_values = carried(definition, line.carries, pick)
        change = decide(definition, snapshot, Act(line.action, who, at, given_values), CALENDAR, looked_up(definition))
        snapshot, folded = apply(snapshot, change), apply(folded, change_from_json(change.as_json()))
        assert folded == snapshot  # the journal tells the same
        _holds(definition, snapshot)
        at += timedelta(hours=data.draw(st.integers(0, 30)))


def _holds(definition: Definition, snapshot: Snapshot) -> None:
    """An end has no running clock and no desk; what is open lies on one desk whose clock runs."""
    lying = desks(definition, snapshot)
    running = {key for key, clock in snapshot.clocks.items() if clock.is_running()}
    if definition.is_final(snapshot.state):
        assert not lying
        assert not running
    else:
        assert lying
        assert {desk.clock for desk in lying} <= running
        assert all(desk.post_kind in definition.posts for desk in lying)


@pytest.mark.parametrize("name", sorted(DEFINITIONS))
def test_posts_bound_to_their_department_open_what_they_hold_or_are_named_by_whoever_does(name: str) -> None:
    definition = DEFINITIONS[name]
    bound = {key for key, post in definition.posts.items() if post.scope is Scope.DEPARTMENT}
    named = {fact for key in definition.opening.carries for fact in definition.fields[key].gives}
    assert not bound or bound & definition.opening.by or DEPARTMENT in named
