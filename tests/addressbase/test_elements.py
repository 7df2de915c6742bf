"""What an address is made of, without a database."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wanmi.addresses.base.elements import ELEMENTS, OWN, checked_code, faults_of, full_text, normalised
from wanmi.codes.errors import CodeError

TYPED = st.dictionaries(st.sampled_from(ELEMENTS), st.text(max_size=20))


@given(TYPED)
def test_normalising_twice_changes_nothing(typed: dict[str, str]) -> None:
    once = normalised(typed)
    assert normalised(once) == once


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ({"building": "3幢"}, {"building": "3"}),
        ({"building": " 3 "}, {"building": "3"}),
        ({"unit": "2单元", "room": "101室"}, {"unit": "2", "room": "101"}),
        ({"number": "甲5号"}, {"number": "甲5"}),
        ({"building": "东楼"}, {"building": "东楼"}),
        ({"room": "  "}, {}),
    ],
)
def test_units_are_taken_off_what_they_count(typed: dict[str, str], kept: dict[str, str]) -> None:
    assert normalised(typed) == kept


@pytest.mark.parametrize(
    ("level", "elements", "fault"),
    [
        ("place", {"road": "清荷胡同"}, ("area", "place_without_name")),
        ("place", {}, ("area", "place_without_name")),
        ("building", {}, ("building", "element_missing")),
        ("room", {"unit": "1"}, ("room", "element_missing")),
        ("building", {"building": "1", "road": "清荷胡同"}, ("road", "element_of_other_level")),
        ("place", {"area": "清荷苑😀"}, ("area", "not_an_element")),
        ("place", {"area": "清\x07荷"}, ("area", "not_an_element")),
        ("place", {"area": "长" * 100_000}, ("area", "not_an_element")),
    ],
)
def test_what_does_not_fit_its_level_is_named(level: str, elements: dict[str, str], fault: tuple[str, str]) -> None:
    assert fault in list(faults_of(level, elements))


def test_the_text_names_every_division_and_element_in_order() -> None:
    elements = {"room": "101", "area": "清荷苑", "building": "1", "unit": "2", "floor": "1"}
    text = full_text("110101", ["东城区", "东华门街道"], elements)
    assert text == "北京市东城区东华门街道清荷苑1幢2单元1层101室"
    assert full_text("330102", ["上城区"], {"road": "清荷路", "number": "5"}) == "浙江省杭州市上城区清荷路5号"


def test_a_door_of_a_village_stands_behind_its_group_and_hamlet() -> None:
    elements = {"group": "三组", "hamlet": "荷塘", "number": "12", "building": "1", "plate": "荷塘甲1"}
    assert full_text("110101", ["大王村"], elements) == "北京市大王村三组荷塘12号1幢荷塘甲1"
    assert list(faults_of("place", {"hamlet": "荷塘"})) == []
    assert list(faults_of("building", {"building": "1", "plate": "荷塘甲1"})) == []


@pytest.mark.parametrize(
    ("level", "code"),
    [
        ("place", "110101001001-00001"),
        ("building", "44030600960102T0117"),
        ("building", "4403060070051200001"),
        ("room", "4403030070020300006000002"),
    ],
)
def test_codes_are_kept_as_they_are(level: str, code: str) -> None:
    assert checked_code(level, code) == code


@pytest.mark.parametrize(
    ("level", "code"),
    [
        ("building", "440306009601T0117"),  # two characters short
        ("building", "44030600960102t0117"),
        ("building", "4403060096010200000"),  # no building has this number
        ("room", "4403060070051200001000000"),  # six zeros mean the building
        ("room", "4403060070051200001"),
        ("place", "110101001001"),
        ("place", "000000000000-00001"),
        ("building", "990000009601020０００1"),
        ("room", "💩" * 25),
    ],
)
def test_a_malformed_code_is_refused(level: str, code: str) -> None:
    with pytest.raises(CodeError):
        checked_code(level, code)


def test_every_element_belongs_to_one_level() -> None:
    assert sorted(name for names in OWN.values() for name in names) == sorted(ELEMENTS)
