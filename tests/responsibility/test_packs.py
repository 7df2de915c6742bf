"""Lists from packs: what dispatch suggests by them, and what a pack may not say."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.utils import translation

from tests.city import PLACE
from tests.packs.tiny import TinyPack
from wanmi.catalogue.queries import item_with_key, owner_of
from wanmi.codes.item import ItemKey
from wanmi.packs.loading import check_pack, load_pack

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 1)
LISTS = "kind,version,title_zh,title_en,valid_from,valid_to,source,note"
ITEMS = "kind,version,code,category_zh,rule,committee,name_zh,name_en,organisation,basis"
MATTERS = "code,name_zh,name_en,basis"
DUTIES = "version,matter,level,region,organisation,role,basis"


@pytest.fixture
def tiny(tmp_path: Path) -> TinyPack:
    pack = TinyPack(tmp_path)
    pack.write("lists.csv", f"{LISTS}\nduty,v1,清单,List,2026-01-01,2026-12-01,x,\nduty,v2,清单,List,2026-12-01,,x,\n")
    pack.write("matters.csv", f"{MATTERS}\n2026/event/06012,道路不洁,Dirty road,x\nJ01,发展,Development,x\n")
    rows = [
        "v1,2026/event/06012,district,110101,roads,lead,x",
        "v2,2026/event/06012,street,110101001,street.donghuamen,lead,x",
    ]
    pack.write("duties.csv", "\n".join([DUTIES, *rows]) + "\n")
    pack.write("list-items.csv", f"{ITEMS}\n")
    return pack


def test_the_lead_of_an_item_is_whom_dispatch_suggests_on_that_day(tiny: TinyPack) -> None:
    load_pack(tiny.city)
    item = item_with_key(ItemKey.parse("2026/event/06012"))
    assert owner_of(item, PLACE, date(2026, 11, 30)).organisation_id == "roads"
    rule = owner_of(item, PLACE, date(2026, 12, 1))
    assert (rule.organisation_id, rule.basis) == ("street.donghuamen", "清单 v2")
    assert owner_of(item, PLACE, date(2025, 1, 1)).item_prefix == "06"  # before every list: responsibility.csv
    again = load_pack(tiny.city).tables
    assert not any(counts.written for counts in again.values())
    tiny.write("duties.csv", f"{DUTIES}\n")
    assert load_pack(tiny.city).tables["duties"].removed == 2
    assert owner_of(item, PLACE, DAY).basis == "preset"


BAD = [
    ("duties.csv", "v2,J01,street,110101001,street.nowhere,lead,x", "organisation", "listed organisation"),
    ("duties.csv", "v2,J02,district,110101,roads,lead,x", "matter", "a matter in matters.csv"),
    ("duties.csv", "v2,J01,street,110101,roads,lead,x", "level", "the level of the organisation"),
    ("duties.csv", "v2,J01,province,110101,roads,lead,x", "level", "one of city, district, street, community"),
    ("duties.csv", "v3,J01,district,110101,roads,lead,x", "version", "lists.csv"),
    ("duties.csv", "v1,2026/event/06012,district,110101,street.donghuamen,lead,x", "role", "one lead"),
    ("duties.csv", "v2,2026/event/06,district,110101,roads,lead,x", "matter", "a matter in matters.csv"),
    ("lists.csv", "duty,v3,清单,List,2026-11-01,2027-01-01,x,", "valid_from", "shares no day"),
    ("lists.csv", "seal,v3,清单,List,2026-11-01,2026-11-01,x,", "valid_to", "a day after 2026-11-01"),
    ("lists.csv", "ledger,v3,清单,List,2026-11-01,,x,", "kind", "one of duty, assist, seal"),
    ("list-items.csv", "assist,v1,A01,类,allowed,any,事,Thing,,x", "version", "lists.csv"),
    ("list-items.csv", "assist,v1,A01,类,allowed,any,事,Thing,nobody,x", "organisation", "listed organisation"),
    ("list-items.csv", "assist,v1,A01,类,perhaps,any,事,Thing,,x", "rule", "one of allowed, excluded"),
]


@pytest.mark.parametrize(
    ("file", "row", "column", "expected"), BAD, ids=[f"{b[0]}-{b[2]}-{n}" for n, b in enumerate(BAD)]
)
def test_bad_rows_are_refused_with_their_place(tiny: TinyPack, file: str, row: str, column: str, expected: str) -> None:
    tiny.append(file, row)
    with translation.override("en"):
        problems = check_pack(tiny.city)
    line = len(tiny.path(file).read_text().splitlines())
    mine = [p for p in problems if p.file == file and p.column == column]
    assert any(p.line == line and expected in p.expected for p in mine), problems


def test_two_leads_of_the_catalogue_and_the_lists_are_refused(tiny: TinyPack) -> None:
    tiny.append("matters.csv", "2026/event/06,市容,Looks,x")
    tiny.append("duties.csv", "v2,2026/event/06,district,110101,roads,lead,x")
    with translation.override("en"):
        problems = check_pack(tiny.city)
    assert [(p.file, p.column) for p in problems] == [("duties.csv", "role")]
    assert "responsibility.csv line 2" in problems[0].expected


def test_a_changed_procedure_is_proved_when_it_is_loaded(tiny: TinyPack) -> None:
    (tiny.city / "procedures").mkdir()
    tiny.write("procedures/assist.toml", "[clocks.answer]\nlimit = { value = 0 }\n")
    with translation.override("en"):
        problems = check_pack(tiny.city)
    assert [(p.file, p.line) for p in problems] == [("procedures/assist.toml", 2)]
    tiny.write("procedures/assist.toml", "[clocks.answer]\nlimit = { value = 1, unit = 'work_day' }\n")
    assert check_pack(tiny.city) == []
    tiny.write("procedures/other.toml", "[clocks.answer]\nlimit = { value = 1, unit = 'work_day' }\n")
    with translation.override("en"):
        assert "a file named after one of" in check_pack(tiny.city)[0].expected
