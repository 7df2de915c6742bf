"""The resolver: an index opened for questions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from wanmi.addresses.answers import Candidate
from wanmi.addresses.completion import complete
from wanmi.addresses.explanation import explain, explanation_of
from wanmi.addresses.index import Index, Labels, load, string_at, strings_at
from wanmi.addresses.nearby import Nearby, Neighbour
from wanmi.addresses.pipeline import CLEAR, ENOUGH, run
from wanmi.addresses.reading import ALPHABET, code_points
from wanmi.addresses.settle import PLACE
from wanmi.addresses.weigh import Scope, place_count
from wanmi.addresses.workspace import C_LEVEL, C_PLACE, C_ROW, CANDIDATES, E_TOTAL, new_work

if TYPE_CHECKING:
    import pyarrow

LEVELS = ("place", "building", "room")
_LONGEST_TEXT = 2000
"""Characters of a text that are read; an address further on is not found."""


def score_of(bits: Any) -> Any:
    """Bits better than coincidence, one number or an array, as a score between 0 and 1; just enough gets 0.5."""
    return 1.0 / (1.0 + np.exp2((ENOUGH - bits) / 4.0))


class Resolver:
    """Answers questions about one index. Not for several threads: each needs its own, and they share the maps."""

    def __init__(self, index: Index, labels: Labels, summary: dict[str, Any]) -> None:
        self.index, self.labels, self.summary = index, labels, summary
        self._work = new_work()
        self._everywhere = Scope(0, place_count(index.places), np.nan, np.nan)
        self._nearby: Nearby | None = None

    @classmethod
    def open(cls, folder: str | Path) -> Resolver:
        """Memory-map an index folder. Raises BadIndexError if it holds none."""
        return cls(*load(Path(folder)))

    def resolve(
        self, text: str, near: tuple[float, float] | None = None, within: str | None = None, limit: int = 5
    ) -> list[Candidate]:
        """The address that a text means, first, then other believable readings; empty rather than a guess.

        ``near`` (longitude, latitude) settles ties for the closer place; ``within`` is a code prefix outside which
        nothing is looked for.
        """
        best, lead = self._run_one(text, self._scope(near, within))
        if best < 0 or self._work.evidence[best, E_TOTAL] < ENOUGH or lead < CLEAR:
            return []
        others = [i for i in self._by_evidence() if i != best and self._work.evidence[i, E_TOTAL] >= ENOUGH]
        return [self._candidate(text, i) for i in [best, *others][:limit]]

    def explain(self, text: str, limit: int = 3) -> list[str]:
        """What each step made of a text, one line for each thing seen, then the best candidates and why."""
        best, lead = self._run_one(text, self._everywhere)
        return list(explain(text, self._work, self.index, self.labels, best, lead, self._by_evidence()[:limit]))

    def resolve_many(self, texts: Sequence[str | None] | pyarrow.Array | pyarrow.ChunkedArray) -> pyarrow.Table:
        """Codes (null: refused), levels and scores of many texts, as an Arrow table of the same length."""
        import pyarrow as pa

        listed = texts.to_pylist() if isinstance(texts, pa.Array | pa.ChunkedArray) else texts
        rows = list(self.answers(listed))
        names = ("code", "level", "score")
        columns = zip(*rows, strict=True) if rows else ([], [], [])
        return pa.table(dict(zip(names, columns, strict=True)), schema=_answer_schema())

    def answers(self, texts: Sequence[str | None]) -> Iterator[tuple[str | None, str | None, float]]:
        """Code, level and score of each text; code and level are None where it is refused."""
        found, bits = self._run(texts, self._everywhere)
        believed = (found[:, 0] >= 0) & (bits[:, 0] >= ENOUGH) & (bits[:, 1] >= CLEAR)
        codes = iter(self._codes(found[believed]))
        scores = np.where(found[:, 0] >= 0, score_of(bits[:, 0]), 0.0)
        for good, level, score in zip(believed.tolist(), found[:, 2].tolist(), scores.tolist(), strict=True):
            yield (next(codes), LEVELS[level], score) if good else (None, None, score)

    def complete(self, prefix: str, limit: int = 8) -> list[str]:
        """Full texts of addresses that begin as typed; divisions may be left out or come first."""
        return complete(prefix, self.index, self.labels, self._divisions_in(prefix), limit)

    def reverse(self, lon: float, lat: float, limit: int = 1, within_metres: float = 1000.0) -> list[Neighbour]:
        """The places nearest to a position in degrees; empty if none with a known position is near enough."""
        if self._nearby is None:
            self._nearby = Nearby(self.labels, self.index.places.positions)
        return self._nearby.nearest(lon, lat, limit, within_metres)

    def _run(self, texts: Sequence[str | None], scope: Scope) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.float64]]:
        """What :func:`pipeline.run` finds for each text."""
        read = [(text or "")[:_LONGEST_TEXT] for text in texts]
        starts = np.zeros(len(read) + 1, np.int64)
        np.cumsum([len(text) for text in read], out=starts[1:])
        found, bits = np.zeros((len(read), 4), np.int32), np.zeros((len(read), 2))
        run(code_points("".join(read)), starts, ALPHABET, self.index, scope, self._work, found, bits)
        return found, bits

    def _run_one(self, text: str, scope: Scope) -> tuple[int, float]:
        """The best candidate of one text (-1: none) and its lead."""
        found, bits = self._run([text], scope)
        return int(found[0, 3]), float(bits[0, 1])

    def _scope(self, near: tuple[float, float] | None, within: str | None) -> Scope:
        if near is None and within is None:
            return self._everywhere
        lon, lat = near or (np.nan, np.nan)
        first, last = self._range(within) if within else (0, place_count(self.index.places))
        return Scope(first, last, float(lon), float(lat))

    def _range(self, prefix: str) -> tuple[int, int]:
        """First and past-last place whose code begins with a prefix, by bisection."""
        ends = []
        for wanted in (prefix, prefix + "\uffff"):
            low, high = 0, place_count(self.index.places)
            while low < high:
                middle = (low + high) // 2
                if string_at(self.labels.place_codes, middle) < wanted:
                    low = middle + 1
                else:
                    high = middle
            ends.append(low)
        return ends[0], ends[1]

    def _divisions_in(self, text: str) -> list[tuple[int, int, int]]:
        """Divisions that a text mentions, as (division, start, end in characters)."""
        self._run_one(text, self._everywhere)
        reading = self._work.reading
        return [
            (int(division), int(reading.starts[first]), int(reading.ends[last - 1]))
            for first, last, division, _ in self._work.divisions[: self._work.counts[1]]
        ]

    def _by_evidence(self) -> list[int]:
        count = int(self._work.counts[CANDIDATES])
        return sorted(range(count), key=lambda i: -self._work.evidence[i, E_TOTAL])

    def _codes(self, found: npt.NDArray[np.int32]) -> list[str]:
        """The codes of many answers: of the row where there is one, else of the place."""
        deeper = found[:, 1] >= 0
        rows = iter(strings_at(self.labels.row_codes, found[deeper, 1]))
        places = iter(strings_at(self.labels.place_codes, found[~deeper, 0]))
        return [next(rows) if is_row else next(places) for is_row in deeper.tolist()]

    def _code(self, place: int, row: int) -> str:
        return string_at(self.labels.row_codes, row) if row >= 0 else string_at(self.labels.place_codes, place)

    def _candidate(self, text: str, number: int) -> Candidate:
        values: npt.NDArray[np.int32] = self._work.candidates[number]
        place, row, level = int(values[C_PLACE]), int(values[C_ROW]), int(values[C_LEVEL])
        full = string_at(self.labels.row_texts, row) if level > PLACE else string_at(self.labels.place_texts, place)
        lon, lat = self.index.places.positions[place]
        return Candidate(
            self._code(place, row),
            LEVELS[level],
            float(score_of(self._work.evidence[number, E_TOTAL])),
            full,
            None if np.isnan(lon) else (float(lon), float(lat)),
            explanation_of(text, self._work, self.index, number),
        )


def _answer_schema() -> Any:
    import pyarrow as pa

    return pa.schema([("code", pa.string()), ("level", pa.string()), ("score", pa.float64())])
