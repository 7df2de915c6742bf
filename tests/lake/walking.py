"""Cases that the process has really walked, told as the lake's journal tells them: for tests and for the benchmark."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from tests.process.walking import LIMITS, POSTS
from tests.process.world import CALENDAR, DEFINITION, MONDAY_NINE, VALUES, actor
from wanmi.lake.folding import World
from wanmi.lake.projection import CASE, projected
from wanmi.process.definition import Transition
from wanmi.process.engine import Act, Snapshot, apply, decide
from wanmi.process.errors import Refused

LONGEST = 40
# How often people take an act among those that are open to them; what is not named is rare.
OFTEN = {"accept": 60, "file": 60, "dispatch": 60, "finish": 40, "feed_back": 60, "order_check": 60, "close": 90}
OFTEN |= {"confirm_found": 30, "pass_check": 30, "fail_check": 6, "rework": 60, "return": 3, "grant_extension": 30}
OFTEN |= {"grant_suspension": 30, "resume": 30, "request_extension": 2, "self_handle": 6}
MINUTES = (1, 3, 8, 12, 20, 40, 90, 240, 600, 1_500)
ELSEWHERE = {"report", "look_reporter", "recompute"}  # tell nothing of the case


class Desks:
    """Posts of the invented city are named organisation/kind."""

    def organisation(self, post: str) -> str:
        return post.partition("/")[0]

    def desk(self, kind: str, department: str | None, place: str) -> str:
        return f"{department or 'centre'}/{kind}"


WORLD = World(DEFINITION, CALENDAR, Desks())


def walked(chance: random.Random, number: int) -> Iterator[dict[str, Any]]:
    """The acts of one case, as the lake's journal tells them; people choose as people mostly do."""
    snapshot, at = Snapshot(), MONDAY_NINE + timedelta(minutes=number % 480)
    first = seq = number * (LONGEST + 1)
    line: Transition | None = DEFINITION.opening
    while line is not None and seq - first < LONGEST:
        act, facts = _act(chance, line, snapshot, at)
        try:
            change = decide(DEFINITION, snapshot, act, CALENDAR, facts)
        except Refused:
            line = _next(chance, snapshot)
            continue
        seq += 1
        snapshot = apply(snapshot, change)
        carried = {key: value for key, value in act.carried.items() if DEFINITION.fields[key].codes}
        body = json.loads(json.dumps({"change": change.as_json(), "carried": carried}))
        said = {"seq": seq, "at": at.isoformat(), "subject_kind": CASE, "subject": f"W{number}", "action": act.action}
        yield projected(said | {"post": act.actor.post, "place": snapshot.facts["place"], "body": body}, "", "")
        at += timedelta(minutes=chance.choice(MINUTES))
        line = _next(chance, snapshot)


def _next(chance: random.Random, snapshot: Snapshot) -> Transition | None:
    lines = [t for t in DEFINITION.leaving[snapshot.state] if t.action not in ELSEWHERE]
    # Most cases rest where they have ended; some go on: an appeal, a reopening. A few are never finished.
    if chance.random() < (0.9 if DEFINITION.is_final(snapshot.state) else 0.004):
        return None
    return chance.choices(lines, [OFTEN.get(t.action, 1) for t in lines])[0]


def _act(chance: random.Random, line: Transition, snapshot: Snapshot, at: datetime) -> tuple[Act, dict[str, Any]]:
    kind = next(post for post in POSTS if post in line.by)
    department = str(snapshot.facts.get("department", "")) if kind == "handler" else "centre"
    carried = {}
    for key in line.carries:
        spec = DEFINITION.fields[key]
        carried[key] = chance.choice(list(spec.codes)) if spec.codes else VALUES[spec.kind]
    if "department" in carried:
        carried["department"] = chance.choice(("D0", "D0", "D0", "D1"))
    if "until" in carried:
        carried["until"] = (at.date() + timedelta(days=9)).isoformat()
    facts = {"limit": chance.choice(LIMITS)} if "condition" in carried else {}
    # Everybody acts once: who has dispatched a case may not judge it.
    return Act(line.action, actor(kind, f"{kind} {snapshot.version}", department), at, carried), facts
