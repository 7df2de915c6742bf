"""The runs of letters a model knows, and texts as weighted rows over them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from wanmi.triage.grams import HEAD, KINDS, LENGTHS, WHOLE, Hashes, Message, Weights, counted, kinds

LEAST_TEXTS = 2  # a run that one text alone has says more about its writer than about the class
PART_SHARES = {HEAD: 0.7, WHOLE: 1.0}
LENGTH_SHARES = {1: 0.4, 2: 0.8, 3: 0.4}  # single letters are too common and three too rare to say as much as two

Columns = NDArray[np.int32]  # as scikit-learn wants the indices of a sparse table

_SHARES = np.zeros(KINDS)
for _part, _length in product(PART_SHARES, LENGTHS):
    _SHARES[_part + _length] = PART_SHARES[_part] * LENGTH_SHARES[_length]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Known runs (sorted hashes) and how telling each is (inverse document frequency)."""

    known: Hashes
    rarity: Weights

    @classmethod
    def of(cls, messages: Sequence[Message], least_texts: int = LEAST_TEXTS) -> Vocabulary:
        runs, texts = np.unique(np.concatenate([counted(message)[0] for message in messages]), return_counts=True)
        kept = texts >= least_texts
        rarity = np.log((1 + len(messages)) / (1 + texts[kept])) + 1
        return cls(runs[kept], rarity.astype(np.float32))

    def row(self, message: Message) -> tuple[Columns, Weights]:
        """Columns of the runs that are known and their weights; those of a kind together are as long as its share."""
        runs, weights = counted(message)
        columns, known = self.where(runs)
        columns, kind = columns[known], kinds(runs[known])
        weights = weights[known] * self.rarity[columns]
        lengths = np.sqrt(np.bincount(kind, weights * weights, minlength=KINDS))
        return columns, weights * (_SHARES / np.maximum(lengths, 1e-9)).astype(np.float32)[kind]

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
