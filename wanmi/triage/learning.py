"""Learning a model from labelled texts.

Two linear models look at the same features, one as they are and one with each run weighed by how differently the
label's texts and the others use it (Wang and Manning 2012, "Baselines and Bigrams"). What both would have said about
texts they had not seen is weighed against what was right, each label's border by itself (Wolpert 1992, "Stacked
Generalization"): that joins the two and makes frequencies of distances at once. All being linear, it is one table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, diags_array
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

from wanmi.triage.grams import Message
from wanmi.triage.model import Model
from wanmi.triage.vocabulary import LEAST_TEXTS, Vocabulary

LEAST_OF_A_LABEL = 5  # fewer texts teach nothing that holds for the next one
FOLDS = 4
PLAIN_COST, WEIGHED_COST = 2.0, 0.5  # of a text on the wrong side of the border
JOINING_COST = 0.5  # of a surprise, against the size of the weights that borders get
LEAST_SPREAD = 1e-6  # a border as far from every text says nothing

Floats = NDArray[np.float64]
Labels = NDArray[np.intp]


class TooFew(ValueError):
    """There is not enough to learn from."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text whose label is known."""

    message: Message
    label: str


def learn(
    known: Sequence[Labelled], least_texts: int = LEAST_TEXTS, advance: Callable[[], None] = lambda: None
) -> Model:
    """A calibrated model of the labels that have at least five different texts. Raises :class:`TooFew`.

    ``least_texts``: a run of letters is a feature when so many texts have it. ``advance`` is called
    ``FOLDS + 1`` times.
    """
    kept = _kept(known)
    labels = sorted({one.label for one in kept})
    answers = np.array([labels.index(one.label) for one in kept])
    messages = [one.message for one in kept]
    unseen = np.zeros((len(kept), 2 * len(labels)))
    for taught, asked in StratifiedKFold(FOLDS, shuffle=True, random_state=0).split(answers, answers):
        vocabulary, table, offsets = _fitted([messages[i] for i in taught], answers[taught], least_texts)
        unseen[asked] = vocabulary.rows([messages[i] for i in asked]) @ table + offsets
        advance()
    vocabulary, table, offsets = _fitted(messages, answers, least_texts)
    advance()
    joining, usual = _joining(unseen, answers)
    weights, offsets = table @ joining, offsets @ joining + usual
    return Model(tuple(labels), vocabulary, weights.astype(np.float32), offsets.astype(np.float32))


def _kept(known: Sequence[Labelled]) -> list[Labelled]:
    """Each text once, so that none is asked about that was taught; labels with enough of them."""
    once = list({(one.message, one.label): one for one in known}.values())
    often = Counter(one.label for one in once)
    kept = [one for one in once if often[one.label] >= LEAST_OF_A_LABEL]
    if len({one.label for one in kept}) < 2:
        raise TooFew(f"learning needs two labels or more with {LEAST_OF_A_LABEL} different texts each")
    return kept


def _fitted(messages: Sequence[Message], answers: Labels, least_texts: int) -> tuple[Vocabulary, Floats, Floats]:
    """The table and the offsets of the borders, runs × borders: the plain one of each label and then the weighed."""
    vocabulary = Vocabulary.of(messages, least_texts)
    rows = vocabulary.rows(messages)
    sides = [answers == label for label in range(answers.max() + 1)]
    plain = [_border(rows, inside, PLAIN_COST) for inside in sides]
    weighed = [_weighed_border(rows, inside) for inside in sides]
    borders, offsets = zip(*plain, *weighed, strict=True)
    return vocabulary, np.column_stack(borders), np.array(offsets)


def _border(rows: csr_array, inside: NDArray[np.bool_], cost: float) -> tuple[Floats, float]:
    fitted = LinearSVC(C=cost, class_weight="balanced", random_state=0).fit(rows, inside)
    return fitted.coef_[0], float(fitted.intercept_[0])


def _weighed_border(rows: csr_array, inside: NDArray[np.bool_]) -> tuple[Floats, float]:
    used, used_elsewhere = (np.asarray((rows[chosen] > 0).sum(axis=0)) + 1.0 for chosen in (inside, ~inside))
    ratio = np.abs(np.log(used / used.sum()) - np.log(used_elsewhere / used_elsewhere.sum()))
    border, offset = _border(rows @ diags_array(ratio), inside, WEIGHED_COST)
    return border * ratio, offset


def _joining(unseen: Floats, answers: Labels) -> tuple[Floats, Floats]:
    """Borders × labels, and an offset for each label, that turn distances into log odds: multinomial regression."""
    spread = np.maximum(unseen.std(axis=0), LEAST_SPREAD)
    fitted = LogisticRegression(C=JOINING_COST, max_iter=1000).fit(unseen / spread, answers)
    slopes, offsets = fitted.coef_ / spread, fitted.intercept_
    if len(slopes) == 1:  # two labels are fitted as one border
        slopes, offsets = np.vstack([-slopes, slopes]) / 2, np.array([-offsets[0], offsets[0]]) / 2
    return slopes.T, offsets
