"""Whatever people do in whatever order, the promises of the case process hold after every step."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from itertools import combinations
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.process.walking import POSTS, Choice, Walk, appointments, steps_to_an_end
from tests.process.world import DEFINITION
from wanmi.process.definition import REQUEST
from wanmi.process.engine import desks, offers

CHANNELS = tuple(DEFINITION.fields["channel"].codes)
MINUTES = (0, 1, 20, 45, 300, 24 * 60, 3 * 24 * 60, 30 * 24 * 60)
LONGEST_WAY_OUT = 4  # acts: a suspended case is resumed, returned, sent back and voided

people = st.lists(st.frozensets(st.sampled_from(POSTS), min_size=1, max_size=4), min_size=6, max_size=12)
choices = st.builds(Choice, st.integers(0, 10_000), st.integers(0, 10_000), st.sampled_from(MINUTES))


def assert_promises(walk: Walk) -> None:
    assert_sides_apart(walk)
    assert_clocks_fit(walk)
    assert_somebody_can_go_on(walk)
    assert walk.folded() == walk.snapshot
    for line in DEFINITION.transitions:
        for counter, most in line.at_most.items():
            assert walk.snapshot.counts.get(counter, 0) <= most


def assert_sides_apart(walk: Walk) -> None:
    for one, other in combinations(DEFINITION.sides, 2):
        if other in DEFINITION.separation.get(one, ()):
            assert not set(walk.snapshot.parts.get(one, ())) & set(walk.snapshot.parts.get(other, ()))


def assert_clocks_fit(walk: Walk) -> None:
    """Each desk's clock runs; in an end none runs but that of a request; no deadline lies before its start."""
    running = {key: clock for key, clock in walk.snapshot.clocks.items() if clock.is_running()}
    on_desks = {desk.clock for desk in desks(DEFINITION, walk.snapshot)}
    assert on_desks <= set(running)
    if DEFINITION.is_final(walk.snapshot.state):
        assert set(running) == on_desks
    for clock in running.values():
        assert clock.deadline >= clock.events[0].at
        assert [event.at for event in clock.events] == sorted(event.at for event in clock.events)


def assert_somebody_can_go_on(walk: Walk) -> None:
    """Whatever lies on a desk, somebody new in that post can act on it."""
    for desk in desks(DEFINITION, walk.snapshot):
        department = walk.snapshot.facts.get("department")
        fresh = [who for who in appointments("fresh", desk.post_kind) if who.organisation in (department, "centre")]
        open_to_fresh = [o for who in fresh for o in offers(DEFINITION, walk.snapshot, who, walk.at) if o.is_open]
        assert any(offer.transition.target or REQUEST in offer.transition.sets for offer in open_to_fresh)
    assert DEFINITION.is_final(walk.snapshot.state) or desks(DEFINITION, walk.snapshot)


def assert_offers_are_true(walk: Walk, choice: Choice) -> None:
    """What is offered is accepted, what is not is refused for the reasons given; and judging changes nothing."""
    before = walk.folded()
    for who, offer in walk.offers():
        assert walk.reasons(who, offer.transition, choice) == offer.reasons
    assert walk.snapshot == before


@settings(max_examples=60, deadline=None)
@given(people, st.sampled_from(CHANNELS), st.lists(choices, min_size=15, max_size=40))
def test_the_promises_hold_after_every_step(people: list[frozenset[str]], channel: str, steps: list[Choice]) -> None:
    walk = Walk(people)
    walk.open_with(channel, steps[0])
    for choice in steps:
        walk.step(choice)
        assert_promises(walk)


@settings(max_examples=25, deadline=None)
@given(people, st.sampled_from(CHANNELS), st.lists(choices, min_size=10, max_size=25))
def test_offers_are_true(people: list[frozenset[str]], channel: str, steps: list[Choice]) -> None:
    walk = Walk(people)
    walk.open_with(channel, steps[0])
    for choice in steps:
        walk.step(choice)
        assert_offers_are_true(walk, choice)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(CHANNELS), st.lists(choices, min_size=15, max_size=40))
def test_new_people_can_always_end_the_case(channel: str, steps: list[Choice]) -> None:
    walk = everybody()
    walk.open_with(channel, steps[0])
    for choice in steps:
        walk.step(choice)
    assert steps_to_an_end(walk, LONGEST_WAY_OUT) is not None


def test_walks_take_every_line_of_the_table() -> None:
    """The walks above would prove little if they stayed near the beginning."""
    random, taken = Random(23), Counter({DEFINITION.opening: 1})
    for _ in range(400):
        walk = everybody()
        walk.open_with(random.choice(CHANNELS), chance(random))
        ended, steps = False, 0
        while not ended:  # by a line of the records once the case is over; before that they are rare
            walk.at += timedelta(minutes=random.choice(MINUTES))
            takers, goes_on = walk.takers(), not DEFINITION.is_final(walk.snapshot.state)
            late = goes_on and random.random() < 0.9  # mostly no record yet
            line = min(
                takers, key=lambda line, late=late: (late and line.side == "records", taken[line] * random.random())
            )
            walk.take(random.choice(takers[line]), line, chance(random))
            taken[line] += 1
            ended, steps = not goes_on and line.side == "records", steps + 1
            assert steps < 500, "the walk does not come to an end"
            assert_promises(walk)
    assert [line.place for line in DEFINITION.transitions if line not in taken] == []


def everybody() -> Walk:
    """Two people in each post."""
    return Walk([frozenset({post}) for post in POSTS for _ in range(2)])


def chance(random: Random) -> Choice:
    return Choice(random.randrange(10_000), random.randrange(10_000), random.choice(MINUTES))


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(CHANNELS), st.lists(choices, min_size=30, max_size=60))
def test_one_person_with_every_post_never_closes_what_he_handled(channel: str, steps: list[Choice]) -> None:
    walk = Walk([frozenset(POSTS)])
    walk.open_with(channel, steps[0])
    for choice in steps:
        walk.step(choice)
    sides = {change.side for change in walk.changes if change.actor == "person 0"}
    assert not ("judging" in sides and sides & {"commanding", "handling"})
