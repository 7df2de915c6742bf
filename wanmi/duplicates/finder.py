"""A taught finder: for each case the likeliest reports of the same thing, and how likely it is a duplicate at all."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wanmi.duplicates.candidates import Pairs, pairs_of
from wanmi.duplicates.cases import Cases, Floats, repeats_of
from wanmi.duplicates.features import Repeats, Table, looked_at, pair_table, rank, seen, soon
from wanmi.duplicates.forest import Forest
from wanmi.duplicates.rates import Rates

FORMAT = "wanmi duplicates 3"
UNSEEN = -1e3  # the score of a pair that is out of the question, or whose other had not been reported yet
LOOKED_AT = 10  # candidates of each case
NONE = -30.0  # log odds of a case without candidates


class NoFinder(Exception):
    """The file is not a finder of this version."""


@dataclass(frozen=True, slots=True)
class Found:
    """Log odds: ``flags`` that a case is called a duplicate, ``likeness`` that it then repeats the other of a pair."""

    pairs: Pairs
    likeness: Floats
    flags: Floats

    def best(self, limit: int = 3) -> list[NDArray[np.int32]]:
        """For each case the numbers of the likeliest others, best first."""
        hopeful = np.flatnonzero(self.likeness > UNSEEN)
        order = hopeful[np.lexsort((-self.likeness[hopeful], self.pairs.case[hopeful]))]
        cases = self.pairs.case[order]
        bounds = np.searchsorted(cases, np.arange(len(self.pairs.starts)))
        ranges = zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True)
        return [self.pairs.other[order[start : min(end, start + limit)]] for start, end in ranges]


@dataclass(frozen=True, slots=True)
class Finder:
    """``reporting`` ranks by what is known at the report, ``looking`` by what is seen later, ``flagging`` flags."""

    rates: Rates
    reporting: Forest
    looking: Forest
    flagging: Forest
    taught_on: str  # first and last day of the cases it was taught on

    def find(self, cases: Cases, links: Mapping[str, str] | None = None) -> Found:
        """``links``: each merged case and its main one. Of these each case is told those that came before its end."""
        repeats = repeats_of(cases, links or {})
        pairs = pairs_of(cases, self.rates.together(cases.kinds))
        table = pair_table(cases, pairs, self.rates, repeats)
        scores = self.reporting.ask(table)
        early = soon(cases, pairs)
        known = pairs.those(early)
        flags = self.flagging.ask(case_table(cases, known, table[early], scores[early], self.rates))
        return Found(
            pairs=pairs,
            likeness=self._likeness(cases, pairs, table, scores, repeats),
            flags=np.where(np.diff(known.starts) > 0, flags, NONE),
        )

    def _likeness(self, cases: Cases, pairs: Pairs, table: Table, scores: Floats, repeats: Repeats) -> Floats:
        """The second look, at the few of each case that the first one liked and that had been reported by then."""
        likeness = np.full(len(pairs), UNSEEN)
        chosen = np.flatnonzero((rank(pairs, -scores) < LOOKED_AT) & seen(cases, pairs))
        seen_later = looked_at(cases, pairs, repeats)[chosen]
        likeness[chosen] = self.looking.ask(np.hstack([table[chosen], seen_later]))
        return likeness

    def save(self, path: Path) -> None:
        """Write the finder into one file, all or nothing."""
        forests: dict[str, NDArray[Any]] = {}
        for name in _FORESTS:
            forests |= getattr(self, name).arrays(name)
        rates = asdict(self.rates) | {"linked_kinds": sorted(self.rates.linked_kinds)}
        about = {"format": FORMAT, "taught_on": self.taught_on, "rates": rates}
        unready = path.with_suffix(".part")
        with unready.open("wb") as file:
            np.savez_compressed(file, about=np.array(json.dumps(about)), **forests)  # type: ignore[arg-type]  # stubs
        unready.replace(path)

    @classmethod
    def load(cls, path: Path) -> Finder:
        """Read a finder. Raises :class:`NoFinder` where the file is none."""
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
                about = json.loads(str(stored["about"]))
                if about["format"] != FORMAT:
                    raise NoFinder(f"{path.name} is not a finder of this version")
                rates = about["rates"] | {"linked_kinds": frozenset(about["rates"]["linked_kinds"])}
                forests = {name: Forest.of_arrays(name, stored) for name in _FORESTS}
                return cls(rates=Rates(**rates), taught_on=about["taught_on"], **forests)
        except (zipfile.BadZipFile, KeyError, ValueError, EOFError) as error:
            raise NoFinder(f"{path.name} is not a finder of duplicates") from error


_FORESTS = ("reporting", "looking", "flagging")


def case_table(cases: Cases, pairs: Pairs, table: Table, scores: Floats, rates: Rates) -> Table:
    """One row a case: its best candidate, how far that is ahead, and whether each is the other's best.

    Of a candidate that came later, its own best is not asked: it could know that the case had been closed by then.
    """
    count = len(cases)
    counts = np.diff(pairs.starts)
    order = np.empty(len(pairs), dtype=np.int64)
    order[pairs.starts[pairs.case] + rank(pairs, -scores)] = np.arange(len(pairs))
    first = np.full(count, -1)
    first[counts > 0] = order[pairs.starts[:-1][counts > 0]]
    lead, second = np.full(count, np.nan), np.full(count, NONE)
    lead[counts > 0] = scores[first[counts > 0]]
    second[counts > 1] = scores[order[pairs.starts[:-1][counts > 1] + 1]]
    summed = np.bincount(pairs.case, weights=np.exp(np.clip(scores, -30, 30)), minlength=count)
    best = np.where(first >= 0, pairs.other[first] if len(pairs) else -1, -1)
    earlier = (best >= 0) & (cases.opened[best] < cases.opened)
    mutual = earlier & (best[best] == np.arange(count))
    rows = table[first] if len(pairs) else np.zeros((count, table.shape[1]), dtype=np.float32)
    rows = np.where(counts[:, None] > 0, rows, np.nan)
    own = [
        lead,
        second,
        np.log(summed + 1e-9),
        counts,
        mutual,
        np.where(earlier, lead[best] - lead, np.nan),
        *rates.of_cases(cases),
    ]
    return np.column_stack([rows, *own, cases.opened % 24]).astype(np.float32)
