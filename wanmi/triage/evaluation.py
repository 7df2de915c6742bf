"""How well a model suggests for texts it has not seen: by class, and whether its confidence is the frequency seen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import process_time

import numpy as np
from sklearn.metrics import precision_recall_fscore_support
from sklearn.model_selection import StratifiedGroupKFold

from wanmi.triage.learning import Labelled, TooFew, learn
from wanmi.triage.model import Model

FOLDS = 5
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
    texts: int
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
    """``calibration_error``: mean distance of confidence from frequency over the bands, weighed by size."""

    texts: int
    macro_f1: float
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


def cross_validate(known: Sequence[Labelled], groups: Sequence[str], advance: Callable[[], None]) -> Report:
    """Teach four fifths and ask about the rest, five times; texts of one group are never on both sides.

    Raises :class:`~wanmi.triage.learning.TooFew`. ``advance`` is called ``FOLDS`` times.
    """
    labels = [one.label for one in known]
    if len(set(groups)) < FOLDS:
        raise TooFew(f"{FOLDS} different texts or more are needed")
    folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=0).split(labels, labels, groups)
    answers, seconds = list[Answer](), 0.0
    for taught, asked in folds:
        found, took = ask(learn([known[i] for i in taught]), [known[i] for i in asked])
        answers, seconds = answers + found, seconds + took
        advance()
    return report(answers, seconds)


def report(answers: Sequence[Answer], seconds: float) -> Report:
    right, said = [each.right for each in answers], [each.labels[0] for each in answers]
    bands = _bands(answers)
    classes = _classes(right, said)
    return Report(
        texts=len(answers),
        macro_f1=float(np.mean([each.f1 for each in classes])),
        accuracy=float(np.mean([one == other for one, other in zip(right, said, strict=True)])),
        among_three=float(np.mean([each.right in each.labels for each in answers])),
        calibration_error=sum(b.suggestions * abs(b.confidence - b.right) for b in bands) / len(answers),
        texts_per_s=len(answers) / seconds,
        classes=classes,
        bands=bands,
    )


def _classes(right: Sequence[str], said: Sequence[str]) -> list[Class]:
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
