"""The import in portions: their size changes nothing, an import that broke off is begun again, a base may grow."""

from __future__ import annotations

import random
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.addressbase.test_transfer import BUILDING, COMPOUND, ROOM, bad_rows, table, take_in
from tests.city import PLACE
from tests.plans import plans, reads_plans
from wanmi.acts.system import system_actor
from wanmi.addresses.base import publishing
from wanmi.addresses.base.models import Address
from wanmi.addresses.base.transfer import importing
from wanmi.addresses.base.transfer.exporting import export_file
from wanmi.addresses.base.transfer.importing import Imported, import_file
from wanmi.addresses.base.transfer.records import records
from wanmi.journal import writing
from wanmi.journal.models import Entry
from wanmi.journal.reading import body_of
from wanmi.journal.verifying import verify

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
Record = dict[str, str]


def rooms(count: int) -> list[Record]:
    return [ROOM | {"code": f"{ROOM['code'][:-6]}{at:06}", "room": str(at)} for at in range(1, count + 1)]


def messy(seed: int) -> list[Record]:
    """Rows in any order: some twice, some at odds with others, some wrong by themselves."""
    chance = random.Random(seed)
    rows = [COMPOUND, BUILDING, *rooms(12)]
    rows += [COMPOUND | {"area": "别的苑"}, BUILDING | {"code": f"{PLACE}00T0002", "building": "2"}, *rooms(3)]
    rows += [rooms(3)[-1] | {"room": "33"}, ROOM | {"community": "310101001001"}, ROOM | {"level": ""}]
    chance.shuffle(rows)
    return rows


def stored(folder: Path) -> list[tuple[str, ...]]:
    """All that an export tells of the base, in the order of codes."""
    export_file(folder / "all.csv", "", lambda done: None)
    return sorted(tuple(record.values()) for _, record in records(folder / "all.csv"))


@pytest.mark.parametrize("seed", range(4))
def test_the_size_of_a_portion_changes_neither_base_nor_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    path, found = table(tmp_path / "a.csv", *messy(seed)), []
    for size in (1, 3, 2_000):
        monkeypatch.setattr(importing, "PORTION", size)
        with transaction.atomic():
            sums = take_in(path)
            found.append((sums, sorted(bad_rows(path)), stored(tmp_path)))
            assert verify().faults == []
            transaction.set_rollback(True)
    assert found[0][0].added > 0 < found[0][0].bad
    assert found[0] == found[1] == found[2]


def test_the_entries_prove_which_codes_were_taken_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "PORTION", 4)
    before = Entry.objects.count()
    take_in(table(tmp_path / "a.csv", *rooms(6), BUILDING, COMPOUND))
    parts = [[COMPOUND], [BUILDING], rooms(6)[:4], rooms(6)[4:]]
    digests = [sha256("\n".join(f"unified={row['code']}" for row in part).encode()).hexdigest() for part in parts]
    bodies = [body_of(entry) for entry in Entry.objects.filter(seq__gt=before).order_by("seq")]
    assert [body["digest"] for body in bodies] == digests
    assert [body["added"] for body in bodies] == [1, 1, 4, 2]


def test_an_import_that_broke_off_is_begun_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "PORTION", 4)
    path = table(tmp_path / "a.csv", COMPOUND, BUILDING, *rooms(10))
    with monkeypatch.context() as patch:
        patch.setattr(writing, "append", _breaking_off(at=4))
        with pytest.raises(OSError, match="broken off"):
            take_in(path)
    assert Address.objects.count() == 6  # two portions of one row, one of four; nothing of the one that broke off
    assert take_in(path) == Imported(added=6, known=6)
    assert verify().faults == []


def _breaking_off(at: int) -> Callable[[writing.Draft], Entry]:
    append, written = writing.append, [0]

    def instead(draft: writing.Draft) -> Entry:
        written[0] += 1
        if written[0] == at:
            raise OSError("broken off")
        return append(draft)

    return instead


def test_a_code_of_another_scheme_is_given_once_within_a_portion(tmp_path: Path) -> None:
    second = BUILDING | {"code": f"{PLACE}00T0002", "building": "2", "codes": "police=PA-77"}
    path = table(tmp_path / "a.csv", COMPOUND, BUILDING, second)
    assert take_in(path) == Imported(added=2, bad=1)
    assert bad_rows(path) == [("4", "code")]


def test_a_code_that_stands_twice_in_its_row_is_kept_once(tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", COMPOUND | {"codes": "police=PA-1;police=PA-1"})
    assert take_in(path) == Imported(added=1)


def test_progress_tells_of_how_many_rows_once_the_file_was_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "PORTION", 4)
    path, told = table(tmp_path / "a.csv", COMPOUND, BUILDING, *rooms(4)), list[tuple[int, int | None]]()
    import_file(path, system_actor(), tmp_path / "bad.csv", lambda done, of: told.append((done, of)))
    assert told == [(4, None), (6, 18), (8, 18), (12, 18), (12, 18), (16, 18), (18, 18)]


def test_a_portion_asks_as_often_whatever_it_holds(tmp_path: Path) -> None:
    take_in(table(tmp_path / "a.csv", COMPOUND, BUILDING))
    asked = []
    for count in (1, 40):
        with CaptureQueriesContext(connection) as seen:
            take_in(table(tmp_path / "b.csv", *rooms(count)))
        asked.append([each["sql"] for each in seen if each["sql"].startswith("SELECT") and "code" in each["sql"]])
    assert len(asked[0]) == len(asked[1])


@reads_plans
def test_a_full_base_is_neither_read_through_for_a_portion_nor_sorted_to_publish_it() -> None:
    (codes,) = importing._coded([("unified", "a"), ("unified", "b")])
    assert "scheme=? AND value=?" in codes.explain()
    with CaptureQueriesContext(connection) as seen:
        assert list(publishing._in_force()) == list(publishing._aliases()) == []
    read = plans(seen, "SELECT")
    assert read
    assert not [plan for plan in read.values() if "TEMP B-TREE" in plan]


def test_publishing_reads_the_place_of_every_address_in_one_query(tmp_path: Path) -> None:
    take_in(table(tmp_path / "a.csv", COMPOUND, BUILDING, *rooms(9)))
    with CaptureQueriesContext(connection) as seen:
        rows = list(publishing._in_force())
    place = Address.objects.get(level="place").pk
    assert [row[2] for row in rows] == [place] * 11
    assert len(seen) == 1
