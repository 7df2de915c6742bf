"""The reports of the demo city, taken as far through the loop as each of them says."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from wanmi.cases.models import Case
from wanmi.cases.projecting import key_of
from wanmi.cases.services import Order, Outcome, act, report
from wanmi.catalogue.queries import conditions_of, owner_of
from wanmi.intake.demo.people import People, placeholder
from wanmi.process.engine import Actor
from wanmi.workforce.queries import city_today

# The straight way through the loop: the state a case is in, the act that leads on, and whose act it is.
WAY = {
    "reported": ("accept", "acceptor"),
    "verifying": ("confirm_found", "collector"),
    "to_file": ("file", "shift_leader"),
    "to_dispatch": ("dispatch", "dispatcher"),
    "handling": ("finish", "handler"),
    "handled": ("feed_back", "dispatcher"),
    "to_check": ("order_check", "acceptor"),
    "checking": ("pass_check", "collector"),
    "to_close": ("close", "shift_leader"),
}
SPREAD = timedelta(hours=30)  # over which the reports came in, so that some are late, some due and some in time
PACE = timedelta(minutes=11)  # from one act on a case to the next
REPORT_FIELDS = ("channel", "text", "place", "position", "address", "item", "reporter")


def load_reports(path: Path) -> Iterator[Case]:
    """Report and advance each line of ``path``, each whole or not at all; what was loaded before is left alone."""
    lines = path.read_text(encoding="utf-8").splitlines()
    now, people = timezone.now(), People()
    for number, line in enumerate(lines):
        row: dict[str, Any] = json.loads(line)
        with transaction.atomic():
            outcome = _reported(row, _key(line), now - SPREAD * (len(lines) - number) / len(lines), people)
            case = outcome.case if outcome.repeated else _advanced(outcome.case, row, now, people)
        yield case


def _key(line: str) -> str:
    """The same for the same report; a line that was written anew is another report."""
    return f"demo:{hashlib.sha256(line.encode()).hexdigest()[:16]}"


def _reported(row: Mapping[str, Any], key: str, at: datetime, people: People) -> Outcome:
    who = "collector" if row["channel"] == "collector" else "operator"
    carried = {name: row[name] for name in REPORT_FIELDS if row.get(name)}
    return report(Order("report", people.near(who, None, row["place"]), carried, key=key, at=at))


def _advanced(case: Case, row: Mapping[str, Any], now: datetime, people: People) -> Case:
    while case.state != row.get("state", "reported") and case.state in WAY:
        step = _Step(case, row, people)
        at = min(now, case.reported_at + PACE * case.version)
        case = act(case.number, Order(step.action, step.actor, step.carried, step.pictures, at=at)).case
    return case


@dataclass(frozen=True)
class _Step:
    """The next act of a demo case, with everything it must carry."""

    case: Case
    row: Mapping[str, Any]
    people: People

    @property
    def action(self) -> str:
        return WAY[self.case.state][0]

    @property
    def actor(self) -> Actor:
        kind = WAY[self.case.state][1]
        return self.people.near(kind, self.case.department_id if kind == "handler" else None, self.case.place)

    @property
    def carried(self) -> dict[str, Any]:
        position = self.row.get("position")
        item = self.row["item"]
        carried: dict[str, dict[str, Any]] = {
            "accept": {"item": item},
            "confirm_found": {"position": position},
            "finish": {"note": "已按要求处置完毕。"},
            "pass_check": {"position": position},
        }
        if self.action == "file":
            assert self.case.item is not None
            return {"item": str(key_of(self.case)), "condition": conditions_of(self.case.item, city_today())[0].code}
        if self.action == "dispatch":
            assert self.case.item is not None
            return {"department": owner_of(self.case.item, self.case.place).organisation_id}
        return carried.get(self.action, {})

    @property
    def pictures(self) -> dict[str, list[bytes]]:
        fields = {"confirm_found": "photos", "pass_check": "photos", "finish": "photos_after"}
        return {fields[self.action]: [placeholder(self.case.number)]} if self.action in fields else {}
