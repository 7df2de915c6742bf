"""How well a model suggests for texts it has not seen: by class, and whether its confidence is the frequency seen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from time import process_time

import numpy as np
from sklearn.metrics import precision_recall_fscore_support
from sklearn.model_selection import StratifiedGroupKFold

from wanmi.triage.learning import Labelled, TooFew, learn
from wanmi.triage.model import Model

FOLDS = 5
DRAWS = 3  # of the fifths: one alone moves macro-F1 by some thousandths
BANDS = 10  # of confidence


@dataclass(frozen=True, slots=True)
class Answer:
    """The right label and the three likeliest with their confidence, best first."""

    right: str
    labels: tuple[str, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class Class:
    label: str
    texts: int  # asked about, in all rounds together
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class Band:
    """Suggestions of nearly the same confidence: how sure they were and how often they were right."""

    suggestions: int
    confidence: float
    right: float


@dataclass(frozen=True, slots=True)
class Report:
    """``macro_f1`` is the mean over the rounds of asking, ``round_f1`` that of each; the rest is of all together.

    ``calibration_error``: mean distance of confidence from frequency over the bands, weighed by size.
    """

    texts: int
    macro_f1: float
    round_f1: list[float]
    accuracy: float
    among_three: float
    calibration_error: float
    texts_per_s: float
    classes: list[Class]
    bands: list[Band]


def ask(model: Model, known: Sequence[Labelled]) -> tuple[list[Answer], float]:
    """What the model says of each text, and the seconds of processor time it took."""
    started, answers = process_time(), []
    for one in known:
        scores = model.scores(one.message)
        best = np.argsort(-scores, kind="stable")[:3]
        answers.append(Answer(one.label, tuple(model.labels[i] for i in best), float(scores[best[0]])))
    return answers, process_time() - started


def cross_validate(
    known: Sequence[Labelled], groups: Sequence[str], advance: Callable[[], None], draws: int = DRAWS
) -> Report:
    """Teach four fifths and ask about the rest, five times a draw; texts of one group are never on both sides.

    Raises :class:`~wanmi.triage.learning.TooFew`. ``advance`` is called ``FOLDS * draws`` times.
    """
    if len(set(groups)) < FOLDS:
        raise TooFew(f"{FOLDS} different texts or more are needed")
    rounds, seconds = [], 0.0
    for draw in range(draws):
        answers, took = _round(known, groups, draw, advance)
        rounds.append(answers)
        seconds += took
    return report(rounds, seconds)


def _round(
    known: Sequence[Labelled], groups: Sequence[str], draw: int, advance: Callable[[], None]
) -> tuple[list[Answer], float]:
    labels, answers, seconds = [one.label for one in known], list[Answer](), 0.0
    for taught, asked in StratifiedGroupKFold(FOLDS, shuffle=True, random_state=draw).split(labels, labels, groups):
        found, took = ask(learn([known[i] for i in taught]), [known[i] for i in asked])
        answers, seconds = answers + found, seconds + took
        advance()
    return answers, seconds


def report(rounds: Sequence[Sequence[Answer]], seconds: float) -> Report:
    """The figures of one or several rounds, in each of which every text was asked about."""
    answers = list(chain.from_iterable(rounds))
    bands = _bands(answers)
    round_f1 = [_macro_f1(_classes(each)) for each in rounds]
    return Report(
        texts=len(answers) // len(rounds),
        macro_f1=float(np.mean(round_f1)),
        round_f1=round_f1,
        accuracy=float(np.mean([each.right == each.labels[0] for each in answers])),
        among_three=float(np.mean([each.right in each.labels for each in answers])),
        calibration_error=sum(b.suggestions * abs(b.confidence - b.right) for b in bands) / len(answers),
        texts_per_s=len(answers) / seconds,
        classes=_classes(answers),
        bands=bands,
    )


def _macro_f1(classes: Sequence[Class]) -> float:
    return float(np.mean([each.f1 for each in classes]))


def _classes(answers: Sequence[Answer]) -> list[Class]:
    right, said = [each.right for each in answers], [each.labels[0] for each in answers]
    labels = sorted(set(right))
    columns = precision_recall_fscore_support(right, said, labels=labels, zero_division=0.0)
    return [
        Class(label, int(n), float(p), float(r), float(f)) for label, p, r, f, n in zip(labels, *columns, strict=True)
    ]


def _bands(answers: Sequence[Answer]) -> list[Band]:
    """From unsure to sure; bands without suggestions are left out."""
    bands: dict[int, list[Answer]] = defaultdict(list)
    for each in answers:
        bands[min(BANDS - 1, int(each.confidence * BANDS))].append(each)
    return [
        Band(
            suggestions=len(band),
            confidence=float(np.mean([each.confidence for each in band])),
            right=float(np.mean([each.right == each.labels[0] for each in band])),
        )
        for _, band in sorted(bands.items())
    ]
