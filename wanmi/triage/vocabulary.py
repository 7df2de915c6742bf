"""The runs of letters a model knows, and texts as weighted rows over them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from wanmi.triage.grams import HEAD, WHOLE, Hashes, Message, Weights, counted, parts

LEAST_TEXTS = 2  # a run that one text alone has says more about its writer than about the class
HEAD_WEIGHT = np.float32(0.7)

Columns = NDArray[np.int32]  # as scikit-learn wants the indices of a sparse table


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Known runs (sorted hashes) and how telling each is (inverse document frequency)."""

    known: Hashes
    rarity: Weights

    @classmethod
    def of(cls, messages: Sequence[Message], least_texts: int = LEAST_TEXTS) -> Vocabulary:
        found = [counted(text, part)[0] for message in messages for text, part in _parts(message)]
        runs, texts = np.unique(np.concatenate(found), return_counts=True)
        kept = texts >= least_texts
        rarity = np.log((1 + len(messages)) / (1 + texts[kept])) + 1
        return cls(runs[kept], rarity.astype(np.float32))

    def row(self, message: Message) -> tuple[Columns, Weights]:
        """Columns of the runs that are known and their weights; head and whole are each of length one."""
        rows = [self._part(text, part) for text, part in _parts(message)]
        columns, weights = zip(*rows, strict=True)
        return np.concatenate(columns), np.concatenate(weights)

    def rows(self, messages: Sequence[Message]) -> csr_array:
        """One row a message."""
        each = [self.row(message) for message in messages]
        ends = np.cumsum([0, *(len(columns) for columns, _ in each)], dtype=np.int32)
        columns, weights = (np.concatenate(parts) for parts in zip(*each, strict=True))
        return csr_array((weights, columns, ends), shape=(len(messages), len(self.known)))

    def where(self, runs: Hashes) -> tuple[Columns, NDArray[np.bool_]]:
        """The column of each run and whether the run is known at all."""
        columns = np.minimum(np.searchsorted(self.known, runs), len(self.known) - 1).astype(np.int32)
        return columns, self.known[columns] == runs

    def _part(self, text: str, part: int) -> tuple[Columns, Weights]:
        runs, weights = counted(text, part)
        columns, known = self.where(runs)
        columns = columns[known]
        weights = weights[known] * self.rarity[columns]
        length = np.sqrt(weights @ weights)
        scale = (HEAD_WEIGHT if part == HEAD else np.float32(1)) / max(length, np.float32(1e-9))
        return columns, weights * scale


def _parts(message: Message) -> tuple[tuple[str, int], tuple[str, int]]:
    head, whole = parts(message)
    return (head, HEAD), (whole, WHOLE)
