"""A small world for testing the engine without a database: the case process, actors of each post, an open calendar."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import wanmi.cases
from wanmi.process.definition import Definition, FieldKind, Json, Transition
from wanmi.process.engine import Act, Actor, Change, Snapshot, apply, decide
from wanmi.process.reading import read_definition
from wanmi.worktime.calendar import HoursPeriod, WorkCalendar

PROCESS = Path(wanmi.cases.__file__).with_name("process.toml")
DEFINITION = read_definition(PROCESS)
HOURS = HoursPeriod(date(2020, 1, 1), None, ((time(8), time(12)), (time(14), time(18))))
DAYS = [date(2025, 1, 1) + timedelta(days=n) for n in range(1095)]
CALENDAR = WorkCalendar("Asia/Shanghai", [HOURS], {day: day.weekday() < 5 for day in DAYS})
MONDAY_NINE = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # 09:00 in Shanghai
PLACE = "110101001001"
VALUES: Mapping[FieldKind, Any] = {
    FieldKind.TEXT: "井盖破损",
    FieldKind.PHOTOS: ["a" * 64],
    FieldKind.POSITION: {"lon": 116.41, "lat": 39.91},
    FieldKind.PLACE: PLACE,
    FieldKind.ITEM: "2026/event/01001",
    FieldKind.CONDITION: "01001-1",
    FieldKind.ORGANISATION: "water",
    FieldKind.DATE: "2026-12-31",
    FieldKind.CASE: "110101",
    FieldKind.REPORTER: {"name": "张三"},
}


def actor(kind: str, name: str = "", organisation: str = "centre", region: str = "110101") -> Actor:
    """Somebody in a post of this kind; the same name is the same person."""
    return Actor(name or kind, kind, f"{organisation}/{kind}", organisation, region)


def handler(name: str = "handler", organisation: str = "water") -> Actor:
    return actor("handler", name, organisation)


def carried(definition: Definition, line: Transition, **given: Any) -> dict[str, Any]:
    """Everything that the transition asks for."""
    values: dict[str, Any] = {}
    for key in line.carries:
        spec = definition.fields[key]
        values[key] = next(iter(spec.codes)) if spec.codes else VALUES[spec.kind]
    return values | given


class Story:
    """One case told act by act."""

    definition = DEFINITION

    def __init__(self, channel: str = "collector", at: datetime = MONDAY_NINE) -> None:
        self.at = at
        self.snapshot = Snapshot()
        self.acts: list[tuple[Act, Mapping[str, Json]]] = []  # each act with the facts looked up for it
        self.changes: list[Change] = []
        self.take("report", actor("operator"), channel=channel, place=PLACE, text="井盖破损")

    def take(self, action: str, who: Actor, minutes: int = 1, **given: Any) -> Story:
        self.at += timedelta(minutes=minutes)
        line = self.definition.opening if not self.snapshot.state else self.line(action)
        facts: dict[str, Json] = {"limit": {"value": 4, "unit": "work_hour"}} if action == "file" else {}
        act = Act(action, who, self.at, carried(self.definition, line, **given))
        change = decide(self.definition, self.snapshot, act, CALENDAR, facts)
        self.acts.append((act, facts))
        self.changes.append(change)
        self.snapshot = apply(self.snapshot, change)
        return self

    def line(self, action: str) -> Transition:
        lines = [t for t in self.definition.transitions if t.action == action]
        here = self.definition.transitions_for(self.snapshot.state, action)
        return (here or lines)[0]

    def filed(self) -> Story:
        return self.take("accept", actor("acceptor")).take("file", actor("shift_leader"))

    def handling(self, department: str = "water") -> Story:
        return self.filed().take("dispatch", actor("dispatcher"), department=department)

    def to_close(self, verdict: str = "pass_check") -> Story:
        self.handling().take("finish", handler(), minutes=30)
        self.take("feed_back", actor("dispatcher")).take("order_check", actor("acceptor"))
        return self.take(verdict, actor("collector"))
