"""Adding facts up: by subject and day, and by subject and month, with every count in its own column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

Ints = np.ndarray[Any, np.dtype[np.int64]]
Columns = Mapping[str, Ints]
_BITS = 32  # a cell is a number: its day, and in so many lower bits its subject
_SUBJECT = (1 << _BITS) - 1


class Heap:
    """Sums of one kind of subject. Grows with subjects and days, never with facts."""

    def __init__(self) -> None:
        self._subjects: dict[str, int] = {}
        self._parts: list[tuple[Ints, Columns]] = []

    def add(self, subject: pa.ChunkedArray, day: Ints, marks: Columns) -> None:
        """Facts: whose each is (the work of nobody is left out), its day since 1970, what it adds to each column."""
        named = pc.dictionary_encode(subject).combine_chunks()
        numbers = [self._subjects.setdefault(name, len(self._subjects)) for name in named.dictionary.to_pylist()]
        whose = np.array(numbers, np.int64)[named.indices.to_numpy()]
        self._parts.append(_summed((day << _BITS) | whose, marks))

    def days_and_months(self, types: Mapping[str, type[np.signedinteger[Any]]]) -> tuple[pa.Table, pa.Table]:
        """The cells of days, and those of months, each in order: day, subject and all columns of ``types``."""
        names = sorted(self._subjects.keys() - {""})
        rank = np.full(len(self._subjects), -1)
        rank[[self._subjects[name] for name in names]] = np.arange(len(names))
        cells, columns = self._together(rank)
        # A month is known by its first day.
        first = (cells >> _BITS).astype("datetime64[D]").astype("datetime64[M]").astype("datetime64[D]").astype(int)
        months = _in_order(*_summed((first << _BITS) | (cells & _SUBJECT), columns))
        return _table(cells, columns, names, types), _table(*months, names, types)

    def _together(self, rank: Ints) -> tuple[Ints, dict[str, Ints]]:
        """All parts as one, in the order of days and of subjects' names."""
        if not self._parts:
            return np.zeros(0, np.int64), {}
        parts = []
        for keys, sums in self._parts:
            order = rank[keys & _SUBJECT]
            kept = order >= 0
            parts.append((((keys >> _BITS << _BITS) | order)[kept], {name: sums[name][kept] for name in sums}))
        cells = np.sort(pc.unique(pa.array(np.concatenate([keys for keys, _sums in parts]))).to_numpy())
        columns = {name: np.zeros(len(cells), np.int64) for _keys, sums in parts for name in sums}
        for keys, sums in parts:
            rows = np.searchsorted(cells, keys)
            for name in sums:
                columns[name][rows] += sums[name]
        return cells, columns


def with_facts(rows: pa.Table, looked: Sequence[str]) -> pa.Table:
    """The sums of all columns for each subject, where any of the columns ``looked`` has more than none."""
    named = pc.dictionary_encode(rows["subject"]).combine_chunks()
    whose, subjects = named.indices.to_numpy(), named.dictionary
    figures = [name for name in rows.column_names if name != "subject"]
    sums = {name: np.bincount(whose, rows[name].to_numpy(), len(subjects)) for name in figures}
    kept = np.logical_or.reduce([sums[name] > 0 for name in looked])
    return pa.table({"subject": subjects} | {name: sums[name] for name in figures if name not in looked}).filter(kept)


def _summed(keys: Ints, columns: Columns) -> tuple[Ints, Columns]:
    """Each key once, with the sums of its rows: whole numbers, far below what a float holds exactly."""
    found = pc.dictionary_encode(pa.array(keys))
    rows, once = found.indices.to_numpy(), found.dictionary.to_numpy()
    sums = {name: np.bincount(rows, each, len(once)).astype(np.int64) for name, each in columns.items()}
    return once, sums


def _in_order(keys: Ints, columns: Columns) -> tuple[Ints, Columns]:
    order = np.argsort(keys)
    return keys[order], {name: each[order] for name, each in columns.items()}


def _table(
    cells: Ints, columns: Columns, names: Sequence[str], types: Mapping[str, type[np.signedinteger[Any]]]
) -> pa.Table:
    whose = pa.DictionaryArray.from_arrays((cells & _SUBJECT).astype(np.int32), pa.array(names, pa.string()))
    nothing = np.zeros(len(cells), np.int64)
    day = pa.array((cells >> _BITS).astype(np.int32)).cast(pa.date32())
    figures = {name: columns.get(name, nothing).astype(kind) for name, kind in types.items()}
    return pa.table({"day": day, "subject": whose} | figures)
