"""What cannot be right in a scheme is refused with its line and what was expected."""

from __future__ import annotations

import pytest

from tests.schemes.texts import TINY, tiny
from wanmi.process.errors import DefinitionRefused

GRADE = (
    '\n[[grade]]\nkey = "{0}"\nfrom = {1}\nto = {2}\ncolour = "{3}"\npattern = "{4}"\n'
    'label = {{ zh = "{0}", en = "{0}" }}\n'
)
LOW, HIGH = GRADE.format("c", 0, 60, "#a3201a", "cross"), GRADE.format("a", 60, 100, "#1a6238", "solid")


def bands(*rows: tuple[int, int, int]) -> tuple[str, str]:
    listed = ", ".join(f"{{ from = {start}, to = {end}, points = {points} }}" for start, end, points in rows)
    return "points = 10", f"points = 10\nbands = [{listed}]"


FAULTS = {
    "no TOML": (("[scheme]", "[scheme"), "tiny.toml: not valid TOML"),
    "unknown table": (("[[line]]", "[colours]\n[[line]]"), "line 11, colours: unknown table"),
    "no lines": (("[[line]]", "[line]"), "line 11, line: expected rows that begin with [[line]]"),
    "a person": (
        ('["department"]', '["staff"]'),
        "line 5, scheme.by: is ['staff']; expected a list of region, department, post: work is scored, never people",
    ),
    "a resident": (('["department"]', '["department", "resident"]'), "never people"),
    "total": (("total = 10", "total = 12"), "line 6, scheme.total: is 12, but the lines without bonuses add up to 10"),
    "no number": (("points = 10", 'points = "ten"'), "line 15, line.0.points: is 'ten'; expected a number"),
    "unknown figure": (
        ("archive_rate", "smile_rate"),
        "line 11, line.0: 'smile_rate' is neither an indicator nor under [given]",
    ),
    "another subject": (("archive_rate", "patrol_valid_rate"), "is measured by post, not by department"),
    "unknown key": (("points = 10", "points = 10\nweight = 3"), "line 16, line.0.weight: unknown key"),
    "gap": (
        bands((0, 50, 0), (60, 100, 10)),
        "line 16, line.0.bands: row 2: a gap between 50 and 60; expected from 50",
    ),
    "overlap": (bands((0, 70, 0), (60, 100, 10)), "row 2: an overlap between 70 and 60"),
    "band of nothing": (bands((50, 50, 10)), "row 1: expected from 50 below to 50"),
    "too many points": (bands((0, 60, 0), (60, 100, 11)), "row 2: 11 points; expected 0 to 10"),
    "full score out of reach": (bands((0, 60, 0), (60, 100, 9)), "no row gives the line's 10 points"),
    "bands that turn": (
        bands((0, 60, 10), (60, 100, 0)),
        'the points are not rising; where that is meant, write run = "free"',
    ),
    "no slope": (
        ("points = 10", "points = 10\nzero = 50\nfull = 50"),
        "line 17, line.0.full: zero and full are both 50",
    ),
    "no full-score line": (("points = 10", "points = 10\neach = 1"), "full is missing"),
    "two rules": (("points = 10", "points = 10\nfull = 3\neach = 1\nzero = 2"), "zero: does not go with each"),
    "unknown group": (
        ("points = 10", 'points = 10\ngroup = "x"'),
        "line 16, line.0.group: 'x' is not among the groups: none",
    ),
    "version backwards": (
        ("2026-01-01", "2026-01-01\nvalid_to = 2025-01-01"),
        "line 10, scheme.valid_to: expected a day after 2026-01-01",
    ),
    "most out of reach": (
        ("total = 10", "total = 10\nmost = 11"),
        "line 7, scheme.most: is 11, but all lines together reach 10",
    ),
    "places": (("total = 10", "total = 10\nplaces = 9"), "line 7, scheme.places: is 9; expected 0 to 6"),
    "value beside deduct": (
        ("points = 10", 'points = 10\ndeduct = [{ value = "rework_num", each = 1 }]'),
        "value stands in the rows of deduct",
    ),
    "tiers": (
        (
            'value = "archive_rate"\npoints = 10',
            'points = 10\ndeduct = [{ value = "rework_num", each = 1, after = 2 }]',
        ),
        "rework_num: expected rows with rising after, the first without one",
    ),
}
ADDED = {
    "unused": (
        '\n[given.x]\nlabel = { zh = "x", en = "x" }\nunit = "times"\n',
        "line 17, given.x: no line looks at it",
    ),
    "grades with a gap": (LOW + HIGH.replace("from = 60", "from = 70"), "a gap between 60 and 70"),
    "grades that end early": (LOW, "expected bands from 0 to 100 per cent"),
    "one colour": (LOW + HIGH.replace("#1a6238", "#a3201a"), "two grades have the same colour"),
    "no colour": (LOW + HIGH.replace("#1a6238", "green"), 'expected a colour such as "#1a6238"'),
    "a key twice": (TINY[TINY.index("[[line]]") :], "the key closing stands at 2 lines"),
    "group without lines": (
        '\n[groups.x]\nlabel = { zh = "x", en = "x" }\npoints = 5\n',
        "groups.x: points is 5, but its lines add up to 0",
    ),
}


@pytest.mark.parametrize(("change", "told"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_named_with_its_place(change: tuple[str, str], told: str) -> None:
    assert change[0] in TINY
    with pytest.raises(DefinitionRefused) as refused:
        tiny(TINY.replace(*change))
    assert told in str(refused.value)
    assert all(problem.startswith("tiny.toml") for problem in refused.value.problems)


@pytest.mark.parametrize(("added", "told"), ADDED.values(), ids=ADDED)
def test_what_is_added_must_fit(added: str, told: str) -> None:
    with pytest.raises(DefinitionRefused) as refused:
        tiny(TINY + added)
    assert told in str(refused.value)


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(DefinitionRefused) as refused:
        tiny(TINY.replace("total = 10", "total = 12").replace("archive_rate", "smile_rate"))
    assert len(refused.value.problems) == 2
