"""Buildings and rooms while an index is built: numbers in memory, codes and texts on disk."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from wanmi.addresses.canon import BadRow, Row
from wanmi.addresses.compiling import compiled
from wanmi.addresses.index import Bytes, save_bytes, save_part
from wanmi.addresses.tails import part_key, row_key

_AT_ONCE = 100_000


class _Column:
    """Texts of one column in a file of their own, with their lengths in bytes."""

    def __init__(self, path: Path) -> None:
        self.path, self.file, self.lengths = path, path.open("wb"), array("I")

    def add(self, text: str) -> None:
        data = text.encode()
        self.file.write(data)
        self.lengths.append(len(data))

    def close(self) -> None:
        self.file.close()
        self.path.unlink(missing_ok=True)

    def starts(self) -> npt.NDArray[np.int64]:
        """Where each text begins, and where the last one ends."""
        starts = np.zeros(len(self.lengths) + 1, np.int64)
        np.cumsum(np.frombuffer(self.lengths, np.uint32), out=starts[1:])
        return starts

    def texts(self, rows: npt.NDArray[np.int64]) -> list[str]:
        """The texts of a few rows."""
        self.file.flush()
        starts, source = (
            self.starts() if len(rows) else np.zeros(0, np.int64),
            self.path.read_bytes() if len(rows) else b"",
        )
        return [source[starts[row] : starts[row + 1]].decode() for row in rows.tolist()]

    def save(self, order: npt.NDArray[np.int64], folder: Path, name: str) -> None:
        """Write the texts in a new order as strings of the index, a stretch at a time."""
        self.file.flush()
        starts = self.starts()
        lengths = np.frombuffer(self.lengths, np.uint32)[order]
        ends = np.zeros(len(order) + 1, np.int64)
        np.cumsum(lengths, out=ends[1:])
        save_part(ends, folder, f"{name}.starts")
        save_bytes(self._in_order(order, starts, ends), int(ends[-1]), folder, f"{name}.bytes")

    def _in_order(self, order: Any, starts: Any, ends: Any) -> Iterator[Bytes]:
        for first in range(0, len(order), _AT_ONCE):
            last = min(first + _AT_ONCE, len(order))
            source = np.asarray(np.memmap(self.path, np.uint8, "r")) if ends[-1] else np.zeros(0, np.uint8)
            into = np.zeros(ends[last] - ends[first], np.uint8)
            _gather(source, starts, order[first:last], into)
            yield into


@compiled
def _gather(source: Any, starts: Any, order: Any, into: Any) -> None:
    to = 0
    for i in range(len(order)):
        for at in range(starts[order[i]], starts[order[i] + 1]):
            into[to] = source[at]
            to += 1


class RowSpool:
    """The rows of buildings and rooms, in the order of the file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.place_ids: dict[str, int] = {}
        self.owner, self.keys, self.lines = array("i"), array("q"), array("I")
        self.codes, self.texts = _Column(folder / "codes.tmp"), _Column(folder / "texts.tmp")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.codes.close()
        self.texts.close()

    def add(self, line: int, row: Row) -> None:
        self.owner.append(self.place_ids.setdefault(row.place, len(self.place_ids)))
        self.keys.append(row_key(part_key(row.building), part_key(row.unit), part_key(row.room)))
        self.lines.append(line)
        self.codes.add(row.code)
        self.texts.add(row.text)

    def save(self, place_ids: Sequence[str], bad: list[BadRow]) -> npt.NDArray[np.int32]:
        """Write the good rows by place and key; returns where the rows of each place start, and where the last end.

        Rows without a place and rows with a key that came before are added to ``bad``.
        """
        number_of = {id: number for number, id in enumerate(place_ids) if id}
        to_place = np.array([number_of.get(id, -1) for id in self.place_ids], np.int32)
        owner = to_place[np.frombuffer(self.owner, np.int32)]
        keys = np.frombuffer(self.keys, np.int64)
        order = np.lexsort((keys, owner))
        owner, keys = owner[order], keys[order]
        good = self._good(owner, keys, order, bad)
        order, owner, keys = order[good], owner[good], keys[good]
        save_part(keys, self.folder, "index.rows.keys")
        self.codes.save(order, self.folder, "labels.row_codes")
        self.texts.save(order, self.folder, "labels.row_texts")
        return np.searchsorted(owner, np.arange(len(place_ids) + 1)).astype(np.int32)

    def _good(self, owner: Any, keys: Any, order: Any, bad: list[BadRow]) -> npt.NDArray[np.bool_]:
        """Which of the sorted rows belong to a place and have a key of their own."""
        orphan, repeated = owner < 0, np.zeros(len(owner), np.bool_)
        repeated[1:] = (owner[1:] == owner[:-1]) & (keys[1:] == keys[:-1]) & ~orphan[1:]
        for problem, reason in (
            (orphan, "no place with this id"),
            (repeated, "same building, unit and room as another row"),
        ):
            rows = order[problem]
            codes = self.codes.texts(rows)
            bad += [BadRow(self.lines[row], reason, code) for row, code in zip(rows.tolist(), codes, strict=True)]
        good: npt.NDArray[np.bool_] = ~(orphan | repeated)
        return good
