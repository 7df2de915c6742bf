"""The lake of an invented city: cases that the case process has really walked, copied in time and place."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from tests.lake.walking import WORLD, walked
from wanmi.lake.columns import CASES, DUTIES, STAGES
from wanmi.lake.deriving import ROW_GROUP
from wanmi.lake.folding import fold
from wanmi.lake.manifest import Manifest, sha256, write
from wanmi.lake.projection import instant

TOWNS, GRIDS = 195, 9_885
WALKS = 1_500
AT_ONCE = 200_000  # cases written together: bounds memory
YEAR = instant(datetime.fromisoformat("2026-01-01T00:00:00+08:00"))
DAY = 86_400_000_000


@dataclass(frozen=True, slots=True)
class Written:
    entries: int
    stays: int
    folded_per_s: float


def write_lake(home: Path, cases: int) -> Written:
    """A lake with so many cases over the year 2026."""
    chance = random.Random(20_260_101)
    began = time.perf_counter()
    stories = [list(walked(chance, number)) for number in range(WALKS)]
    print(f"{WALKS:>12,} cases walked in {time.perf_counter() - began:.1f} s")
    began = time.perf_counter()
    folded = [fold(story, WORLD) for story in stories]
    acts = sum(map(len, stories))
    per_second = acts / (time.perf_counter() - began)
    city = City(folded, cases, np.random.default_rng(1))
    manifest = Manifest(at=YEAR + 365 * DAY, digest=f"{cases:064}")
    for part, start in enumerate(range(0, cases, AT_ONCE)):
        names = ("cases", "stages")
        for name, table in zip(names, city.copies(start, min(cases, start + AT_ONCE)), strict=True):
            getattr(manifest, name).update([_file(home, f"{name}/2026/{part:04}.parquet", table)])
    manifest.duties.update([_file(home, "duties/none.parquet", DUTIES.empty_table())])
    write(home, manifest)
    return Written(city.entries, city.stays, per_second)


class City:
    """Copies of folded cases, spread over a year and a city."""

    def __init__(self, folded: Sequence[tuple[dict[str, Any], list[dict[str, Any]]]], cases: int, chance: Any) -> None:
        self.opened = np.sort(chance.integers(YEAR, YEAR + 365 * DAY, cases) // 1_000_000 * 1_000_000)
        self.which = chance.integers(0, len(folded), cases).astype(np.int32)
        self.grid = (chance.random(cases) ** 1.5 * GRIDS).astype(np.int32)  # some grids are busier than others
        self.cases = _Columns([case for case, _ in folded], [case["opened"] for case, _ in folded], CASES)
        stays = [(stay, case["opened"]) for case, stays in folded for stay in stays]
        self.stages = _Columns([stay for stay, _ in stays], [opened for _, opened in stays], STAGES)
        self.lengths = np.array([len(stays) for _, stays in folded])
        self.starts = np.concatenate([[0], np.cumsum(self.lengths)[:-1]])
        lengths = np.array([case["entries"] for case, _ in folded])
        self.entries = int(lengths[self.which].sum())
        self.stays = int(self.lengths[self.which].sum())

    def copies(self, start: int, end: int) -> tuple[pa.Table, pa.Table]:
        """The tables of the cases from ``start`` to ``end``, in the lake's order."""
        which = self.which[start:end]
        cases = self.cases.taken(which, self._of(np.arange(start, end)), CASES)
        lengths = self.lengths[which]
        case = np.repeat(np.arange(start, end), lengths)
        within = np.arange(len(case)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        rows = self.starts[self.which[case]] + within
        order = np.lexsort((self.stages.instants["begun"][rows] + self.opened[case], self.stages.codes["stage"][rows]))
        return cases, self.stages.taken(rows[order], self._of(case[order]), STAGES)

    def _of(self, case: Any) -> dict[str, Any]:
        return {"case": case, "opened": self.opened[case], "grid": self.grid[case]}


class _Columns:
    """The rows of templates by column: instants as they lie behind the opening, texts as codes of a dictionary."""

    def __init__(self, rows: Sequence[Mapping[str, Any]], opened: Sequence[int], schema: pa.Schema) -> None:
        self.instants, self.missing, self.codes, self.words, self.plain = {}, {}, {}, {}, {}
        zero = np.array(opened)
        for field in schema:
            values = [row.get(field.name) for row in rows]
            if field.name in INSTANTS:
                self.missing[field.name] = np.array([value is None for value in values])
                self.instants[field.name] = np.array([value or 0 for value in values]) - zero
            elif pa.types.is_string(field.type):
                self.words[field.name], self.codes[field.name] = np.unique(np.array(values, str), return_inverse=True)
            else:
                self.plain[field.name] = np.array(values)

    def taken(self, rows: Any, case: dict[str, Any], schema: pa.Schema) -> pa.Table:
        return pa.table([self._column(field, rows, case) for field in schema], schema=pa.schema(_encoded(schema)))

    def _column(self, field: pa.Field, rows: Any, case: dict[str, Any]) -> Any:
        name = field.name
        if name in self.instants:
            values = case["opened"] + self.instants[name][rows]
            return pa.array(values, mask=self.missing[name][rows])
        if name == "case_id":
            return pa.array(case["case"] + 1)
        if name == "number":
            return pa.array(np.char.add("330101", np.char.zfill(case["case"].astype("U10"), 10)))
        if name == "place":
            return pa.DictionaryArray.from_arrays(pa.array(case["grid"]), pa.array(PLACES))
        if name in self.codes:
            return self._words(name, self.codes[name][rows].astype(np.int32), case)
        return pa.array(self.plain[name][rows], field.type)

    def _words(self, name: str, codes: Any, case: dict[str, Any]) -> Any:
        """Departments and posts become those of the case's own town."""
        words = [str(word) for word in self.words[name]]
        if name not in LOCAL:
            return pa.DictionaryArray.from_arrays(pa.array(codes), pa.array(words))
        town = case["grid"] * TOWNS // GRIDS
        local = [f"{word}.{number}" if word else "" for number in range(TOWNS) for word in words]
        return pa.DictionaryArray.from_arrays(pa.array(town * len(words) + codes), pa.array(local))


INSTANTS = {
    "opened",
    "filed",
    "dispatched",
    "due",
    "handled",
    "closed",
    "suspended_from",
    "suspended_to",
    "begun",
    "ended",
}
LOCAL = {"department", "post", "organisation", "opened_post", "leader_post"}
PLACES = [
    f"330101{1 + g * TOWNS // GRIDS:03}001{_g:03}"
    for g in range(GRIDS)
    for _g in [1 + g - (g * TOWNS // GRIDS * GRIDS) // TOWNS]
]


def _encoded(schema: pa.Schema) -> Iterator[pa.Field]:
    for field in schema:
        encoded = pa.types.is_string(field.type) and field.name != "number"
        yield pa.field(field.name, pa.dictionary(pa.int32(), pa.string()) if encoded else field.type)


def _file(home: Path, name: str, table: pa.Table) -> tuple[str, str]:
    path = home / name
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, path, compression="zstd", row_group_size=ROW_GROUP, store_schema=False)
    return name, sha256(path)
