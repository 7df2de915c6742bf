"""Taking figures about too few people out before anything is scored, so that no score gives them away."""

from __future__ import annotations

from collections.abc import Mapping

from wanmi.appraisal.evaluating import Measure
from wanmi.boards.suppression import hidden, parts_hidden

Figures = Mapping[str, Mapping[str, Measure]]  # subject -> figure -> measure
Cells = set[tuple[str, str]]  # (subject, figure)
SMALL = Measure(None)


def masked(figures: Figures, least: int) -> tuple[dict[str, dict[str, Measure]], Cells]:
    """The figures without those about fewer than ``least`` people, and which ones were taken out."""
    out: Cells = set()
    for name in {name for values in figures.values() for name in values}:
        counts = {subject: values[name].people for subject, values in figures.items() if name in values}
        of_people = {subject: people for subject, people in counts.items() if people is not None}
        out |= {(subject, name) for subject in _hidden(of_people, least)}
    shown = {
        subject: {name: SMALL if (subject, name) in out else measure for name, measure in values.items()}
        for subject, values in figures.items()
    }
    return shown, out


def _hidden(counts: Mapping[str, int], least: int) -> set[str]:
    """Places of several levels add up to one another; other subjects add up to the whole city."""
    lengths = {len(code) for code in counts if code.isdigit()}
    return hidden(counts, least, lengths) if len(lengths) > 1 else parts_hidden(counts, least)
