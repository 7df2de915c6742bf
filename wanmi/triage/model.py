"""A learned model: it gives every label a score and says which words spoke for it."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from wanmi.triage.grams import WHOLE, Message, Weights, hashes, parts, run_at
from wanmi.triage.vocabulary import Vocabulary

FORMAT = "wanmi triage 3"
MOST_REASONS = 3


class NoModel(Exception):
    """The file is not a model of this version."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One label; ``confidence`` is how often one as strong was right; ``reasons`` are words of the text."""

    label: str
    confidence: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """``weights``: known runs × labels, in log odds."""

    labels: tuple[str, ...]
    vocabulary: Vocabulary
    weights: Weights
    offsets: Weights

    def scores(self, message: Message) -> NDArray[np.float64]:
        """The probability of each label; they make one."""
        columns, weights = self.vocabulary.row(message)
        odds = np.asarray(weights @ self.weights[columns] + self.offsets, dtype=np.float64)
        powers = np.exp(odds - odds.max())
        return powers / powers.sum()  # type: ignore[no-any-return]  # numpy types a quotient as Any

    def suggest(self, message: Message, limit: int = 3) -> list[Suggestion]:
        """The likeliest labels, best first, each with the words that spoke most for it."""
        scores = self.scores(message)
        best = np.argsort(-scores, kind="stable")[:limit]
        return [Suggestion(self.labels[i], float(scores[i]), self._reasons(message, int(i))) for i in best]

    def _reasons(self, message: Message, label: int) -> tuple[str, ...]:
        """Stretches of the text, from strongest: where runs overlap, each letter adds up what they say."""
        text, gains = self._gains(message, label)
        found: list[str] = []
        while len(found) < MOST_REASONS and gains.any() and gains.max() > 0:
            start, end = _stretch(gains, int(gains.argmax()))
            if (word := text[start:end].strip()) and word not in found:
                found.append(word)
            gains[start:end] = 0
        return tuple(found)

    def _gains(self, message: Message, label: int) -> tuple[str, NDArray[np.float32]]:
        """For each letter of the whole text, how much the runs over it speak for this label before any other."""
        text = parts(message)[1]
        runs = hashes(text, WHOLE)
        columns, weights = self.vocabulary.row(message)
        says = np.zeros(len(self.vocabulary.known), dtype=np.float32)
        says[columns] = weights * (self.weights[columns, label] - self.weights[columns].mean(axis=1))
        where, known = self.vocabulary.where(runs)
        worth = np.where(known, says[where], 0)
        gains = np.zeros(len(text), dtype=np.float32)
        for position in np.flatnonzero(worth > 0):
            start, end = run_at(text, int(position))
            gains[start:end] += worth[position] / (end - start)
        return text, gains

    def save(self, path: Path) -> None:
        """Write the model into one file, all or nothing."""
        unready = path.with_suffix(".part")
        with unready.open("wb") as file:
            np.savez_compressed(
                file,
                format=np.array(FORMAT),
                labels=np.array(self.labels),
                known=self.vocabulary.known,
                rarity=self.vocabulary.rarity,
                weights=self.weights.astype(np.float16),
                offsets=self.offsets,
            )
        unready.replace(path)

    @classmethod
    def load(cls, path: Path) -> Model:
        """Read a model. Raises :class:`NoModel` where the file is none."""
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
                if str(stored["format"]) != FORMAT:
                    raise NoModel(f"{path.name} is not a triage model of this version")
                return cls(
                    labels=tuple(stored["labels"].tolist()),
                    vocabulary=Vocabulary(stored["known"], stored["rarity"]),
                    weights=stored["weights"].astype(np.float32),
                    offsets=stored["offsets"],
                )
        except (zipfile.BadZipFile, KeyError, ValueError, EOFError) as error:
            raise NoModel(f"{path.name} is not a triage model") from error


def _stretch(gains: NDArray[np.float32], peak: int) -> tuple[int, int]:
    """The letters around a peak that say at least a third as much."""
    strong = gains >= gains[peak] / 3
    start = end = peak
    while start > 0 and strong[start - 1]:
        start -= 1
    while end < len(gains) and strong[end]:
        end += 1
    return start, end
