"""How often cases of each kind and source were duplicates before: words turned into numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from wanmi.duplicates.candidates import Pairs
from wanmi.duplicates.cases import Cases, Floats

DOUBT = 20.0  # a rate counts as if so many cases of the usual rate had been seen besides
MARK = "\x1f"  # stands between the two words of a pair


@dataclass(frozen=True, slots=True)
class Rates:
    """Natural logarithms of rates by word, ``usual`` for a word that was not seen."""

    usual: float
    usual_pair: float
    kinds: Mapping[str, float] = field(default_factory=dict)
    sources: Mapping[str, float] = field(default_factory=dict)
    kind_pairs: Mapping[str, float] = field(default_factory=dict)
    source_pairs: Mapping[str, float] = field(default_factory=dict)
    linked_kinds: frozenset[str] = frozenset()

    @classmethod
    def seen(cls, cases: Cases, pairs: Pairs, repeats: NDArray[np.int64], asked: NDArray[np.bool_]) -> Rates:
        """Count among the cases ``asked``; ``repeats``: number of the case that each repeats, else -1."""
        duplicate = repeats >= 0
        kinds, sources = np.array(cases.kinds), np.array(cases.sources)
        chosen = asked[pairs.case] & duplicate[pairs.case]
        one, two = pairs.case[chosen], pairs.other[chosen]
        right = repeats[one] == two
        usual, usual_pair = _mean(duplicate[asked]), _mean(right)
        return cls(
            usual=float(np.log(usual)),
            usual_pair=float(np.log(usual_pair)),
            kinds=_by_word(kinds[cases.kind[asked]], duplicate[asked], usual),
            sources=_by_word(sources[cases.source[asked]], duplicate[asked], usual),
            kind_pairs=_by_word(_joined(kinds, cases.kind[one], cases.kind[two]), right, usual_pair),
            source_pairs=_by_word(_joined(sources, cases.source[one], cases.source[two]), right, usual_pair),
            linked_kinds=linked_kinds(cases, repeats, asked),
        )

    def together(self, kinds: tuple[str, ...]) -> NDArray[np.bool_]:
        """Which of these kinds were linked, either way round."""
        number = {kind: at for at, kind in enumerate(kinds)}
        table = np.zeros((len(kinds), len(kinds)), dtype=np.bool_)
        for pair in self.linked_kinds:
            one, two = (number.get(kind, -1) for kind in pair.split(MARK))
            if one >= 0 and two >= 0:
                table[one, two] = table[two, one] = True
        return table

    def of_pairs(self, cases: Cases, pairs: Pairs) -> list[Floats]:
        """Six columns: the rates of the two kinds together and the sources together, and of each case alone."""
        kind, source = self.of_cases(cases)
        by_kind = _square(self.kind_pairs, cases.kinds, self.usual_pair)
        by_source = _square(self.source_pairs, cases.sources, self.usual_pair)
        one, two = pairs.case, pairs.other
        joint = [by_kind[cases.kind[one], cases.kind[two]], by_source[cases.source[one], cases.source[two]]]
        return [*joint, kind[one], kind[two], source[one], source[two]]

    def of_cases(self, cases: Cases) -> tuple[Floats, Floats]:
        """The rates of each case's kind and source."""
        kinds = np.array([self.kinds.get(kind, self.usual) for kind in cases.kinds])
        sources = np.array([self.sources.get(source, self.usual) for source in cases.sources])
        return kinds[cases.kind], sources[cases.source]


def linked_kinds(cases: Cases, repeats: NDArray[np.int64], asked: NDArray[np.bool_]) -> frozenset[str]:
    """The pairs of kinds that links join."""
    kinds = np.array(cases.kinds)
    case = np.flatnonzero((repeats >= 0) & asked)
    return frozenset(_joined(kinds, cases.kind[case], cases.kind[repeats[case]]).tolist())


def _joined(words: NDArray[np.str_], one: NDArray[np.int32], two: NDArray[np.int32]) -> NDArray[np.str_]:
    return np.char.add(np.char.add(words[one], MARK), words[two])


def _by_word(words: NDArray[np.str_], hits: NDArray[np.bool_], usual: float) -> dict[str, float]:
    known, at = np.unique(words, return_inverse=True)
    rates = (np.bincount(at, weights=hits) + DOUBT * usual) / (np.bincount(at) + DOUBT)
    return dict(zip(known.tolist(), np.log(rates).tolist(), strict=True))


def _square(rates: Mapping[str, float], words: tuple[str, ...], usual: float) -> Floats:
    return np.array([[rates.get(one + MARK + two, usual) for two in words] for one in words])


def _mean(hits: NDArray[np.bool_]) -> float:
    return float(max(hits.mean(), 1e-6)) if len(hits) else 1e-6
