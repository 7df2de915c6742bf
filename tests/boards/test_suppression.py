"""Small counts of people stay hidden, whatever is subtracted from what."""

from __future__ import annotations

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
    ],
)
def test_parts_of_a_shown_sum(parts: dict[str, int], expected: set[str]) -> None:
    assert parts_hidden(parts, LEAST) == expected


def test_the_parts_of_a_hidden_sum_do_not_give_it_away() -> None:
    counts = {"1": 60, "11": 3, "12": 20, "13": 37, "111": 3, "121": 12, "122": 8, "131": 30, "132": 7}
    found = hidden(counts, LEAST, (1, 2, 3))
    assert found == {"11", "12", "111", "122"}


@given(st.lists(st.integers(0, 12), min_size=1, max_size=5))
def test_no_subtraction_finds_a_small_count(numbers: list[int]) -> None:
    """Every small count could, by what is shown, have been another."""
    parts = {str(number): count for number, count in enumerate(numbers)}
    found = sorted(parts_hidden(parts, LEAST))
    if any(0 < parts[code] < LEAST for code in found) and sum(parts.values()) >= LEAST:
        missing = sum(parts[code] for code in found)
        possible = [each for each in product(range(1, 13), repeat=len(found)) if sum(each) == missing]
        for place in range(len(found)):
            assert len({each[place] for each in possible}) > 1


def test_zero_shows_all() -> None:
    assert parts_hidden({"a": 1, "b": 40}, 0) == set()
