"""Candidates, what a taught finder proposes, and how it is measured."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier

from tests.duplicates.invented import town
from wanmi.duplicates.candidates import FAMILY_METRES, MOST_HOURS, OTHER_METRES, SETTLED_HOURS, Pairs, pairs_of
from wanmi.duplicates.cases import BadCases, Cases, cases_of
from wanmi.duplicates.evaluation import Answers, ask, best_f1, matters_of, report
from wanmi.duplicates.features import SOON_HOURS, merged_by, pair_table, soon
from wanmi.duplicates.finder import Finder, NoFinder, case_table
from wanmi.duplicates.forest import Forest
from wanmi.duplicates.taught import SHIPPED
from wanmi.duplicates.teaching import teach


@pytest.fixture(scope="module")
def taught() -> tuple[Cases, Mapping[str, str], Finder]:
    rows, links = town()
    cases = cases_of(rows)
    return cases, links, teach(cases, links)


def test_candidates_are_what_a_plain_search_finds() -> None:
    cases = cases_of(town(200)[0])
    together = np.zeros((len(cases.kinds), len(cases.kinds)), dtype=np.bool_)
    together[0, 1] = together[1, 0] = True
    pairs = pairs_of(cases, together)
    assert set(zip(pairs.case.tolist(), pairs.other.tolist(), strict=True)) == {
        (one, two) for one in range(len(cases)) for two in range(len(cases)) if _may_be_one(cases, together, one, two)
    }
    assert (np.diff(pairs.case) >= 0).all()
    assert (np.bincount(pairs.case, minlength=len(cases)) == np.diff(pairs.starts)).all()


def _may_be_one(cases: Cases, together: np.ndarray, one: int, two: int) -> bool:
    first, second = min(one, two), max(one, two)
    metres = np.hypot(cases.x[one] - cases.x[two], cases.y[one] - cases.y[two])
    settled = cases.opened[second] - cases.closed[first]
    apart = cases.opened[second] - cases.opened[first]
    if cases.family[one] == cases.family[two]:
        near = metres < FAMILY_METRES and settled <= SETTLED_HOURS
    else:
        linked = bool(together[cases.kind[one], cases.kind[two]])
        near = linked and metres < OTHER_METRES and settled <= SETTLED_HOURS / 2
    return one != two and apart <= MOST_HOURS and bool(near)


def test_a_case_without_position_has_no_candidates() -> None:
    rows, _ = town(50)
    rows[0] |= {"lat": None, "lon": None}
    cases = cases_of(rows)
    pairs = pairs_of(cases, np.zeros((len(cases.kinds),) * 2, dtype=np.bool_))
    assert cases.number_of()[rows[0]["id"]] not in set(pairs.case) | set(pairs.other)


def test_a_second_report_is_led_to_the_first(taught: tuple[Cases, Mapping[str, str], Finder]) -> None:
    finder = taught[2]
    rows, links = town(500, seed=9)
    found = report([ask(finder, cases_of(rows), links)])
    assert found.links == len(links)
    assert found.hit_at_1 > 0.9
    assert found.hit_at_3 >= found.hit_at_1
    assert found.matter_hit_at_1 >= found.plausible_hit_at_1
    assert found.f1 > 0.6


def three_lamps(*closed: str) -> tuple[Cases, Pairs]:
    """Lamps a, b and c in one place, reported a minute apart."""
    rows = town(1)[0] * 3
    times = [f"2024-03-05T08:0{minute}:00" for minute in range(3)]
    lamps = [row | {"id": name, "open": at} for row, name, at in zip(rows, "abc", times, strict=True)]
    cases = cases_of(row | {"closed": at} for row, at in zip(lamps, closed, strict=True))
    return cases, pairs_of(cases, np.zeros((1, 1), dtype=np.bool_))


@pytest.mark.parametrize(
    ("b_closed", "told"),
    [("2024-03-05T09:00:00", 1), ("2024-03-05T10:00:00", 0), ("2024-03-05T11:00:00", 0)],
    ids=["before", "in the same second", "after"],
)
def test_a_merge_is_known_only_once_the_merged_case_was_closed(b_closed: str, told: int) -> None:
    cases, pairs = three_lamps("2024-03-06T08:00:00", b_closed, "2024-03-05T10:00:00")
    gone, into = merged_by(cases.closed[pairs.case], cases, pairs, np.array([-1, 0, 0]))
    seen_by_c = {int(pairs.other[at]): (int(gone[at]), int(into[at])) for at in np.flatnonzero(pairs.case == 2)}
    assert seen_by_c == {0: (0, told), 1: (told, 0)}


def test_what_became_of_a_case_itself_tells_it_nothing() -> None:
    cases, pairs = three_lamps(*["2024-03-05T10:00:00"] * 3)
    much_later = np.full(len(pairs), np.inf)
    gone, into = merged_by(much_later, cases, pairs, np.array([-1, -1, 0]))
    seen_by = {(int(pairs.case[at]), int(pairs.other[at])): (gone[at], into[at]) for at in range(len(pairs))}
    assert seen_by[2, 0] == (0, 0)
    assert seen_by[1, 0] == (0, 1)
    assert seen_by[1, 2] == (1, 0)


def test_neither_its_own_link_nor_a_later_one_changes_an_answer(
    taught: tuple[Cases, Mapping[str, str], Finder],
) -> None:
    cases, links, _ = taught
    finder = Finder.load(SHIPPED)  # it has seen cities where merges tell something
    number, found = cases.number_of(), finder.find(cases, links)
    moment = float(np.median(cases.closed[[number[case] for case in links]]))
    known = {case: main for case, main in links.items() if cases.closed[number[case]] < moment}
    looked_before = (cases.closed <= moment)[found.pairs.case]
    assert 0 < len(known) < len(links)
    earlier = finder.find(cases, known)
    assert np.array_equal(found.likeness[looked_before], earlier.likeness[looked_before])
    assert not np.array_equal(found.likeness, finder.find(cases).likeness)
    reported_before = cases.opened <= moment
    assert np.array_equal(found.flags[reported_before], earlier.flags[reported_before])


def one_busy_place(seed: int) -> Cases:
    """A hundred reports of lamps within 80 metres and six days, closed after hours."""
    draw = np.random.default_rng(seed)
    opened = datetime(2024, 3, 4) + np.sort(draw.uniform(0, 144, 100)) * timedelta(hours=1)
    closed = opened + draw.exponential(4, 100) * timedelta(hours=1)
    row = town(1)[0][0]
    where = {"lat": 42.3 + draw.uniform(0, 0.0007, 100), "lon": -71.1 + draw.uniform(0, 0.0007, 100)}
    return cases_of(
        row
        | {name: float(column[n]) for name, column in where.items()}
        | {"id": f"{n:02}", "open": opened[n].isoformat(), "closed": closed[n].isoformat()}
        for n in range(100)
    )


def known_at(moment: float, cases: Cases) -> Cases:
    """What had been reported a day after the moment, and closed by the moment."""
    early = cases.opened <= moment + SOON_HOURS
    known = {name: getattr(cases, name)[early] for name in Cases.__slots__ if name not in ("kinds", "sources")}
    known["closed"] = np.where(known["closed"] <= moment, known["closed"], np.inf)
    return replace(cases, **known)


@pytest.mark.parametrize("seed", range(3))
def test_neither_what_became_of_a_case_nor_what_came_a_day_later_changes_its_flag(seed: int) -> None:
    cases = one_busy_place(seed)
    repeats = np.where(np.arange(100) % 3 == 2, np.arange(100) - 1, -1)
    for case in range(20, 70, 2):
        then = known_at(float(cases.opened[case]), cases)
        assert case < len(then) < len(cases)
        assert np.array_equal(_flagged_by(cases, repeats)[case], _flagged_by(then, repeats[: len(then)])[case])


def _flagged_by(cases: Cases, repeats: np.ndarray) -> np.ndarray:
    finder = Finder.load(SHIPPED)
    pairs = pairs_of(cases, np.zeros((1, 1), dtype=np.bool_))
    table = pair_table(cases, pairs, finder.rates, repeats)
    early = soon(cases, pairs)
    rows = case_table(cases, pairs.those(early), table[early], finder.reporting.ask(table)[early], finder.rates)
    return np.nan_to_num(rows)


def test_cases_that_were_closed_as_duplicates_count_for_flags_without_a_link() -> None:
    rows, links = town(1200)
    named = dict(list(links.items())[::2])
    called = [row | {"dup_flag": row["id"] in links} for row in rows]
    found = report([ask(teach(cases_of(called), named), cases_of(called), named)])
    assert found.links == len(named)
    assert found.called_f1 > 0.9 > found.f1


def test_a_finder_is_one_file_and_says_the_same_when_read(
    taught: tuple[Cases, Mapping[str, str], Finder], tmp_path: Path
) -> None:
    cases, _, finder = taught
    finder.save(tmp_path / "f.npz")
    one, two = finder.find(cases), Finder.load(tmp_path / "f.npz").find(cases)
    assert np.array_equal(one.likeness, two.likeness)
    assert np.array_equal(one.flags, two.flags)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"{}"])
def test_what_is_no_finder_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "f.npz").write_bytes(content)
    with pytest.raises(NoFinder, match=r"f\.npz is not a finder"):
        Finder.load(tmp_path / "f.npz")


def test_a_finder_of_another_version_is_refused_as_such(tmp_path: Path) -> None:
    about = np.array(json.dumps({"format": "wanmi duplicates 1"}))
    np.savez_compressed(tmp_path / "f.npz", about=about)
    with pytest.raises(NoFinder, match=r"f\.npz is not a finder of this version"):
        Finder.load(tmp_path / "f.npz")


def test_too_few_links_teach_nothing() -> None:
    rows, links = town(60)
    with pytest.raises(BadCases, match="50 links or more"):
        teach(cases_of(rows), dict(list(links.items())[:5]))


def test_a_forest_says_what_its_grower_says() -> None:
    draw = np.random.default_rng(0)
    rows = draw.normal(size=(2000, 4)).astype(np.float32)
    rows[draw.random(rows.shape) < 0.1] = np.nan
    right = np.nan_to_num(rows[:, 0]) + np.nan_to_num(rows[:, 1]) ** 2 > 0.5
    grower = HistGradientBoostingClassifier(max_iter=20, early_stopping=False).fit(rows, right)
    assert Forest.grown([grower]).ask(rows) == pytest.approx(grower.decision_function(rows), abs=1e-4)


def test_cases_joined_over_others_are_one_matter() -> None:
    matters = matters_of(np.array([-1, 0, 1, -1, 0, 3]))
    assert len(set(matters[[0, 1, 2, 4]])) == 1
    assert matters[3] == matters[5] != matters[0]


def test_another_report_of_the_matter_is_as_good_only_where_it_is_said() -> None:
    yes = np.array([True, True])
    answers = Answers(yes, yes, yes, np.array([0, -1]), np.array([0, 1]), np.array([1.0, 0.0]), seconds=1.0)
    found = report([answers])
    assert (found.plausible_hit_at_1, found.plausible_hit_at_3) == (0.5, 0.5)
    assert (found.matter_hit_at_1, found.matter_hit_at_3) == (0.5, 1)


def test_the_best_f1_by_hand() -> None:
    truth = np.array([True, False, True, False, False])
    precision, recall, f1, threshold = best_f1(truth, np.array([4.0, 3.0, 2.0, 1.0, 0.0]))
    assert (precision, recall, f1, threshold) == (pytest.approx(2 / 3), 1, pytest.approx(0.8), 2)


def test_equal_scores_are_flagged_together() -> None:
    assert best_f1(np.array([True, False]), np.array([1.0, 1.0]))[:2] == (0.5, 1)
