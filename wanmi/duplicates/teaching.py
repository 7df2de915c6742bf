"""Teaching a finder from cases and the links that people made between them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier

from wanmi.duplicates.candidates import Pairs, pairs_of
from wanmi.duplicates.cases import BadCases, Cases, Floats, repeats_of
from wanmi.duplicates.features import Table, looked_at, pair_table, soon
from wanmi.duplicates.finder import Finder, case_table
from wanmi.duplicates.forest import Forest
from wanmi.duplicates.rates import Rates

LEAST_LINKS = 50
FOLDS = 4
FORESTS = 5  # grown on other draws of the cases and then averaged: few links make single ones waver
RANKING = {"max_iter": 150, "learning_rate": 0.06, "max_leaf_nodes": 10, "min_samples_leaf": 20, "max_features": 0.5}
FLAGGING = {"max_iter": 150, "learning_rate": 0.05, "max_leaf_nodes": 12, "min_samples_leaf": 40, "max_features": 0.4}

Mask = NDArray[np.bool_]


def teach(
    cases: Cases, links: Mapping[str, str], asked: Mask | None = None, advance: Callable[[], None] = lambda: None
) -> Finder:
    """A finder taught on the cases ``asked`` (all of them, if absent). Raises :class:`BadCases` on too few links.

    Rates and rankings of a case are never taught by its own link: what flags duplicates must see them as unsure as
    they will be in service. ``advance`` is called ``FOLDS + 3`` times.
    """
    asked = np.ones(len(cases), dtype=np.bool_) if asked is None else asked
    repeats = np.where(asked, repeats_of(cases, links), -1)
    if (repeats >= 0).sum() < LEAST_LINKS:
        raise BadCases(f"teaching needs {LEAST_LINKS} links or more between the cases")
    rates, pairs, table, scores = _unseen(cases, repeats, asked, advance)
    duplicate, early = repeats >= 0, soon(cases, pairs)
    case_rows = case_table(cases, pairs.those(early), table[early], scores[early], rates)
    flagging = _grown(case_rows[asked], (duplicate | cases.called)[asked], np.flatnonzero(asked), FLAGGING)
    advance()
    table = pair_table(cases, pairs, rates, repeats)
    right, chosen = repeats[pairs.case] == pairs.other, duplicate[pairs.case] & asked[pairs.case]
    reporting = _grown(table[chosen], right[chosen], pairs.case[chosen], RANKING)
    advance()
    seen_later = np.hstack([table[chosen], looked_at(cases, pairs, repeats)[chosen]])
    looking = _grown(seen_later, right[chosen], pairs.case[chosen], RANKING)
    advance()
    return Finder(rates, reporting, looking, flagging, _period(cases.opened[asked]))


def _unseen(
    cases: Cases, repeats: NDArray[np.int64], asked: Mask, advance: Callable[[], None]
) -> tuple[Rates, Pairs, Table, Floats]:
    """Features and scores of each pair by rates and rankings that did not know its case's link; the rates of all."""
    every = Rates.seen(cases, _no_pairs(cases), repeats, asked)
    pairs = pairs_of(cases, every.together(cases.kinds))
    rates = Rates.seen(cases, pairs, repeats, asked)
    fold = np.arange(len(cases)) * 7919 % FOLDS
    table = np.empty_like(pair_table(cases, pairs, rates, repeats))
    scores = np.zeros(len(pairs))
    for held in range(FOLDS):
        taught, answered = asked & (fold != held), fold[pairs.case] == held
        partial = pair_table(cases, pairs, Rates.seen(cases, pairs, repeats, taught), repeats)
        chosen = (repeats[pairs.case] >= 0) & taught[pairs.case]
        right = repeats[pairs.case[chosen]] == pairs.other[chosen]
        grown = _grown(partial[chosen], right, pairs.case[chosen], RANKING, forests=1)
        table[answered] = partial[answered]
        scores[answered] = grown.ask(partial[answered])
        advance()
    return rates, pairs, table, scores


def _no_pairs(cases: Cases) -> Pairs:
    nothing = np.zeros(0, dtype=np.int32)
    return Pairs(nothing, nothing, np.zeros(0), np.zeros(len(cases) + 1, dtype=np.int64))


def _grown(
    rows: Table, right: Mask, groups: NDArray[Any], settings: Mapping[str, Any], forests: int = FORESTS
) -> Forest:
    """Forests on draws of whole groups with replacement: the pairs of one case come and go together."""
    models = []
    for seed in range(forests):
        often = np.random.default_rng(seed).poisson(1.0, int(groups.max()) + 1)[groups]
        weight = often if forests > 1 else np.ones(len(groups))
        model = HistGradientBoostingClassifier(
            **settings, l2_regularization=3.0, early_stopping=False, random_state=seed
        )
        models.append(model.fit(rows[weight > 0], right[weight > 0], sample_weight=weight[weight > 0]))
    return Forest.grown(models)


def _period(opened: Floats) -> str:
    first, last = (datetime.fromtimestamp(float(hours) * 3600, UTC).date() for hours in (opened.min(), opened.max()))
    return f"{first.isoformat()}/{last.isoformat()}"
