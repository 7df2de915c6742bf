"""Pillars are data: renamed and added by a city's own file, refused with every fault named."""

from __future__ import annotations

from pathlib import Path

import pytest

from wanmi.pillars.registry import incomplete, made, read_tables, together
from wanmi.pillars.sources import veiled
from wanmi.process.rulefile import RulesRefused

HANGZHOU = (Path(__file__).parents[2] / "cities/presets/hangzhou/pillars.toml").read_text()
RENAMED = '[houses]\nlabel = { zh = "楼房", en = "Buildings" }\n'
WATER = """
[water]
label = { zh = "用水户", en = "Water accounts" }
position = 7
sources = ["rows:water_accounts"]
posts = ["street_office"]
personal = true
"""


def test_a_city_renames_a_pillar_and_adds_a_seventh_by_its_own_file() -> None:
    before = made(together([read_tables(HANGZHOU)]))
    after = made(together([read_tables(HANGZHOU), read_tables(RENAMED + WATER)]))
    assert [each.key for each in after] == [*(each.key for each in before), "water"]
    assert len(before) == 6
    changed = {each.key: each for each in after}["houses"]
    assert (changed.label["en"], changed.sources) == ("Buildings", ["rooms"])


def test_every_fault_is_named_with_its_line() -> None:
    text = WATER.replace("rows:water_accounts", "rows").replace("street_office", "anybody").replace("= 7", '= "7"')
    with pytest.raises(RulesRefused) as refused:
        read_tables(text + "colour = 1\n")
    found = {(fault.line, fault.key) for fault in refused.value.faults}
    assert found == {(4, "water.position"), (5, "water.sources"), (6, "water.posts"), (8, "water.colour")}


def test_what_tells_of_people_says_so_and_nothing_is_left_out() -> None:
    open_one = read_tables('[population]\nsources = ["stays"]\npersonal = false\n')
    found = {path for path, _value, _expected in incomplete(open_one)}
    assert found == {"population.label", "population.position", "population.posts", "population.personal"}
    assert list(incomplete(read_tables(HANGZHOU))) == []


@pytest.mark.parametrize(
    ("name", "shown"), [("王小明", "王＊＊"), ("李四", "李＊"), ("欧阳娜娜子", "欧＊＊"), ("", "")]
)
def test_of_a_name_the_first_letter_shows(name: str, shown: str) -> None:
    assert veiled(name) == shown
