"""Learning a model from labelled texts.

Two linear models look at the same features, one as they are and one with each run weighed by how differently the
label's texts and the others use it (Wang and Manning 2012, "Baselines and Bigrams"); being linear, they are added into
one table. What the model would have said about texts it had not seen then calibrates what it says.
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

from wanmi.triage.grams import Message, Weights
from wanmi.triage.model import Model
from wanmi.triage.vocabulary import LEAST_TEXTS, Vocabulary

LEAST_OF_A_LABEL = 5  # fewer texts teach nothing that holds for the next one
FOLDS = 4
PLAIN_COST, WEIGHED_COST = 2.0, 0.5  # of a text on the wrong side of the border

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
    unseen = np.zeros((len(kept), len(labels)))
    for taught, asked in StratifiedKFold(FOLDS, shuffle=True, random_state=0).split(answers, answers):
        model = _fitted([messages[i] for i in taught], answers[taught], labels, least_texts)
        unseen[asked] = [model.raw(messages[i]) for i in asked]
        advance()
    model = _fitted(messages, answers, labels, least_texts)
    advance()
    return Model(model.labels, model.vocabulary, model.weights, model.offsets, _calibration(unseen, answers))


def _kept(known: Sequence[Labelled]) -> list[Labelled]:
    """Each text once, so that none is asked about that was taught; labels with enough of them."""
    once = list({(one.message, one.label): one for one in known}.values())
    often = Counter(one.label for one in once)
    kept = [one for one in once if often[one.label] >= LEAST_OF_A_LABEL]
    if len({one.label for one in kept}) < 2:
        raise TooFew(f"learning needs two labels or more with {LEAST_OF_A_LABEL} different texts each")
    return kept


def _fitted(messages: Sequence[Message], answers: Labels, labels: Sequence[str], least_texts: int) -> Model:
    vocabulary = Vocabulary.of(messages, least_texts)
    rows = vocabulary.rows(messages)
    plain = [_border(rows, answers == label, PLAIN_COST) for label in range(len(labels))]
    weighed = [_weighed_border(rows, answers == label) for label in range(len(labels))]
    weights, offsets = _together(rows, plain, weighed)
    uncalibrated = np.vstack([np.eye(len(labels)), np.zeros(len(labels))]).astype(np.float32)
    return Model(tuple(labels), vocabulary, weights, offsets, uncalibrated)


def _border(rows: csr_array, inside: NDArray[np.bool_], cost: float) -> tuple[Floats, float]:
    fitted = LinearSVC(C=cost, class_weight="balanced", random_state=0).fit(rows, inside)
    return fitted.coef_[0], float(fitted.intercept_[0])


def _weighed_border(rows: csr_array, inside: NDArray[np.bool_]) -> tuple[Floats, float]:
    used, used_elsewhere = (np.asarray((rows[chosen] > 0).sum(axis=0)) + 1.0 for chosen in (inside, ~inside))
    ratio = np.abs(np.log(used / used.sum()) - np.log(used_elsewhere / used_elsewhere.sum()))
    border, offset = _border(rows @ diags_array(ratio), inside, WEIGHED_COST)
    return border * ratio, offset


def _together(rows: csr_array, *models: list[tuple[Floats, float]]) -> tuple[Weights, Weights]:
    """The sum of models, each made as spread as the others on what they learned from."""
    weights, offsets = [], []
    for model in models:
        table, offset = np.column_stack([border for border, _ in model]), np.array([offset for _, offset in model])
        spread = (rows @ table).std()
        weights.append(table / spread)
        offsets.append(offset / spread)
    return np.sum(weights, axis=0).astype(np.float32), np.sum(offsets, axis=0).astype(np.float32)


def _calibration(unseen: Floats, answers: Labels) -> Weights:
    """Turn distances into frequencies: multinomial regression of the right label on what was said unseen."""
    fitted = LogisticRegression(C=1.0, max_iter=1000).fit(unseen, answers)
    slopes, offsets = fitted.coef_, fitted.intercept_
    if len(slopes) == 1:  # two labels are fitted as one border
        slopes, offsets = np.vstack([-slopes, slopes]) / 2, np.array([-offsets[0], offsets[0]]) / 2
    return np.vstack([slopes.T, offsets]).astype(np.float32)
