"""How many acts a second one core decides and applies, with every check and every clock, without a database.

The acts are those of whole cases of nine kinds, most of them ordinary, started over a year. Time is that of the
processor, so that what else the machine does counts little. The lower bound is what the same acts would cost if they
were let through unchecked: one new dict with the new state and facts.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from statistics import median
from time import process_time
from typing import Any, NamedTuple, TypeVar

from tests.process.world import CALENDAR, DEFINITION, MONDAY_NINE, Story, actor, handler
from wanmi.process.definition import Json
from wanmi.process.engine import Act, Change, Snapshot, apply, change_from_json, decide, offers
from wanmi.process.errors import Refused

Work = TypeVar("Work")
ROUNDS = 5
DAY = 24 * 60  # minutes
NOBODY = actor("audit_admin", "somebody who may do nothing here")


class Step(NamedTuple):
    """One act of a case, with where the case stood before and what the journal keeps of it."""

    before: Snapshot
    act: Act
    facts: Mapping[str, Json]
    change: Change
    row: dict[str, Any]


Case = Sequence[Step]


def run(quick: bool) -> dict[str, float]:
    """Print a table for people; give the figures."""
    cases = _cases(400 if quick else 2_000)
    measures = {
        "decide and apply": _decide,
        "fold from the journal's JSON": _fold,
        "refuse: another post, nothing carried": _refuse,
        "all offers to the actor, with reasons": _offers,
        "lower bound: a new dict, no checks": _bare,
    }
    decided, folded, refused, offered, bare = _rates(measures, cases)
    print()
    _print_by_action(cases)
    return {
        "transitions_per_s": round(decided),
        "folds_per_s": round(folded),
        "refusals_per_s": round(refused),
        "offers_per_s": round(offered),
        "ratio_to_bare_update": round(decided / bare, 3),
    }


def _decide(case: Case) -> None:
    snapshot = Snapshot()
    for step in case:
        snapshot = apply(snapshot, decide(DEFINITION, snapshot, step.act, CALENDAR, step.facts))


def _fold(case: Case) -> None:
    snapshot = Snapshot()
    for step in case:
        snapshot = apply(snapshot, change_from_json(step.row))


def _refuse(case: Case) -> None:
    for step in case:
        try:
            decide(DEFINITION, step.before, Act(step.act.action, NOBODY, step.act.at), CALENDAR)
        except Refused:
            continue
        raise AssertionError(f"{step.act.action} was not refused")


def _offers(case: Case) -> None:
    for step in case:
        offers(DEFINITION, step.before, step.act.actor, step.act.at)


def _bare(case: Case) -> None:
    row: dict[str, Any] = {"version": 0}
    for step in case:
        row = {**row, **step.change.facts, "state": step.change.after, "version": row["version"] + 1}


def _ordinary(at: datetime) -> Story:
    return Story(at=at).to_close().take("close", actor("shift_leader"))


def _public(at: datetime) -> Story:
    story = Story("hotline", at).take("accept", actor("acceptor")).take("confirm_found", actor("collector"), 25)
    story.take("file", actor("shift_leader")).take("dispatch", actor("dispatcher")).take("finish", handler(), 90)
    story.take("feed_back", actor("dispatcher")).take("order_check", actor("acceptor"))
    return story.take("pass_check", actor("collector"), 20).take("close", actor("shift_leader"))


def _refused(at: datetime) -> Story:
    return Story("web", at).take("refuse", actor("acceptor"))


def _settled(at: datetime) -> Story:
    return Story(at=at).take("self_handle", actor("collector")).take("confirm_self_handled", actor("acceptor"))


def _reworked(at: datetime) -> Story:
    return _checked(Story(at=at).to_close("fail_check").take("rework", actor("shift_leader")))


def _returned(at: datetime) -> Story:
    story = Story(at=at).handling("gas").take("return", handler("gas fitter", "gas"), 60)
    return _checked(story.take("dispatch", actor("dispatcher"), department="water"))


def _extended(at: datetime) -> Story:
    story = Story(at=at).handling().take("request_extension", handler())
    return _checked(story.take("grant_extension", actor("dispatcher")))


def _suspended(at: datetime) -> Story:
    until = (at + timedelta(days=60)).date().isoformat()
    story = Story(at=at).handling().take("request_suspension", handler(), until=until)
    story.take("grant_suspension", actor("command_leader"))
    return _checked(story.take("resume", actor("dispatcher"), 40 * DAY))


def _late(at: datetime) -> Story:
    story = Story(at=at).handling().take("supervise", actor("inspector"), 10 * DAY)
    story.take("answer_supervision", handler())
    story = _checked(story).take("appeal", handler()).take("support_appeal", actor("dispatcher"))
    return story.take("uphold_appeal", actor("acceptor"))


def _checked(story: Story) -> Story:
    """From handling to the end."""
    story.take("finish", handler(), 30).take("feed_back", actor("dispatcher")).take("order_check", actor("acceptor"))
    return story.take("pass_check", actor("collector")).take("close", actor("shift_leader"))


# How often each kind of case comes, in a hundred.
MIX: Mapping[Callable[[datetime], Story], int] = {
    _ordinary: 40,
    _public: 25,
    _settled: 10,
    _returned: 6,
    _reworked: 5,
    _extended: 5,
    _late: 4,
    _refused: 3,
    _suspended: 2,
}


def _cases(count: int) -> list[Case]:
    random = Random(20261124)  # the same set in each run
    starts = (MONDAY_NINE - timedelta(minutes=random.randrange(300 * DAY)) for _ in range(count))
    kinds = random.choices(list(MIX), list(MIX.values()), k=count)
    return [list(_steps(kind(start))) for kind, start in zip(kinds, starts, strict=True)]


def _steps(story: Story) -> Iterator[Step]:
    before = Snapshot()
    for (act, facts), change in zip(story.acts, story.changes, strict=True):
        yield Step(before, act, facts, change, json.loads(json.dumps(change.as_json())))
        before = apply(before, change)


def _rates(measures: Mapping[str, Callable[[Case], None]], cases: Sequence[Case]) -> list[float]:
    """Acts a second of each, the median of some rounds in which all take their turn; prints them."""
    acts = sum(map(len, cases))
    rounds = [[acts / _seconds(measure, cases) for measure in measures.values()] for _ in range(ROUNDS)]
    rates = [median(column) for column in zip(*rounds, strict=True)]
    for what, rate in zip(measures, rates, strict=True):
        print(f"{what:40} {acts:>8,} x {rate:>12,.0f}/s")
    return rates


def _seconds(measure: Callable[[Work], None], pieces: Sequence[Work]) -> float:
    begin = process_time()
    for piece in pieces:
        measure(piece)
    return process_time() - begin


def _print_by_action(cases: Sequence[Case]) -> None:
    """What each kind of act costs, the dearest first."""
    by_action: dict[str, list[Step]] = defaultdict(list)
    for step in (step for case in cases for step in case):
        by_action[step.act.action].append(step)
    costs = {action: _seconds(_decide_one, steps) / len(steps) for action, steps in by_action.items()}
    for action, cost in sorted(costs.items(), key=lambda pair: -pair[1]):
        print(f"  {action:38} {len(by_action[action]):>8,} x {cost * 1e6:>10.1f} µs")


def _decide_one(step: Step) -> None:
    apply(step.before, decide(DEFINITION, step.before, step.act, CALENDAR, step.facts))
