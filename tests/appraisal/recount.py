"""The counts once more, by walking through the acts of each case in plain Python; shares nothing with the lake."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

CLOCK = {"reported": "acceptance", "verifying": "verification", "to_file": "filing", "to_dispatch": "dispatch"}
CLOCK |= {"handling": "handling", "suspended": "handling", "checking": "check"}
WITHDRAWN = {"void", "merged"}
FINAL = {"refused", "not_filed", *WITHDRAWN, "closed", "force_closed", "self_closed"}


@dataclass
class Visit:
    """From entering a state to leaving it."""

    state: str
    entered: dict[str, Any]
    left: dict[str, Any] | None = None
    due: int | None = None

    @property
    def by(self) -> str:
        return self.left["action"] if self.left else ""

    @property
    def end(self) -> int | None:
        return self.left["at"] if self.left else None

    def in_time(self) -> bool:
        return self.end is not None and self.due is not None and self.end <= self.due


def micro(text: str) -> int:
    return round(datetime.fromisoformat(text).timestamp() * 1_000_000)


def visits(acts: Sequence[dict[str, Any]]) -> list[Visit]:
    """The stays of a case; a suspension belongs to the handling around it."""
    found: list[Visit] = []
    for act in acts:
        before, after = (act[side].replace("suspended", "handling") for side in ("before", "after"))
        clocks = json.loads(act["clocks"])
        if before != after or not found:
            if found and found[-1].left is None:
                found[-1].left = act
            if after not in FINAL:
                found.append(Visit(after, act))
        if found and found[-1].left is None and (clock := clocks.get(CLOCK.get(after, "-"))):
            found[-1].due = micro(clock["deadline"])
    return found


@dataclass(frozen=True)
class Asked:
    since: int
    until: int
    now: int
    period_by: str
    on_time: str

    def has(self, due: int | None, begun: int | None, ended: int | None) -> bool:
        known = [moment for moment in (due, ended) if moment is not None]
        by_deadline = min(known) if known else None
        moment = {"deadline": by_deadline, "filing": begun, "closing": ended}[self.period_by]
        return moment is not None and self.since <= moment < self.until

    def open(self, begun: int | None, ended: int | None) -> bool:
        return begun is not None and begun < self.now and (ended is None or ended >= self.now)


def recount(stories: Sequence[Sequence[dict[str, Any]]], asked: Asked) -> Counter[str]:
    """Every count of all these cases together."""
    return Counter(code for acts in stories for code in codes(acts, asked))


def codes(acts: Sequence[dict[str, Any]], asked: Asked) -> Iterator[str]:
    stays = visits(acts)
    facts: dict[str, Any] = {}
    for act in acts:
        facts |= json.loads(act["facts"])
    void = acts[-1]["after"] in WITHDRAWN
    yield from _reports(acts, facts, asked)
    yield from _case(acts, stays, facts, asked)
    for stage in ("reported", "verifying", "to_file", "to_dispatch", "handling", "checking"):
        mine = [stay for stay in stays if stay.state == stage]
        for number, stay in enumerate(mine):
            told = set(_stay(acts, stay, number, mine, facts, void=void))
            waiting = {code for code in told if "to_" in code}
            if asked.has(stay.due, stay.entered["at"], stay.end):
                yield from told - waiting
            if asked.open(stay.entered["at"], stay.end):
                yield from waiting
                if stage == "handling" and stay.due is not None and stay.due < asked.now:
                    yield "overtime_to_dispose_num"
    yield from _supervised(acts, asked)


def _reports(acts: Sequence[dict[str, Any]], facts: dict[str, Any], asked: Asked) -> Iterator[str]:
    if not asked.since <= acts[0]["at"] < asked.until:
        return
    kind = "patrol" if facts["channel"] == "collector" else "public"
    yield from ("report_num", f"{kind}_report_num")
    if any(act["action"] == "file" for act in acts) and acts[-1]["after"] not in WITHDRAWN:
        yield from ("valid_report_num", f"valid_{kind}_report_num")
    if any(act["action"] == "self_handle" for act in acts):
        yield "patrol_deal_report_num"


def _case(acts: Sequence[dict[str, Any]], stays: list[Visit], facts: dict[str, Any], asked: Asked) -> Iterator[str]:
    state = acts[-1]["after"]
    filed = max((act["at"] for act in acts if act["action"] == "file"), default=None)
    again = max((n for n, act in enumerate(acts) if act["action"] in ("send_back", "reopen")), default=-1)
    turn = acts[again + 1 :]  # the last time it went out
    dispatched = any(act["action"] == "dispatch" for act in turn)
    dues = [clock["deadline"] for act in turn if (clock := json.loads(act["clocks"]).get("handling"))]
    due = micro(dues[-1]) if dues else None
    undone = max(
        (n for n, act in enumerate(turn) if act["action"] in ("dispatch", "handle_again", "rework")), default=-1
    )
    handled = max((act["at"] for act in turn[undone + 1 :] if act["action"] == "finish"), default=None)
    closed = max((act["at"] for act in turn if act["action"] in ("close", "force_close")), default=None)
    going = dispatched and due is not None and state not in WITHDRAWN
    if asked.open(filed, closed) and state not in WITHDRAWN:
        yield "to_archive_num"
        if going and due is not None and due < asked.now:
            yield "overtime_to_archive_num"
    if not going or not asked.has(due, filed, closed):
        return
    assert due is not None
    urgent = facts["limit"]["unit"].startswith("urgent")
    excused = bool(facts.get("excused"))
    for at, done, intime, late in (
        (handled, "dispose_num", "intime_dispose_num", "overtime_dispose_num"),
        (closed, "archive_num", "", ""),
        (handled if asked.on_time == "handling" else closed, "", "intime_archive_num", "overtime_archive_num"),
    ):
        if at is not None:
            yield done
            yield intime if at <= due or excused else late
            if urgent and done == "archive_num":
                yield "urgent_archive_num"
            if urgent and intime == "intime_archive_num" and (at <= due or excused):
                yield "urgent_intime_archive_num"
    yield from ("need_dispose_num", "need_archive_num")
    if urgent:
        yield "urgent_need_archive_num"
    if not _suspended(acts, asked.now):
        yield "need_archive_hang_num"
    if any(act["counts"] == "suspensions" for act in acts):
        yield "hang_num"
    if any(act["counts"] == "extensions" for act in acts):
        yield "postpone_num"
    if excused:
        yield "appeal_exempt_num"


def _suspended(acts: Sequence[dict[str, Any]], now: int) -> bool:
    """Within the last suspension of the case."""
    begun = [n for n, act in enumerate(acts) if act["after"] == "suspended" != act["before"]]
    if not begun:
        return False
    ends = [act["at"] for act in acts[begun[-1] :] if act["before"] == "suspended" != act["after"]]
    return acts[begun[-1]]["at"] < now and (not ends or ends[0] >= now)


def _stay(
    acts: Sequence[dict[str, Any]], stay: Visit, number: int, mine: list[Visit], facts: dict[str, Any], *, void: bool
) -> Iterator[str]:
    last, forward = stay is mine[-1], stay is [each for each in mine if each.by == stay.by][-1]
    reason = _given_back(acts, stay, mine, number)
    intime = stay.in_time()
    if stay.state == "reported":
        if stay.by != "self_handle":
            yield "need_operate_num"
        if facts["public"]:
            yield "need_send_verify_num"
        if stay.by == "refuse":
            yield "not_operate_num"
        if stay.by == "accept":
            yield "operate_num"
            yield from ("intime_operate_num",) * intime
            yield from ("accur_operate_num",) * (reason not in ("below_condition", "duplicate"))
            if facts["public"]:
                yield "send_verify_num"
                yield from ("intime_send_verify_num",) * intime
    elif stay.state in ("verifying", "checking"):
        word = "verify" if stay.state == "verifying" else "check"
        yield f"need_{word}_num"
        if stay.by in ("confirm_found", "report_not_found", "pass_check", "fail_check"):
            yield f"{word}_num"
            yield from (f"intime_{word}_num",) * intime
            yield from ("invalid_check_num",) * (reason == "check_again")
    elif stay.state == "to_file":
        yield "to_inst_num"
        yield from {"decline": ["not_inst_num"], "void": ["cancel_num"]}.get(stay.by, [])
        if stay.by == "file" and forward:
            yield "inst_num"
            yield from ("intime_inst_num",) * intime
            yield from ("accur_inst_num",) * (reason not in ("filed_in_error", "duplicate"))
    elif stay.state == "to_dispatch":
        wrong = reason in ("not_our_duty", "not_our_ground", "owner_elsewhere")
        yield "to_dispatch_num"
        yield from ("wrong_dispatch_num",) * (stay.by == "dispatch" and wrong)
        if not void:
            yield from ("accur_dispatch_num",) * (stay.by == "dispatch" and not wrong and number == 0)
            yield from ("need_dispatch_num",) * (last and stay.by != "send_back")
            if last and stay.by == "dispatch":
                yield from ("dispatch_num", "intime_dispatch_num" if intime else "overtime_dispatch_num")
    else:
        yield from ("through_dispose_num", "to_dispose_num")
        yield from ("rework_num",) * (stay.entered["action"] == "rework")
        yield from ("back_num",) * (stay.by == "return")
        yield from ("worked_num",) * (last and stay.by == "finish")


def _given_back(acts: Sequence[dict[str, Any]], stay: Visit, mine: list[Visit], number: int) -> str:
    """Why the next desk gave the work of a stay back, if it did before the next stay of the stage ended."""
    if stay.left is None:
        return ""
    start = acts.index(stay.left) + 1
    following = next((each for each in mine[number + 1 :]), None)
    end = len(acts) if following is None or following.left is None else acts.index(following.left) + 1
    department = json.loads(stay.left["facts"]).get("department")
    claim = ""
    for act in acts[start:end]:
        codes = json.loads(act["codes"])
        if act["action"] == "decline" and stay.state == "reported":
            return str(codes["decline"])
        if act["action"] == "void" and stay.state == "to_file":
            return str(codes["voiding"])
        if act["action"] == "check_again" and stay.state == "checking":
            return "check_again"
        if act["action"] == "return" and stay.state == "to_dispatch":
            claim = codes["returning"]
        elif claim and act["action"] in ("dispatch", "send_back"):
            elsewhere = act["action"] == "send_back" or json.loads(act["facts"])["department"] != department
            return claim if elsewhere else ""
    return ""


def _supervised(acts: Sequence[dict[str, Any]], asked: Asked) -> Iterator[str]:
    """Each supervision from its act until its clock stops or it is urged again."""
    for number, act in enumerate(acts):
        if act["action"] != "supervise":
            continue
        due, end = None, None
        for later in acts[number:]:
            clock = json.loads(later["clocks"]).get("supervision")
            over = clock and clock["events"][-1][0] == "stop" and not clock["paused"]
            if later is not act and clock and (later["action"] == "supervise" or over):
                end = later["at"]
                break
            due = micro(clock["deadline"]) if clock else due
        if asked.has(due, act["at"], end):
            yield "supervise_num"
