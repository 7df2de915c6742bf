"""The random field over segmentations: scores, the best segmentation, and the gradient of the likelihood."""

import math
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from wanmi.addresses.compiling import allocating, inlined
from wanmi.addresses.parsing.features import (
    BEGIN,
    END,
    LONGEST,
    MARGIN,
    MIDDLE,
    SEGMENT_FEATURES,
    SINGLE,
    SPOT_FEATURES,
    segment_features,
    spot_features,
)

Floats = npt.NDArray[np.float32]


class Weights(NamedTuple):
    """Weight of each feature row for each label, and of each label after each (the last row: at the start)."""

    features: Floats
    following: Floats


@inlined
def spot_scores(chars: Any, features: Any, votes: Any) -> Any:
    """Score of each character for each place in a segment and each label: (n, 4, labels)."""
    n, labels, rows = len(chars) - 2 * MARGIN, features.shape[1], np.zeros(SPOT_FEATURES, np.int64)
    scores = votes.astype(np.float64)
    for at in range(n):
        for place in range(4):
            spot_features(chars, at, place, rows)
            for feature in range(SPOT_FEATURES):
                for y in range(labels):
                    scores[at, place, y] += features[rows[feature], y]
    return scores


@allocating
def segment_scores(chars: Any, kinds: Any, features: Any, votes: Any) -> Any:
    """Score of each segment (by end and length) for each label: (n + 1, LONGEST + 1, labels).

    ``kinds`` are the known names in the text; ``votes`` (n, 4, labels) is added to the score of each character for each
    place and label.
    """
    n, labels, rows = len(chars) - 2 * MARGIN, features.shape[1], np.zeros(SEGMENT_FEATURES, np.int64)
    spots = spot_scores(chars, features, votes)
    scores = np.full((n + 1, LONGEST + 1, labels), -np.inf)
    middle = np.zeros(labels)
    for end in range(1, n + 1):
        middle.fill(0.0)
        for length in range(1, min(end, LONGEST) + 1):
            start = end - length
            segment_features(chars, kinds, start, end, rows)
            for y in range(labels):
                middle[y] += spots[start + 1, MIDDLE, y] if length > 2 else 0.0
                score = spots[start, BEGIN, y] + middle[y] + spots[end - 1, END, y]
                if length == 1:
                    score = spots[start, SINGLE, y]
                for at in range(SEGMENT_FEATURES):
                    score += features[rows[at], y]
                scores[end, length, y] = score
    return scores


@inlined
def _enter(best: Any, at: int, following: Any, entry: Any, previous: Any) -> None:
    """The best score of the text up to a position together with a label that follows, and the label before it."""
    labels = following.shape[1]
    for y in range(labels):
        entry[at, y] = following[labels, y] if at == 0 else -np.inf
        for x in range(labels if at > 0 else 0):
            if best[at, x] + following[x, y] > entry[at, y]:
                entry[at, y], previous[at, y] = best[at, x] + following[x, y], x


@allocating
def best_path(scores: Any, following: Any) -> Any:
    """The best segmentation as rows (start, end, label), in order."""
    n, labels = scores.shape[0] - 1, scores.shape[2]
    best, entry = np.full((n + 1, labels), -np.inf), np.full((n + 1, labels), -np.inf)
    lengths, previous = np.zeros((n + 1, labels), np.int64), np.zeros((n + 1, labels), np.int64)
    for end in range(n + 1):
        for length in range(1, min(end, LONGEST) + 1):
            for y in range(labels):
                score = entry[end - length, y] + scores[end, length, y]
                if score > best[end, y]:
                    best[end, y], lengths[end, y] = score, length
        _enter(best, end, following, entry, previous)
    path, end, y, count = np.zeros((n, 3), np.int64), n, int(np.argmax(best[n])), 0
    while end > 0:
        start = end - lengths[end, y]
        path[count, 0], path[count, 1], path[count, 2] = start, end, y
        end, y, count = start, previous[start, y], count + 1
    return path[:count][::-1].copy()


@inlined
def _log_sum(values: Any) -> float:
    top = values.max()
    if top == -np.inf:
        return -np.inf
    return float(top + math.log(np.exp(values - top).sum()))


@inlined
def forward(scores: Any, following: Any) -> Any:
    """Log-sum over segmentations of the text up to each end with a last label; also the scores before each start."""
    n, labels = scores.shape[0] - 1, scores.shape[2]
    alpha, entry = np.full((n + 1, labels), -np.inf), np.full((n + 1, labels), -np.inf)
    entry[0] = following[labels]
    for end in range(1, n + 1):
        for y in range(labels):
            values = np.full(min(end, LONGEST), -np.inf)
            for length in range(1, min(end, LONGEST) + 1):
                values[length - 1] = entry[end - length, y] + scores[end, length, y]
            alpha[end, y] = _log_sum(values)
        for y in range(labels):
            entry[end, y] = _log_sum(alpha[end] + following[:labels, y])
    return alpha, entry


@inlined
def backward(scores: Any, following: Any) -> Any:
    """Log-sum over segmentations of the text from each position on, after a label that ends there."""
    n, labels = scores.shape[0] - 1, scores.shape[2]
    beta, leave = np.full((n + 1, labels), -np.inf), np.full((n + 1, labels), -np.inf)
    beta[n] = 0.0
    for start in range(n - 1, -1, -1):
        for y in range(labels):
            longest = min(n - start, LONGEST)
            values = np.full(longest, -np.inf)
            for length in range(1, longest + 1):
                values[length - 1] = scores[start + length, length, y] + beta[start + length, y]
            leave[start, y] = _log_sum(values)
        for x in range(labels):
            beta[start, x] = _log_sum(leave[start] + following[x])
    return beta, leave
