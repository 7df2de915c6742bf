"""Matters of other systems come in once, keep their own numbers, and their ends go back; bad rows are named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from tests.city import ITEM, PLACE, POSITION, reported, somebody, take
from tests.outbox.receiver import receiver
from wanmi.addresses.base.transfer.records import BadTable
from wanmi.cases.models import Case
from wanmi.intake import gathering
from wanmi.journal.models import Entry
from wanmi.journal.reading import body_of
from wanmi.merging.models import Merge
from wanmi.merging.services import merge
from wanmi.outbox.courier import Outcome, Verdict
from wanmi.outbox.filling import read_on
from wanmi.outbox.models import Message
from wanmi.process.rulefile import RulesRefused
from wanmi.sources import queries
from wanmi.sources.courier import SourceCourier, feeds, now_ended
from wanmi.sources.models import Record
from wanmi.sources.reading import BadRecord, read
from wanmi.sources.rules import Source, read_sources, sources_in_force
from wanmi.territory.models import City

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

DECLARED = """
[cityops]
label = { zh = "城管平台", en = "City management" }
kind = "file"
channel = "transfer"
columns = { number = "案件编号", text = "问题描述", lon = "经度", lat = "纬度", item = "小类", phone = "电话" }
items = { "井盖破损" = "2026/event/01001" }

[hotline]
label = { zh = "热线", en = "Hotline" }
kind = "push"
channel = "hotline"
write_back = "WHERE"
"""
LON, LAT = POSITION["lon"], POSITION["lat"]


@pytest.fixture
def declared() -> dict[str, Source]:
    return declare("http://127.0.0.1:9/back")


def declare(where: str) -> dict[str, Source]:
    city = City.objects.get()
    city.settings = city.settings | {"sources": DECLARED.replace("WHERE", where)}
    city.save()
    return dict(sources_in_force())


def row(number: str, text: str = "路口井盖破损", **more: Any) -> dict[str, str]:
    return {"案件编号": number, "问题描述": text, "经度": str(LON), "纬度": str(LAT), "小类": "", "电话": ""} | more


def dropped(path: Path, rows: list[dict[str, str]], encoding: str = "gb18030") -> Path:
    lines = [",".join(rows[0]), *(",".join(each.values()) for each in rows)]
    path.write_bytes("\n".join(lines).encode(encoding))
    return path


def pushed(number: str, text: str = "路灯不亮") -> dict[str, Any]:
    return {"number": number, "text": text, "lon": LON, "lat": LAT}


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig"])
def test_a_file_comes_in_whatever_its_encoding_and_bad_rows_are_named(
    declared: dict[str, Source], tmp_path: Path, encoding: str
) -> None:
    rows = [row("A1", 小类="井盖破损"), row(""), row("A3", 经度="东经"), row("A4", 纬度="10")]
    sums = gathering.drop(declared["cityops"], dropped(tmp_path / "a.csv", rows, encoding), None)
    assert (sums.new, sums.bad_rows) == (1, 3)
    assert [(bad.line, bad.column) for bad in sums.bad] == [(3, "案件编号"), (4, "经度"), (5, "")]
    case = Record.objects.get(source="cityops", number="A1").case
    assert (case.channel, case.text, str(case.item)) == ("transfer", "路口井盖破损", str(case.item))
    assert case.item is not None
    entry = Entry.objects.get(subject_kind="source", action="drop")
    assert body_of(entry) == {"file": "a.csv", "new": 1, "known": 0, "differ": 0, "bad": 3}


def test_an_excel_file_seen_again_changes_nothing(declared: dict[str, Source], tmp_path: Path) -> None:
    book, path = Workbook(), tmp_path / "b.xlsx"
    assert book.active is not None
    for cells in (list(row("")), list(row("B1").values()), list(row("B2").values())):
        book.active.append(cells)
    book.save(path)
    first = gathering.drop(declared["cityops"], path, None)
    again = gathering.drop(declared["cityops"], path, None)
    assert (first.new, again.new, again.known, again.differ) == (2, 0, 2, 0)
    assert Case.objects.count() == 2


def test_what_is_told_differently_is_said_and_nothing_changes(declared: dict[str, Source], tmp_path: Path) -> None:
    gathering.drop(declared["cityops"], dropped(tmp_path / "c.csv", [row("C1")]), None)
    sums = gathering.drop(declared["cityops"], dropped(tmp_path / "d.csv", [row("C1", "别的说法")]), None)
    assert (sums.known, sums.differ) == (1, 1)
    assert Case.objects.get().text == "路口井盖破损"


def test_a_file_that_is_no_table_is_refused(declared: dict[str, Source], tmp_path: Path) -> None:
    path = tmp_path / "e.xlsx"
    path.write_bytes(b"no workbook")
    with pytest.raises(BadTable):
        gathering.drop(declared["cityops"], path, None)


def test_a_folder_is_emptied_into_done(declared: dict[str, Source], tmp_path: Path) -> None:
    dropped(tmp_path / "f.csv", [row("F1")])
    told: list[str] = []
    gathering.gather_folder(declared["cityops"], tmp_path, lambda path, sums: told.append(f"{path.name} {sums.new}"))
    assert told == ["f.csv 1"]
    assert [each.name for each in (tmp_path / "done").iterdir()] == ["f.csv"]


def test_a_report_of_another_source_is_suggested(declared: dict[str, Source], tmp_path: Path) -> None:
    known = reported(item=ITEM, text="路口井盖破损，请处理")
    gathering.drop(declared["cityops"], dropped(tmp_path / "g.csv", [row("G1", 小类="井盖破损")]), None)
    found = Merge.objects.get()
    assert (found.main, found.state) == (known, "suggested")


def test_a_source_s_own_number_finds_its_case(declared: dict[str, Source]) -> None:
    taken = gathering.take(declared["hotline"], read(declared["hotline"], pushed("H-1")))
    assert queries.case_numbered("H-1") == taken.case.number
    assert [each.number for each in queries.of_case(taken.case)] == ["H-1"]


def test_an_end_goes_back_once_and_a_merged_one_with_its_main_case(declared: dict[str, Source]) -> None:
    feeds()
    source = declared["hotline"]
    alone, main, other = (gathering.take(source, read(source, pushed(n))).case for n in ("1", "2", "3"))
    merge(other.number, main.number, somebody("acceptor"))
    take(alone, "refuse", "acceptor", refusal="unclear")
    _read_all()
    _read_all()
    assert [each.about["state"] for each in Message.objects.filter(feed="source:hotline")] == ["refused"]
    assert [line[0] for line in now_ended(list(queries.all_ended(source)))] == ["1"]


def _read_all() -> None:
    while read_on("source:hotline", SourceCourier()):
        pass


def test_the_message_names_both_numbers_and_is_tried_again_while_nobody_answers() -> None:
    with receiver() as hook:
        source = declare(hook.url)["hotline"]
        feeds()
        case = gathering.take(source, read(source, pushed("X-9"))).case
        take(case, "refuse", "acceptor", refusal="unclear")
        _read_all()
        message = Message.objects.get(feed="source:hotline")
        assert _sent(message).verdict is Verdict.AGAIN  # loopback is closed to what goes out, unless it is allowed
        outcome = _sent(message, private=True)
        assert outcome.verdict is Verdict.DELIVERED
        body = json.loads(hook.came[0].body)
    assert (body["number"], body["case"], body["state"], body["ended"]) == ("X-9", case.number, "refused", True)
    assert hook.came[0].headers["idempotency-key"] == message.name


def _sent(message: Message, *, private: bool = False) -> Outcome:
    from django.test import override_settings

    with override_settings(OUTGOING_PRIVATE=private):
        parcel = SourceCourier().parcel(message)
        assert not isinstance(parcel, Outcome)
        return parcel.send()


@pytest.mark.parametrize(
    ("record", "column"),
    [
        ({"number": "1"}, "text"),
        ({"text": "x"}, "number"),
        ({"number": "1" * 101, "text": "x"}, "number"),
        ({"number": "1", "text": "x", "lon": "1"}, "lat"),
        ({"number": "1", "text": "x", "lon": "nan", "lat": "1"}, "lon"),
        ({"number": "1", "text": "x", "time": "yesterday"}, "time"),
    ],
    ids=["no text", "no number", "long number", "half a position", "no number of degrees", "no time"],
)
def test_a_bad_record_names_its_column(declared: dict[str, Source], record: dict[str, str], column: str) -> None:
    with pytest.raises(BadRecord) as error:
        read(declared["hotline"], record)
    assert error.value.column == column


@pytest.mark.parametrize(
    ("text", "line", "key"),
    [
        ('[Big]\nkind = "file"', 1, "Big"),
        ('[a_b]\nlabel = { zh = "a", en = "a" }\nkind = "mail"\nchannel = "web"', 3, "a_b.kind"),
        ('[a_b]\nlabel = { zh = "a", en = "a" }\nkind = "file"\nchannel = "web"', 1, "a_b.columns"),
        ('[a_b]\nlabel = { zh = "a", en = "a" }\nkind = "open311"\nchannel = "web"\nurl = "ftp://x"', 5, "a_b.url"),
        ('[a_b]\nlabel = "a"\nkind = "push"\nchannel = "web"', 2, "a_b.label"),
        ('[a_b]\nlabel = { zh = "a", en = "a" }\nkind = "push"\nchannel = "web"\nsecret = "x"', 5, "a_b.secret"),
    ],
    ids=["name", "kind", "columns", "url", "label", "key"],
)
def test_a_faulty_declaration_is_refused_with_its_line(text: str, line: int, key: str) -> None:
    with pytest.raises(RulesRefused) as refused:
        read_sources(text)
    assert [(fault.line, fault.key) for fault in refused.value.faults] == [(line, key)]


def test_a_place_code_will_do_without_a_position(declared: dict[str, Source]) -> None:
    source = declared["hotline"]
    case = gathering.take(source, read(source, {"number": "P1", "text": "噪声", "place": PLACE})).case
    assert case.place == PLACE
