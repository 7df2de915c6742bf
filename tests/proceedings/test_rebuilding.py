"""Proceedings are what the journal says."""

from __future__ import annotations

import pytest

from tests.city import PLACE, somebody
from tests.proceedings.acting import begin
from wanmi.proceedings.models import Proceeding
from wanmi.proceedings.rebuilding import rebuild

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def test_a_proceeding_is_folded_from_the_journal() -> None:
    row = begin("disclosure", somebody("committee"), place=PLACE, title="财务公开", kind="money")
    gone = begin("disclosure", somebody("committee"), place=PLACE, title="低保公开", kind="money")
    assert (rebuild().differences, rebuild().counts["proceedings"]) == ([], 2)
    Proceeding.objects.filter(pk=row.pk).update(state="nowhere", due_at=None, title="别的")
    number = str(gone.pk)
    gone.delete()
    found = {(each.number, each.column) for each in rebuild(write=True).differences}
    own = {(row.number, column) for column in ("state", "due_at", "title")}
    assert found == own | {(f"proceeding {number}", "id")}
    restored = Proceeding.objects.get(pk=row.pk)
    assert (restored.state, restored.due_at, restored.snapshot) == (row.state, row.due_at, row.snapshot)
