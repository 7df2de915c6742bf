"""Ranks of scores and of indices."""

from __future__ import annotations

from fractions import Fraction

from tests.schemes.test_harmony import EXAMPLE, values_for
from tests.schemes.texts import index, tiny
from wanmi.appraisal.evaluating import Measure, evaluated, indexed


def closing(value: int | None) -> dict[str, Measure]:
    return {"archive_rate": Measure(None if value is None else Fraction(value))}


def test_equal_scores_share_a_rank_and_no_score_has_none() -> None:
    measures = {"a": closing(80), "b": closing(90), "c": closing(80), "d": closing(None), "e": closing(70)}
    rows = evaluated(tiny(), [*measures, "f"], measures)
    assert [(row.subject, row.rank) for row in rows] == [
        ("b", 1), ("a", 2), ("c", 2), ("e", 4), ("d", None), ("f", None),
    ]  # fmt: skip


def test_an_index_under_its_coverage_has_no_rank() -> None:
    figures = {name: Measure(value) for name, value in values_for(index(), EXAMPLE).items()}
    rows = indexed(index(), ["110101001", "110101002"], {"110101001": figures})
    assert [(row.subject, row.rank) for row in rows] == [("110101001", 1), ("110101002", None)]
