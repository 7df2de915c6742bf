"""The demo city comes to life once, and its people's own work on it is left alone."""

from __future__ import annotations

import pytest

from tests.city import DONGCHENG, ITEM, take
from wanmi.cases.models import Case
from wanmi.cases.rebuilding import rebuild
from wanmi.intake.demo.reports import load_reports
from wanmi.journal.verifying import verify

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
REPORTS = DONGCHENG / "reports.jsonl"


def test_the_demo_reports_go_as_far_as_they_say_and_are_loaded_once() -> None:
    cases = list(load_reports(REPORTS))
    assert len({case.state for case in cases}) > 5
    assert verify().faults == []
    assert rebuild().differences == []
    first = next(case for case in cases if case.state == "reported")
    moved = take(first, "accept", "acceptor", item=ITEM)
    again = {case.number: case.state for case in load_reports(REPORTS)}
    assert again == {case.number: case.state for case in cases} | {moved.number: moved.state}
    assert Case.objects.count() == len(cases)
