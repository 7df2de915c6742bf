from __future__ import annotations

import tomllib
from collections import defaultdict
from pathlib import Path

from wanmi.workforce import kinds

PROCESS = Path(__file__).parents[2] / "wanmi" / "cases" / "process.toml"


def test_the_sides_are_those_of_the_case_process():
    """The process file (a floor above) and the appointments must mean the same by a side."""
    posts = tomllib.loads(PROCESS.read_text())["posts"]
    sides = defaultdict(set)
    for kind, post in posts.items():
        sides[post["side"]].add(kind)
    assert sides == {
        "intake": {"operator", "collector", "resident"},  # nobody is appointed to be a resident
        "judging": kinds.SUPERVISION - {"operator", "collector"},
        "commanding": kinds.COMMAND,
        "handling": kinds.HANDLING,
        "records": kinds.ADMINISTRATION | {"system"},  # the platform itself, which nobody is appointed to be
    }


def test_conflicts_do_not_depend_on_the_order():
    for one in kinds.ALL:
        for other in kinds.ALL:
            found = kinds.conflict(one, other, separate_axes=True)
            assert found == kinds.conflict(other, one, separate_axes=True)
            assert (one != other) or found is None
