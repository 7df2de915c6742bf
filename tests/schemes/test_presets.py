"""The five real schemes and Beijing's, worked by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.schemes.texts import NATIONAL, figures, index, preset, scored
from wanmi.schemes.definition import Kind
from wanmi.schemes.scoring import score

PRESETS = sorted(path.stem for path in (NATIONAL / "schemes").glob("*.toml"))
JINHUA = {
    "intime_archive_rate_hang": 65,  # 5 under 70: 45 of 50
    "archive_rate_hang": "88.5",  # 1.5 under 90: 18.5 of 20
    "urgent_archive_rate": 100,
    "urgent_intime_archive_rate": 93,  # 2 under 95: 3 of 5
    "rework_num": 4,  # 2 at 0.2 and 2 at 0.5: 1.4
    "evasions": 1,
    "leader_media_points": 5,
    "organisation_points": 4,
}
YANGZHOU = {
    "intime_archive_rate": 90,  # 45 of 50
    "archive_rate": 95,  # 19 of 20
    "rework_num": 5,  # 4 of 5
    "hotline_closed_rate": 100,
    "special_points": 8,
    "basics_points": 9,
    "event_points": 3,
}
INSTITUTIONS = {
    **dict.fromkeys(("rules_points", "meetings_points", "budget_points"), 5),
    "publicity_points": 2,
    "inst_rate": 80,
    "intime_archive_rate": 75,
    "archive_rate": 90,
}
WORKED = [
    ("unit_603010", {"intime_dispose_rate": 90, "archive_rate": 95, "rework_rate": 4}, "92.10"),
    ("unit_603010", {"intime_dispose_rate": "83.33", "archive_rate": "66.67", "rework_rate": "12.5"}, "78.75"),
    ("unit_jinhua", JINHUA, "83.10"),
    ("unit_linear60", {"intime_archive_rate": 85, "supervised_closed_rate": 50}, "56.00"),
    ("region_yangzhou", YANGZHOU, "93.00"),
    ("region_institutions", INSTITUTIONS, "82.00"),
    ("three_rates_104545", {"response_rate": 97, "solved_rate": 80, "satisfaction_rate": "82.5"}, "82.825"),
    ("three_rates_303535", {"response_rate": 97, "solved_rate": 80, "satisfaction_rate": "82.5"}, "85.975"),
]


@pytest.mark.parametrize(("key", "values", "points"), WORKED)
def test_worked_by_hand(key: str, values: dict[str, object], points: str) -> None:
    assert scored(preset(key), **values).points == Decimal(points)


def test_the_three_rates_come_from_counts() -> None:
    """1,000 tickets, 970 answered in time; 800 call-backs, 640 solved, 660 satisfied."""
    counts = {"response_rate": (970, 1000), "solved_rate": (640, 800), "satisfaction_rate": (660, 800)}
    rates = figures({name: f"{100 * part}/{whole}" for name, (part, whole) in counts.items()})
    assert [score(preset(key), rates).points for key in ("three_rates_104545", "three_rates_303535")] == [
        Decimal("82.825"),
        Decimal("85.975"),
    ]


def test_whistles_make_up_one_third_of_the_year() -> None:
    """Two whistles: (arrived, solved, rated) = (1, 1, 0.9) and (1, 0, 0.5); their mean is 0.71."""
    whistles = [(100, 100, 90), (100, 0, 50)]
    mean = [f"{sum(column)}/{len(whistles)}" for column in zip(*whistles, strict=True)]
    names = ("whistle_arrival_rate", "whistle_solved_rate", "whistle_rating")
    year = scored(preset("year_whistles"), regular_score=84, **dict(zip(names, mean, strict=True)))
    third = sum(line.points or 0 for line in year.lines if line.line.group == "whistles")
    assert third == figures({"a": "71/3"})["a"]
    assert year.points == Decimal("79.67")  # 84 x 2/3 + 71 / 3
    assert preset("year_whistles").groups["whistles"].points * 3 == 100


def test_a_year_without_whistles_is_the_regular_score() -> None:
    assert scored(preset("year_whistles"), regular_score=84).points == Decimal("84.00")
    assert scored(preset("year_whistles"), whistle_rating=90).points is None


def test_jinhua_loses_nothing_from_its_lines_on() -> None:
    best = JINHUA | {"intime_archive_rate_hang": 70, "archive_rate_hang": 90, "urgent_intime_archive_rate": 95}
    best |= {"rework_num": 0, "evasions": 0, "organisation_points": 5}
    assert scored(preset("unit_jinhua"), **best).points == 95


def test_rework_of_jinhua_costs_five_points_at_most() -> None:
    lines = {line.line.key: line for line in scored(preset("unit_jinhua"), **JINHUA | {"rework_num": 40}).lines}
    assert lines["rework"].points == 0
    assert [step.code for step in lines["rework"].steps] == ["counted", "counted", "counted", "capped_least"]


def test_yangzhou_reaches_105_with_its_bonus() -> None:
    best = dict.fromkeys(("intime_archive_rate", "archive_rate", "hotline_closed_rate"), 100) | {"rework_num": 0}
    best |= {"special_points": 10, "basics_points": 10, "event_points": 5}
    assert scored(preset("region_yangzhou"), **best).points == 105
    assert scored(preset("region_yangzhou"), **best | {"event_points": 9}).points == 105


@pytest.mark.parametrize("key", PRESETS)
def test_every_preset_is_proved_named_and_graded(key: str) -> None:
    scheme = preset(key)
    assert scheme.key == key
    assert scheme.source
    assert [grade.key for grade in scheme.grades] == ["d", "c", "b", "a"]


def test_only_work_is_scored() -> None:
    """Regions, departments and posts; the word for a subject cannot be anything else, in a scheme or in an index."""
    assert set(Kind) == {"region", "department", "post"}
    assert {kind for key in PRESETS for kind in preset(key).by} == set(Kind)
    assert index().by == {Kind.REGION}
