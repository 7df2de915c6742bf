"""Tables of addresses in and out: every format comes back the same, bad rows are listed, memory stays bounded."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from zipfile import ZipFile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook

from tests.city import PLACE
from wanmi.acts.system import system_actor
from wanmi.addresses.base.models import Address, AddressCode, Alias
from wanmi.addresses.base.transfer.exporting import export_file
from wanmi.addresses.base.transfer.importing import Imported, import_file
from wanmi.addresses.base.transfer.records import BLOCK, BadTable, records
from wanmi.addresses.base.transfer.rows import COLUMNS
from wanmi.addresses.textfiles import count_gb18030
from wanmi.journal.models import Entry
from wanmi.journal.reading import body_of
from wanmi.journal.verifying import verify

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
FORMATS = ("csv", "xlsx", "geojson", "parquet")
COMPOUND = {
    "code": f"{PLACE}-00001",
    "level": "place",
    "community": PLACE,
    "area": "清荷苑",
    "aliases": "荷花院;老院子",
}
BUILDING = {"code": f"{PLACE}00T0001", "level": "building", "community": PLACE, "parent": COMPOUND["code"]}
BUILDING |= {"building": "1幢", "lon": "116.41", "lat": "39.915", "codes": "police=PA-77;post=100006"}
ROOM = {"code": f"{PLACE}00T0001000001", "level": "room", "community": PLACE, "parent": BUILDING["code"], "room": "101"}


def table(path: Path, *rows: dict[str, str], encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def take_in(path: Path) -> Imported:
    return import_file(path, system_actor(), path.with_suffix(".bad"), lambda done, of: None)


def bad_rows(path: Path) -> list[tuple[str, str]]:
    """(row, column) of each line of the report."""
    with path.with_suffix(".bad").open(encoding="utf-8-sig") as file:
        return [(row["row"], row["column"]) for row in csv.DictReader(file)]


def test_rows_are_taken_in_whatever_their_order(tmp_path: Path) -> None:
    assert take_in(table(tmp_path / "a.csv", ROOM, BUILDING, COMPOUND)) == Imported(added=3)
    room = Address.objects.get(level="room")
    assert room.text == "北京市东城区东华门街道清荷苑1幢101室"
    assert [room.parent.level, room.parent.parent.level] == ["building", "place"]  # type: ignore[union-attr]
    assert set(AddressCode.objects.filter(address=room.parent).values_list("scheme", "value")) == {
        ("unified", BUILDING["code"]),
        ("police", "PA-77"),
        ("post", "100006"),
    }
    assert Alias.objects.count() == 2


def test_the_same_table_once_more_does_no_harm(tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", COMPOUND, BUILDING, ROOM)
    take_in(path)
    assert take_in(path) == Imported(known=3)


def test_each_portion_is_one_entry_without_any_address(tmp_path: Path) -> None:
    before = Entry.objects.count()
    take_in(table(tmp_path / "a.csv", COMPOUND, BUILDING, ROOM))
    entries = list(Entry.objects.filter(seq__gt=before).order_by("seq"))
    assert [body_of(entry)["added"] for entry in entries] == [1, 1, 1]
    assert "清荷苑" not in "".join(entry.body for entry in entries)
    assert verify().faults == []


@pytest.mark.parametrize("suffix", FORMATS)
def test_what_is_written_in_a_format_comes_back_the_same(tmp_path: Path, suffix: str) -> None:
    take_in(table(tmp_path / "a.csv", COMPOUND, BUILDING, ROOM))
    first = tmp_path / f"first.{suffix}"
    assert export_file(first, "", lambda done: None) == 3
    for model in (Alias, AddressCode):
        model.objects.all().delete()
    for level in ("room", "building", "place"):
        Address.objects.filter(level=level).delete()
    assert take_in(first) == Imported(added=3)
    second = tmp_path / f"second.{suffix}"
    export_file(second, "", lambda done: None)
    assert list(records(second)) == list(records(first))
    assert dict(next(records(second))[1]).keys() == set(COLUMNS)


def test_a_region_is_written_alone(tmp_path: Path) -> None:
    take_in(table(tmp_path / "a.csv", COMPOUND))
    assert export_file(tmp_path / "b.csv", "110101002", lambda done: None) == 0
    assert export_file(tmp_path / "b.csv", PLACE[:9], lambda done: None) == 1


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (COMPOUND | {"code": ""}, "code"),
        (COMPOUND | {"code": "110101001001"}, "code"),
        (COMPOUND | {"level": "palace"}, "level"),
        (COMPOUND | {"community": "310101001001"}, "community"),
        (COMPOUND | {"community": "x"}, "community"),
        (COMPOUND | {"area": ""}, "area"),
        (COMPOUND | {"area": "😀"}, "area"),
        (COMPOUND | {"area": "长" * 100_000}, "area"),
        (COMPOUND | {"text": "长" * 200_000}, "text"),
        (COMPOUND | {"text": "长" * 301}, "text"),
        (COMPOUND | {"lon": "116.4"}, "lon, lat"),
        (COMPOUND | {"lon": "200", "lat": "nan"}, "lon, lat"),
        (COMPOUND | {"valid_from": "yesterday"}, "valid_from"),
        (COMPOUND | {"grid": "110101001002001"}, "grid"),
        (COMPOUND | {"codes": "nonsense"}, "codes"),
        (COMPOUND | {"codes": f"unified={PLACE}-00003"}, "codes"),
        (COMPOUND | {"scheme": "x" * 21}, "scheme"),
        (BUILDING | {"parent": ""}, "parent"),
        (BUILDING | {"parent": f"{PLACE}-09999"}, "parent"),
        (BUILDING | {"code": f"{PLACE}00t0001"}, "code"),
        (ROOM | {"parent": f"{PLACE}-00009", "code": f"{PLACE}00T0001000000"}, "code"),
    ],
)
def test_a_bad_row_is_listed_and_the_rest_goes_on(tmp_path: Path, row: dict[str, str], column: str) -> None:
    good = {"code": f"{PLACE}-00009", "level": "place", "community": PLACE, "road": "和槐胡同", "number": "5号"}
    path = table(tmp_path / "a.csv", row, good)
    assert take_in(path) == Imported(added=1, bad=1)
    assert ("2", column) in bad_rows(path)


def test_one_code_for_two_addresses_is_a_bad_row(tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", COMPOUND, COMPOUND | {"area": "别的苑"}, COMPOUND)
    assert take_in(path) == Imported(added=1, known=1, bad=1)
    assert bad_rows(path) == [("3", "code")]
    again = table(tmp_path / "b.csv", COMPOUND | {"area": "又一个苑"})
    assert take_in(again) == Imported(bad=1)


def test_a_table_in_gb18030_is_read_and_said_to_be(tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", COMPOUND, encoding="gb18030")
    assert count_gb18030(path) == 1
    assert take_in(path).added == 1
    assert Address.objects.get().elements == {"area": "清荷苑"}


def test_a_row_in_another_encoding_is_bad_alone(tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", COMPOUND)
    row = f"{PLACE}-00002,,place,,{PLACE},,,,".encode() + b"\xc7\xe5\xff" + b"," * 11 + b"\r\n"
    path.write_bytes(path.read_bytes() + row)
    assert take_in(path) == Imported(added=1, bad=1)
    assert bad_rows(path)[0][0] == "3"


def test_a_quotation_mark_that_is_not_closed_costs_its_row_alone(tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", COMPOUND)
    heading, row = path.read_text("utf-8").splitlines(keepends=True)
    more = "".join(row.replace("-00001", f"-{number:05d}") for number in range(2, 60))
    path.write_text(heading + '"' + row + more, encoding="utf-8")
    assert take_in(path) == Imported(added=58, bad=1)
    assert bad_rows(path)[0][0] == "2"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.csv", b""),
        ("a.txt", b"code\n"),
        ("a.xlsx", b"not a workbook"),
        ("a.parquet", b"not a table"),
        ("a.geojson", b"{}"),
        ("a.geojson", b'{"type": "FeatureCollection", "features": [{"type": '),
    ],
)
def test_a_file_that_is_no_table_is_refused_whole(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(BadTable):
        take_in(path)
    assert not Address.objects.exists()


def test_control_characters_make_a_bad_row_not_a_crash(tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", COMPOUND | {"area": "清\x00荷"}, COMPOUND | {"area": "清\x1b荷"})
    assert take_in(path) == Imported(bad=2)


def test_nul_characters_are_named_by_row_and_column_in_every_format(tmp_path: Path) -> None:
    spoilt = [COMPOUND | {"text": "清\0荷"}, COMPOUND | {"code": f"{PLACE}-00003", "codes": "police=P\0A"}]
    properties = [{"type": "Feature", "geometry": None, "properties": row} for row in spoilt]
    (tmp_path / "a.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": properties}))
    names = sorted({name for row in spoilt for name in row})
    pq.write_table(pa.table({name: [row.get(name, "") for row in spoilt] for name in names}), tmp_path / "a.parquet")
    for name, first in (("a.geojson", 1), ("a.parquet", 1), (table(tmp_path / "a.csv", *spoilt).name, 2)):
        path = tmp_path / name
        assert take_in(path) == Imported(bad=2)
        assert bad_rows(path) == [(str(first), "text"), (str(first + 1), "codes")]
        assert "NUL" in path.with_suffix(".bad").read_text(encoding="utf-8-sig")


def test_a_workbook_with_a_nul_is_refused_and_the_row_is_told(tmp_path: Path) -> None:
    book, sound, spoilt = Workbook(), tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    for row in (["code", "lon"], ["a", 1], ["b", 777]):
        book.active.append(row)
    book.save(sound)
    with ZipFile(sound) as old, ZipFile(spoilt, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"777", b"\0"))
    assert len(list(records(sound))) == 2
    with pytest.raises(BadTable, match=r"b\.xlsx: what follows row 2"):
        list(records(spoilt))


def test_features_longer_than_a_block_are_read_one_by_one(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    features = [{"type": "Feature", "geometry": None, "properties": {"text": "长" * (BLOCK // 2)}} for _ in range(5)]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    assert [len(record["text"]) for _, record in records(path)] == [BLOCK // 2] * 5
