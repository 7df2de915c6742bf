"""The journal: appended in one line, and every change shows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from wanmi.journal import writing
from wanmi.journal.chain import GENESIS, canonical, link
from wanmi.journal.models import Entry, Head, Sealed
from wanmi.journal.reading import unsealed
from wanmi.journal.verifying import verify

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def write(number: int = 3) -> list[Entry]:
    drafts = [
        writing.Draft("case", "A1", "act", "7", "post", AT, body={"n": n}, sealed={"note": f"说明{n}"}, key=f"7:{n}")
        for n in range(number)
    ]
    with transaction.atomic():
        return [writing.append(draft) for draft in drafts]


@given(VALUES)
def test_canonical_json_does_not_depend_on_the_order_of_keys(value: Any) -> None:
    wrapped = {"b": value, "a": value}
    assert canonical(wrapped) == canonical(dict(reversed(wrapped.items())))


@given(st.text(), st.text())
def test_a_digest_depends_on_the_body_and_on_what_came_before(one: str, other: str) -> None:
    assert (link(GENESIS, one) == link(GENESIS, other)) == (one == other)
    assert link("0" * 64, one) != link("1" * 64, one)


@pytest.mark.django_db
def test_entries_stand_in_one_line_without_a_gap() -> None:
    first, second, third = write()
    assert [entry.seq for entry in (first, second, third)] == [1, 2, 3]
    assert (first.previous, second.previous, third.previous) == (GENESIS, first.digest, second.digest)
    report = verify()
    assert (report.seq, report.digest, report.faults) == (3, third.digest, [])


@pytest.mark.django_db
def test_an_entry_is_neither_changed_nor_deleted_through_the_model() -> None:
    entry = write(1)[0]
    with pytest.raises(TypeError):
        entry.save()
    with pytest.raises(TypeError):
        entry.delete()


@pytest.mark.django_db(transaction=True)
def test_an_entry_is_only_written_in_a_transaction() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        writing.append(writing.Draft("case", "A1", "act", "7", "post", AT))


@pytest.mark.django_db
def test_a_payload_lies_apart_and_can_be_erased() -> None:
    write(1)
    assert "说明" not in Entry.objects.get().body
    assert unsealed("case", "A1", ("note",)) == {1: {"note": "说明0"}}
    assert writing.erase("case", "A1", ("note",)) == 1
    assert unsealed("case", "A1", ("note",)) == {1: {"note": None}}
    assert verify().faults == []


def _raw(sql: str) -> Callable[[], None]:
    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql)

    return run


def _cut_off_the_end() -> None:
    Sealed.objects.filter(entry_id=3).delete()
    Entry.objects.filter(seq=3)._raw_delete("default")


TAMPERINGS: dict[str, Callable[[], object]] = {
    "a changed body": _raw("UPDATE journal_entry SET body = replace(body, 'act', 'axt') WHERE seq = 2"),
    "a body that is none": _raw("UPDATE journal_entry SET body = '[]' WHERE seq = 2"),
    "a changed column": _raw("UPDATE journal_entry SET actor = '8' WHERE seq = 2"),
    "a changed time": _raw("UPDATE journal_entry SET at = '2020-01-01 00:00:00+00:00' WHERE seq = 2"),
    "a changed digest": _raw("UPDATE journal_entry SET digest = previous WHERE seq = 2"),
    "a missing payload": lambda: Sealed.objects.filter(entry_id=2).delete(),
    "a changed payload": lambda: Sealed.objects.filter(entry_id=2).update(payload='"anders"'),
    "a cut-off end": _cut_off_the_end,
    "a missing head": lambda: Head.objects.all().delete(),
}


@pytest.mark.django_db
@pytest.mark.parametrize("tamper", TAMPERINGS.values(), ids=TAMPERINGS.keys())
def test_every_tampering_shows(tamper: Callable[[], object]) -> None:
    write()
    tamper()
    assert verify().faults


@pytest.mark.django_db
def test_a_missing_entry_in_the_middle_shows_where() -> None:
    write()
    Sealed.objects.filter(entry_id=2).delete()
    Entry.objects.filter(seq=2)._raw_delete("default")
    assert {fault.what for fault in verify().faults if fault.seq == 3} >= {
        "1 entries before it are missing",
        "does not follow the entry before it",
    }


@pytest.mark.django_db
def test_a_whole_chain_written_anew_is_caught_by_the_anchor() -> None:
    write()
    report = verify()
    assert verify(anchor=(report.seq, report.digest)).faults == []
    assert verify(anchor=(2, "f" * 64)).faults
    assert verify(anchor=(9, "f" * 64)).faults
