"""Learn the weights from labelled texts: stochastic gradient steps on the likelihood, one text at a time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from wanmi.addresses.compiling import allocating, inlined
from wanmi.addresses.hashing import Table
from wanmi.addresses.parsing.features import (
    BEGIN,
    END,
    LONGEST,
    MARGIN,
    MIDDLE,
    ROWS,
    SEGMENT_FEATURES,
    SINGLE,
    SPOT_FEATURES,
    characters,
    segment_features,
    spot_features,
)
from wanmi.addresses.parsing.field import Weights, backward, forward, segment_scores
from wanmi.addresses.parsing.gazetteer import known_names

RATE, NEGLIGIBLE = 0.08, 1e-4


@dataclass(frozen=True)
class Example:
    """A text whose segments, as rows (start, end, label), cover it from end to end, with the known names in it."""

    characters: npt.NDArray[np.int64]
    kinds: npt.NDArray[np.int32]
    segments: npt.NDArray[np.int64]


@inlined
def _step(features: Any, squares: Any, row: Any, gradient: Any, rate: float) -> None:
    """An AdaGrad step on one row of weights."""
    for y in range(len(gradient)):
        g = gradient[y]
        if g != 0.0:
            squares[row, y] += g * g
            features[row, y] += rate * g / np.sqrt(squares[row, y] + 1e-6)


@inlined
def _occupancy(scores: Any, alpha: Any, entry: Any, beta: Any, segments: Any) -> Any:
    """Gold minus expected count of each segment and label."""
    n, labels = scores.shape[0] - 1, scores.shape[2]
    top = alpha[n].max()
    total = top + np.log(np.exp(alpha[n] - top).sum())
    counts = np.zeros((n + 1, LONGEST + 1, labels))
    for end in range(1, n + 1):
        for length in range(1, min(end, LONGEST) + 1):
            for y in range(labels):
                p = np.exp(entry[end - length, y] + scores[end, length, y] + beta[end, y] - total)
                counts[end, length, y] = -p if p > NEGLIGIBLE else 0.0
    for s in range(len(segments)):
        start, end, y = segments[s]
        counts[end, end - start, y] += 1.0
    return counts, total


@inlined
def _update_segments(chars: Any, kinds: Any, counts: Any, features: Any, squares: Any, rate: float, skip: Any) -> Any:
    """Step on the features of segments; returns what is left to do for single characters: (n, 4, labels)."""
    n, labels = counts.shape[0] - 1, counts.shape[2]
    rows, spots = np.zeros(SEGMENT_FEATURES, np.int64), np.zeros((n, 4, labels))
    for end in range(1, n + 1):
        for length in range(1, min(end, LONGEST) + 1):
            gradient = counts[end, length]
            if not gradient.any():
                continue
            start = end - length
            segment_features(chars, kinds, start, end, rows)
            for f in range(SEGMENT_FEATURES):
                if not skip[f]:
                    _step(features, squares, rows[f], gradient, rate)
            if length == 1:
                spots[start, SINGLE] += gradient
            else:
                spots[start, BEGIN] += gradient
                spots[end - 1, END] += gradient
                for at in range(start + 1, end - 1):
                    spots[at, MIDDLE] += gradient
    return spots


@inlined
def _update_spots(chars: Any, spots: Any, features: Any, squares: Any, rate: float) -> None:
    rows = np.zeros(SPOT_FEATURES, np.int64)
    for at in range(len(spots)):
        for place in range(4):
            if spots[at, place].any():
                spot_features(chars, at, place, rows)
                for row in rows:
                    _step(features, squares, row, spots[at, place], rate)


@inlined
def _update_following(
    alpha: Any, leave: Any, total: float, segments: Any, following: Any, squares: Any, rate: float
) -> None:
    n, labels = alpha.shape[0] - 1, alpha.shape[1]
    gradient = np.zeros((labels + 1, labels))
    for y in range(labels):
        gradient[labels, y] -= np.exp(following[labels, y] + leave[0, y] - total)
    for at in range(1, n):
        for x in range(labels):
            if alpha[at, x] > -np.inf:
                for y in range(labels):
                    gradient[x, y] -= np.exp(alpha[at, x] + following[x, y] + leave[at, y] - total)
    previous = labels
    for s in range(len(segments)):
        gradient[previous, segments[s, 2]] += 1.0
        previous = segments[s, 2]
    for x in range(labels + 1):
        _step(following, squares, x, gradient[x], rate)


@allocating
def learn_from(
    chars: Any,
    kinds: Any,
    segments: Any,
    features: Any,
    squares: Any,
    following: Any,
    following_squares: Any,
    rate: float,
    skip: Any,
) -> float:
    """One gradient step; returns the log-likelihood of the text before it."""
    labels = following.shape[1]
    scores = segment_scores(chars, kinds, features, np.zeros((len(chars) - 2 * MARGIN, 4, labels), np.float32))
    alpha, entry = forward(scores, following)
    beta, leave = backward(scores, following)
    counts, total = _occupancy(scores, alpha, entry, beta, segments)
    gold: Any = 0.0
    previous = labels
    for s in range(len(segments)):
        start, end, y = segments[s]
        gold += scores[end, end - start, y] + following[previous, y]
        previous = y
    spots = _update_segments(chars, kinds, counts, features, squares, rate, skip)
    _update_spots(chars, spots, features, squares, rate)
    _update_following(alpha, leave, total, segments, following, following_squares, rate)
    return float(gold - total)


def make_example(
    text: str, entities: Sequence[tuple[str, int, int]], labels: Sequence[str], gazetteer: Table
) -> Example | None:
    """An example from labelled spans; None unless they cover the text in segments of at most LONGEST characters."""
    rows, at = [], 0
    for label, start, end in sorted(entities, key=lambda e: e[1]):
        if start != at or end - start > LONGEST or label not in labels:
            return None
        rows.append((start, end, labels.index(label)))
        at = end
    if at != len(text) or not rows:
        return None
    chars = characters(text)
    return Example(chars, known_names(chars, gazetteer), np.array(rows, np.int64))


def train(
    examples: Sequence[Example],
    labels: int,
    rounds: int,
    progress: Callable[[int, float], None],
    seed: int = 1,
    start: Weights | None = None,
    forget: float = 0.15,
) -> Weights:
    """Weights after so many rounds over the examples in random order. ``forget`` is the share of steps in which the
    memory of whole segments is left out, so that the model also learns to do without."""
    features = start.features.copy() if start else np.zeros((ROWS, labels), np.float32)
    following = start.following.copy() if start else np.zeros((labels + 1, labels), np.float32)
    squares, following_squares = np.zeros_like(features), np.zeros_like(following)
    chance = np.random.default_rng(seed)
    mean_features, mean_following, kept = np.zeros_like(features), np.zeros_like(following), 0
    skip = np.zeros(SEGMENT_FEATURES, np.bool_)
    for round_ in range(rounds):
        likelihood = 0.0
        for i in chance.permutation(len(examples)):
            skip[[0, 13, 14]] = chance.random() < forget
            e = examples[i]
            likelihood += learn_from(
                e.characters, e.kinds, e.segments, features, squares, following, following_squares, RATE, skip
            )
        progress(round_, likelihood / len(examples))
        if round_ >= rounds // 2:
            mean_features += features
            mean_following += following
            kept += 1
    share = np.float32(1.0 / kept)
    return Weights(mean_features * share, mean_following * share)
