"""Reading the journal by actions: the newest first, in runs of an index."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.plans import plans, reads_plans
from wanmi.journal import writing
from wanmi.journal.reading import entries_by_action

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


def write(*actions: str) -> list[int]:
    drafts = [writing.Draft("case", "A1", action, "7", "post", AT, body={}) for action in actions]
    with transaction.atomic():
        return [writing.append(draft).seq for draft in drafts]


def test_entries_of_several_actions_come_newest_first_page_by_page() -> None:
    first, act, second, third = write("look", "act", "erase", "look")
    found = [entry.seq for entry in entries_by_action(["look", "erase"])[:2]]
    assert found == [third, second]
    assert [entry.seq for entry in entries_by_action(["look", "erase"], found[-1])] == [first]
    assert [entry.seq for entry in entries_by_action(["act"])] == [act]
    assert [entry.seq for entry in entries_by_action([])[:4]] == [third, second, act, first]
    assert not entries_by_action(["none"])


@reads_plans
def test_what_else_was_written_is_not_read() -> None:
    write("look", "act")
    with CaptureQueriesContext(connection) as asked:
        assert len(entries_by_action(["look", "erase"])[:2]) == 1
    (plan,) = plans(asked, "journal_entry").values()
    assert plan.count("entry_by_action (action=?)") == 2, plan
    assert "TEMP B-TREE" not in plan
