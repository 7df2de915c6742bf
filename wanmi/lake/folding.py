"""From the acts of one case to its facts: a row for the case, and one for each stay in a stage. Plain Python."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from wanmi.lake.projection import EPOCH, MICROSECOND, instant
from wanmi.process.definition import Definition
from wanmi.worktime.calendar import WorkCalendar
from wanmi.worktime.units import Unit

Row = dict[str, Any]

HANDLING, SUPERVISION = "handling", "supervision"
RESTS_IN = {"suspended": HANDLING}  # a state in which the stage goes on
WORKING = {Unit.WORK_HOUR, Unit.WORK_DAY}
CLOSED = {"closed", "force_closed"}
WITHDRAWN = {"void", "merged"}  # no matter of their own: what was merged is counted with its main case
# The act by which a desk gives work back, whose work that is, and where the act tells why.
GIVEN_BACK = {
    "decline": ("reported", "decline"),
    "void": ("to_file", "voiding"),
    "check_again": ("checking", ""),
}


class Offices(Protocol):
    """Who sits where."""

    def organisation(self, post: str) -> str:
        """The organisation of a post."""

    def desk(self, kind: str, department: str | None, place: str) -> str:
        """The post of this kind that answers for a place; empty where none does."""


@dataclass(frozen=True, slots=True)
class World:
    """What the meaning of acts depends on beside the journal."""

    definition: Definition
    calendar: WorkCalendar
    offices: Offices


@dataclass(slots=True)
class Case:
    """One case, followed act by act. Each act is a row of the lake's journal."""

    world: World
    facts: dict[str, Any] = field(default_factory=dict)
    marks: Row = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    stays: list[Row] = field(default_factory=list)
    present: Row | None = None  # the stay that lasts
    supervision: Row | None = None
    dispatch: Row | None = None  # the dispatch that the department gave back, while nobody has agreed
    suspended: int | None = None  # since when
    acts: int = 0

    def take(self, act: Mapping[str, Any]) -> None:
        clocks: dict[str, Any] = json.loads(act["clocks"])
        codes: dict[str, str] = json.loads(act["codes"])
        self.facts |= json.loads(act["facts"])
        self.acts += 1
        if act["counts"]:
            self.counts[act["counts"]] = self.counts.get(act["counts"], 0) + 1
        self._judge(act, codes)
        self._suspend(act)
        self._move(act, clocks)
        self._supervise(act, clocks)
        self._mark(act, clocks)

    def _move(self, act: Mapping[str, Any], clocks: Mapping[str, Any]) -> None:
        """End the stay in a stage and begin the next one; or let the stay learn what the act changed."""
        before, after = (RESTS_IN.get(act[side], act[side]) for side in ("before", "after"))
        if before == after:
            if self.present is not None:
                self._learn(self.present, self._clock(after), clocks)
                self.present["extensions"] += act["counts"] == "extensions"
            return
        if self.present is not None:
            self._end(self.present, act)
            self.present = None
        state = self.world.definition.states.get(after)
        if state is None or not state.final:
            self.present = self._begin(after, act)
            self._learn(self.present, self._clock(after), clocks)

    def _begin(self, stage: str, act: Mapping[str, Any]) -> Row:
        stay = {
            "stage": stage,
            "round": 1 + sum(stay["stage"] == stage for stay in self.stays),
            "begun": act["at"],
            "begun_by": act["action"],
            "due": None,
            "ended": None,
            "ended_by": "",
            "fault": "",
            "limit_value": 0,
            "limit_unit": "",
            "pauses": 0,
            "paused": 0,
            "extensions": 0,
            "worked": 0,
            "post": "",
            "department": str(self.facts.get("department") or ""),
            "place": self.place,
        }
        self.stays.append(stay)
        return stay

    def _end(self, stay: Row, act: Mapping[str, Any]) -> None:
        stay |= {"ended": act["at"], "ended_by": act["action"], "post": act["post"], "place": self.place}
        if stay["stage"] == HANDLING:
            stay["worked"] = self._worked(stay)

    def _learn(self, stay: Row, clock: str, clocks: Mapping[str, Any]) -> None:
        moved = clocks.get(clock)
        if moved is not None:
            stay["due"] = instant(moved["deadline"])
            stay["limit_value"], stay["limit_unit"] = moved["limit"] or (0, "")

    def _clock(self, stage: str) -> str:
        state = self.world.definition.states.get(stage)
        return state.clock if state else ""

    def _worked(self, stay: Row) -> int:
        """Seconds on the limit's own clock, suspensions left out."""
        working = stay["limit_unit"] in WORKING
        whole = self._elapsed(working, stay["begun"], stay["ended"])
        return whole - sum(self._elapsed(working, *pause) for pause in stay.pop("rests", []))

    def _elapsed(self, working: bool, since: int, until: int) -> int:
        unit = Unit.WORK_HOUR if working else Unit.URGENT_HOUR
        begin, end = (EPOCH + instant * MICROSECOND for instant in (since, until))
        return self.world.calendar.elapsed(unit, begin, max(begin, end)).amount

    def _suspend(self, act: Mapping[str, Any]) -> None:
        """A suspension rests inside the handling."""
        if act["after"] == "suspended" and act["before"] != "suspended":
            self.suspended = act["at"]
            self.marks |= {"suspended_from": act["at"], "suspended_to": None}
        elif act["before"] == "suspended" and act["after"] != "suspended" and self.suspended is not None:
            self.marks["suspended_to"] = act["at"]
            if self.present is not None:
                self.present["pauses"] += 1
                self.present["paused"] += act["at"] - self.suspended
                self.present.setdefault("rests", []).append((self.suspended, act["at"]))
            self.suspended = None

    def _supervise(self, act: Mapping[str, Any], clocks: Mapping[str, Any]) -> None:
        moved = clocks.get(SUPERVISION)
        if moved is None:
            return
        if self.supervision is not None and (act["action"] == "supervise" or _is_over(moved)):
            self.supervision |= {"ended": act["at"], "ended_by": act["action"]}
            self.supervision = None
        if act["action"] == "supervise":
            self.supervision = self._begin(SUPERVISION, act)
            self.supervision["post"] = act["post"]
        if self.supervision is not None:
            self._learn(self.supervision, SUPERVISION, clocks)

    def _judge(self, act: Mapping[str, Any], codes: Mapping[str, str]) -> None:
        """Whose work was given back, and why. A wrong dispatch is one once the dispatcher has agreed to the return."""
        action = act["action"]
        if action in GIVEN_BACK:
            stage, field = GIVEN_BACK[action]
            if (stay := self._last(stage)) is not None:
                stay["fault"] = codes.get(field, action)
        elif action == "return":
            self.dispatch = self._last("to_dispatch")
            if self.dispatch is not None:
                self.dispatch |= {"claimed": codes.get("returning", ""), "claimant": self.facts.get("department")}
        elif action in ("dispatch", "send_back") and self.dispatch is not None:
            elsewhere = action == "send_back" or self.facts.get("department") != self.dispatch["claimant"]
            self.dispatch["fault"] = self.dispatch["claimed"] if elsewhere else ""
            self.dispatch = None

    def _last(self, stage: str) -> Row | None:
        """The last stay in a stage that has ended."""
        return next((stay for stay in reversed(self.stays) if stay["stage"] == stage and stay["ended_by"]), None)

    def _mark(self, act: Mapping[str, Any], clocks: Mapping[str, Any]) -> None:
        """The instants of the case's last round."""
        action, at, post = act["action"], act["at"], act["post"]
        if action == "report":
            self.marks |= {"case_id": act["seq"], "number": act["subject"], "opened": at, "opened_post": post}
        elif action == "file":
            self.marks |= {"filed": at, "leader_post": post}
        elif action == "dispatch":
            self.marks |= {"dispatched": at, "handled": None}
        elif action == "finish":
            self.marks["handled"] = at
        elif action in ("handle_again", "rework"):
            self.marks["handled"] = None
        elif action in ("send_back", "reopen"):
            self.marks |= {"dispatched": None, "handled": None, "due": None, "closed": None}
        elif action == "self_handle":
            self.marks["self_handled"] = True
        if HANDLING in clocks and action not in ("send_back", "reopen"):
            self.marks["due"] = instant(clocks[HANDLING]["deadline"])
        if act["after"] in CLOSED and act["before"] not in CLOSED:
            self.marks |= {"closed": at, "leader_post": post}
        self.marks |= {"state": act["after"], "last_seq": act["seq"]}

    @property
    def place(self) -> str:
        """The unit grid where it is known and lies in the place, else the community."""
        place, grid = str(self.facts.get("place") or ""), str(self.facts.get("grid") or "")
        return grid if place and grid.startswith(place) else place

    def row(self) -> Row:
        facts = self.facts
        limit = facts.get("limit") or {}
        return self.marks | {
            "channel": facts.get("channel", ""),
            "is_public": bool(facts.get("public")),
            "by_collector": facts.get("channel") == "collector",
            "self_handled": bool(self.marks.get("self_handled")),
            "is_urgent": str(limit.get("unit", "")).startswith("urgent"),
            "is_excused": bool(facts.get("excused")),
            "item": facts.get("item", ""),
            "place": self.place,
            "department": str(facts.get("department") or ""),
            "leader_post": self.marks.get("leader_post", ""),
            **{name: self.counts.get(name, 0) for name in ("returns", "reworks", "reopenings")},
            **{name: self.counts.get(name, 0) for name in ("extensions", "suspensions")},
            "entries": self.acts,
        }

    def stages(self) -> list[Row]:
        """The stays, with what only the whole story tells."""
        last = {stay["stage"]: stay for stay in self.stays}
        forward = {(stay["stage"], stay["ended_by"]): stay for stay in self.stays}
        return [
            self._told(stay)
            | {
                "is_last": stay is last[stay["stage"]],
                "is_forward": stay is forward[stay["stage"], stay["ended_by"]],
            }
            for stay in self.stays
        ]

    def _told(self, stay: Row) -> Row:
        post = stay["post"] or self._desk(stay["stage"])
        # Handling is the work of the department that had the case then; all else goes with the one that has it now.
        department = stay["department"] if stay["stage"] == HANDLING else str(self.facts.get("department") or "")
        return stay | {
            "case_id": self.marks["case_id"],
            "number": self.marks["number"],
            "post": post,
            "organisation": self.world.offices.organisation(post),
            "department": department,
            "is_public": bool(self.facts.get("public")),
            "is_void": self.marks["state"] in WITHDRAWN,
        }

    def _desk(self, stage: str) -> str:
        definition = self.world.definition
        state = definition.states.get(stage)
        if state is None or state.desk is None:
            return ""
        by_department = definition.posts[state.desk].scope == "department"
        department = str(self.facts.get("department") or "") if by_department else None
        return self.world.offices.desk(state.desk, department, str(self.facts.get("place") or ""))


def _is_over(clock: Mapping[str, Any]) -> bool:
    return bool(clock["events"][-1][0] == "stop" and not clock["paused"])


def fold(acts: Sequence[Mapping[str, Any]], world: World) -> tuple[Row, list[Row]]:
    """The facts of one case after ``acts``, oldest first, the report among them."""
    case = Case(world)
    for act in acts:
        case.take(act)
    return case.row(), case.stages()
