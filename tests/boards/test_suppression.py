"""Small counts of people stay hidden, whatever is subtracted from what."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wanmi.boards.suppression import hidden, parts_hidden

LEAST = 5


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"a": 40, "b": 30, "c": 9}, set()),
        ({"a": 40, "b": 30, "c": 3}, {"b", "c"}),  # c alone would be the sum less the others
        ({"a": 40, "b": 1, "c": 1}, {"a", "b", "c"}),  # b and c together are 2: each is 1
        ({"a": 40, "b": 3, "c": 4}, {"b", "c"}),
        ({"a": 40, "b": 30, "c": 0}, set()),  # nobody is nobody's secret
        ({"a": 3}, {"a"}),
        ({"a": 1, "b": 1, "c": 1, "d": 1, "e": 1, "f": 9, "g": 40}, {"a", "b", "c", "d", "e", "f"}),  # 5 in 5 counts
    ],
)
def test_parts_of_a_shown_sum(parts: dict[str, int], expected: set[str]) -> None:
    assert parts_hidden(parts, LEAST) == expected


def test_the_parts_of_a_hidden_sum_do_not_give_it_away() -> None:
    counts = {"1": 60, "11": 3, "12": 20, "13": 37, "111": 3, "121": 12, "122": 8, "131": 30, "132": 7}
    found = hidden(counts, LEAST, (1, 2, 3))
    assert found == {"11", "12", "111", "122"}


def test_a_sum_of_ones_is_hidden_with_them() -> None:
    """Five people in five streets: the sum would tell that each has one; so another district is hidden beside it."""
    counts = {"1": 45, "11": 5, "12": 10, "13": 30} | {f"11{number}": 1 for number in range(5)}
    counts |= {"121": 10, "131": 30}
    assert hidden(counts, LEAST, (1, 2, 3)) == {"11", "12", "121"} | {f"11{number}" for number in range(5)}


@given(st.lists(st.lists(st.lists(st.integers(0, 9), max_size=3), max_size=3), max_size=3))
def test_no_subtraction_finds_a_small_count(districts: list[list[list[int]]]) -> None:
    """Every small count could, by the sums and the counts that are shown, have been another."""
    leaves = {
        f"1{district}{street}{place}": number
        for district, streets in enumerate(districts)
        for street, places in enumerate(streets)
        for place, number in enumerate(places)
    }
    counts = {code: sum(n for leaf, n in leaves.items() if leaf.startswith(code)) for code in _with_sums(leaves)}
    found = hidden(counts, LEAST, (1, 2, 3, 4))
    assert {code for code, number in counts.items() if 0 < number < LEAST} <= found
    assert found <= set().union(*_other_worlds(leaves, found))


def _with_sums(leaves: dict[str, int]) -> set[str]:
    return {leaf[:length] for leaf in leaves for length in (1, 2, 3, 4)}


def _other_worlds(leaves: dict[str, int], found: set[str]) -> Iterator[set[str]]:
    """The codes whose counts differ in each world that shows the same, one person more here and one less there.

    A hidden count is one at least. In sums that make a tree, what no such step can change nothing can.
    """
    hidden_leaves = [code for code in leaves if code in found]
    for more, less in product([*hidden_leaves, None], repeat=2):
        changed = _with_sums(dict.fromkeys([more or ""], 1)) ^ _with_sums(dict.fromkeys([less or ""], 1))
        if changed - {""} <= found and (less is None or leaves[less] > 1):
            yield changed


def test_zero_shows_all() -> None:
    assert parts_hidden({"a": 1, "b": 40}, 0) == set()
