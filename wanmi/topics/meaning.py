"""What the values of a topic mean: its month, the items that it counts, the departments that take it up."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from wanmi.acts.carrying_out import Work
from wanmi.cases.queries import departments
from wanmi.proceedings.procedures import Procedure
from wanmi.process.definition import DEPARTMENT, Json
from wanmi.process.engine import Snapshot
from wanmi.process.errors import Reason, Refused
from wanmi.topics.demands import demands
from wanmi.workforce.models import Organisation

KEY = "topic"
ITEMS, JOINT, LEAD = "items", "joint", "lead"
MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


def month_of(text: str) -> date | None:
    """The first day of a month such as ``2026-12``; None where it is none."""
    found = MONTH.fullmatch(text.strip())
    return date(int(found[1]), int(found[2]), 1) if found and int(found[1]) >= 2000 else None


def topic(work: Work, snapshot: Snapshot) -> Mapping[str, Json]:
    """The facts of an act on a topic: its lead department has it. Raises Refused with whatever means nothing."""
    if reasons := list(_faults(work.carried)):
        raise Refused(reasons)
    return {DEPARTMENT: work.carried[LEAD]} if LEAD in work.carried else {}


def _faults(carried: Mapping[str, Any]) -> Iterator[Reason]:
    if "month" in carried and month_of(str(carried["month"])) is None:
        yield Reason("not_a_month", {"field": "month", "value": carried["month"]})
    known = demands() if ITEMS in carried else {}
    for code in str(carried.get(ITEMS, "")).split():
        if code not in known:
            yield Reason("unknown_demand", {"field": ITEMS, "value": code})
    for field in (LEAD, JOINT):
        for code in str(carried.get(field, "")).split():
            if not Organisation.objects.filter(code=code, until=None).exists():
                yield Reason("unknown_organisation", {"field": field, "value": code})
    if LEAD in carried and carried[LEAD] in str(carried.get(JOINT, "")).split():
        yield Reason("lead_and_joint", {"field": JOINT})


def _choices(field: str, place: str) -> list[tuple[str, str]]:
    english = (get_language() or "").startswith("en")
    if field == ITEMS:
        return [(code, each.label["en" if english else "zh"]) for code, each in demands().items()]
    if field == JOINT:
        return [(each.code, each.name_en if english else each.name_zh) for each in departments(place)]
    return []


SENTENCES = {
    "not_a_month": lambda about, d: _("“%(value)s” is no month; expected one such as 2026-12") % dict(about),
    "unknown_demand": lambda about, d: _("The hotline knows no item “%(value)s”") % dict(about),
    "lead_and_joint": lambda about, d: _("The lead department is no joint department of its own topic"),
}
TOPIC = Procedure(
    KEY,
    Path(__file__).with_name("topic.toml"),
    topic,
    sentences=SENTENCES,
    choices=_choices,
    several=frozenset({ITEMS, JOINT}),
    is_wide=True,
    shared_by=JOINT,
)
