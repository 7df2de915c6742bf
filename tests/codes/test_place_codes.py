"""Place codes: one form for each place, and a prefix is a region."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wanmi.codes.errors import CodeError
from wanmi.codes.place import Level, ancestors, covers, full12, level_of, parent, parse_place


def part(width: int) -> st.SearchStrategy[str]:
    """A part of ``width`` digits that is not all zeros."""
    return st.integers(1, 10**width - 1).map(lambda number: str(number).zfill(width))


def joined(*parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(*parts).map("".join)


county = st.just("00") | part(2)
community = joined(part(2), part(2), county, part(3), part(3))
sequence = st.text("0123456789ABCXYZ", min_size=3, max_size=3).filter(lambda text: text != "000")
grid = joined(community, sequence)
building = joined(community, st.sampled_from(["00", "03", "99"]), part(5))
room = joined(building, part(6))
divisions = (
    part(2)
    | joined(part(2), part(2))
    | joined(part(2), part(2), part(2))
    | joined(part(2), part(2), county, part(3))
    | community
)
places = divisions | grid | building | room


@given(places)
def test_a_place_code_stands_for_itself(code: str) -> None:
    assert parse_place(code) == code
    assert level_of(code) == len(code)


@given(divisions)
def test_the_national_form_goes_there_and_back(code: str) -> None:
    assert len(full12(code)) == 12
    assert parse_place(full12(code)) == code


@given(places)
def test_ancestors_are_places_that_cover_and_grow(code: str) -> None:
    around = ancestors(code)
    assert all(parse_place(above) == above and covers(above, code) for above in around)
    assert [len(above) for above in around] == sorted({len(above) for above in around}, reverse=True)
    assert not any(covers(code, above) for above in around)
    assert parent(code) == (around[0] if around else None)


@given(places, places)
def test_covering_is_being_an_ancestor_or_the_same(region: str, code: str) -> None:
    assert covers(region, code) == (region == code or region in ancestors(code))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("110000000000", "11"),
        ("110100000000", "1101"),
        ("110101000000", "110101"),
        ("110101001000", "110101001"),
        ("110101001001", "110101001001"),
        ("500000000000", "50"),
        ("110101010000", "110101010"),
        ("441900003000", "441900003"),  # Dongguan has no counties
        ("441900000000", "4419"),
        ("4403030070020300006000000", "4403030070020300006"),  # room 000000: the building itself
        ("11010100100100A", "11010100100100A"),
    ],
)
def test_known_forms(text: str, code: str) -> None:
    assert parse_place(text) == code


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", "place.length"),
        ("1", "place.length"),
        ("11010100", "place.length"),
        ("11010100100101", "place.length"),  # 14 digits: an old local form, only by an explicit mapping
        (" 110101", "place.length"),
        ("110000", "place.form"),  # six digits are no national 12-digit form: nothing is stripped
        ("110101000", "place.form"),
        ("000000000000", "place.form"),
        ("110101000001", "place.form"),
        ("110101001001000", "place.form"),  # unit grids begin at 001
        ("110101001000001", "place.form"),  # a grid without a community
        ("11010100100100a", "place.form"),
        ("4403030070020300000", "place.form"),  # buildings begin at 00001
        ("１１０１０１", "place.form"),
        ("11010A", "place.form"),
        ("110101\n001", "place.length"),
        ("11010\n", "place.form"),
    ],
)
def test_refused_forms_say_what_was_expected(text: str, kind: str) -> None:
    with pytest.raises(CodeError) as caught:
        parse_place(text)
    assert caught.value.kind == kind
    assert caught.value.value == text
    assert caught.value.expected in str(caught.value)


def test_a_room_hangs_on_its_building_and_community_and_not_on_a_grid() -> None:
    assert ancestors("4403030070020300006000002") == (
        "4403030070020300006",
        "440303007002",
        "440303007",
        "440303",
        "4403",
        "44",
    )


def test_a_city_without_counties_is_the_parent_of_its_streets() -> None:
    assert ancestors("441900003") == ("4419", "44")


def test_a_grid_does_not_cover_a_building_whose_code_begins_alike() -> None:
    assert "4403030070020300006".startswith("440303007002030")
    assert not covers("440303007002030", "4403030070020300006")
    assert covers("440303007002", "440303007002030")


def test_only_divisions_have_a_national_form() -> None:
    with pytest.raises(CodeError, match="province, city, county"):
        full12("110101001001001")
    assert [level for level in Level if level <= Level.COMMUNITY] == [2, 4, 6, 9, 12]
