"""The index: a folder of NumPy arrays, memory-mapped and shared by all processes that read it."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from wanmi.addresses.hashing import Table
from wanmi.addresses.records import record_in
from wanmi.addresses.sounds import SOUNDS, Sounds

FORMAT = 5
Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64] | npt.NDArray[np.float32]
Bytes = npt.NDArray[np.uint8]
N_SYMBOLS, N_PLACES, N_BITS = range(3)
BIT = 1024
"""The information in a name is kept in parts of so many to a bit."""
A_DIGITS, A_COMPLETE, A_RANGES = range(3)
P_ROAD, P_TWIN, P_ROWS, P_END, P_MARKS = range(5)
TOWNLESS, NUMBERED, NAMED = 1, 2, 4
"""Marks of a place: the base does not know its town; it has a number on a street; it has a name of its own."""


class Strings(NamedTuple):
    """Texts end to end: ``bytes[starts[i]:starts[i + 1]]`` is the UTF-8 of text ``i``."""

    bytes: Bytes
    starts: Longs


class Spelling(NamedTuple):
    """Names, each once, end to end: ``symbols[starts[i, N_SYMBOLS]:starts[i + 1, N_SYMBOLS]]`` are those of name ``i``.

    ``starts`` has one row more, the end. Of streets and places it also says where the places that bear a name begin
    (N_PLACES), and how many parts of a bit the name tells (N_BITS): what is asked of a name stands together.
    """

    symbols: Ints
    starts: Ints


class Names(NamedTuple):
    """Street and place names: the places that bear each name, and look-ups.

    ``written`` and ``heard`` hold a bit for each beginning of a name, by symbols and by sounds, for
    :func:`hashing.may_hold`.
    """

    spelling: Spelling
    places: Ints
    written: Bytes
    heard: Bytes
    by_symbols: Table
    by_sound: Table
    by_sound_but_one: Table


class Places(NamedTuple):
    """Places in the order of their codes; what is asked of one stands together, in one line of the cache.

    ``facts`` are the name of the street (P_ROAD, -1: none), the place that it is another text of, or the first with the
    same text (P_TWIN), the rows of the place from P_ROWS up to P_END, and marks (P_MARKS). ``positions`` are longitude
    and latitude in degrees, NaN where unknown.
    """

    facts: Ints
    positions: npt.NDArray[np.float64]
    by_number: Table


class Rows(NamedTuple):
    """Buildings and rooms, grouped by place, in the order of their keys (see :mod:`wanmi.addresses.tails`)."""

    keys: Longs


class Areas(NamedTuple):
    """What each division name means: the places inside, as ranges, and how many bits it tells that a place is there.

    ``facts`` are its level in code digits (A_DIGITS), whether the name is complete (A_COMPLETE), and where its ranges
    begin (A_RANGES); one row more, the end.
    """

    facts: Ints
    ranges: Ints
    bits: npt.NDArray[np.float64]


class Divisions(NamedTuple):
    """Division names, what they mean, and look-ups; ``heard`` holds a bit for each beginning of a name, by sounds."""

    spelling: Spelling
    areas: Areas
    heard: Bytes
    by_symbols: Table
    by_sound: Table


class Index(NamedTuple):
    """Everything that compiled code reads."""

    sounds: Sounds
    names: Names
    places: Places
    rows: Rows
    divisions: Divisions


class Labels(NamedTuple):
    """Codes and texts, which only answers need; ``place_rests`` is what follows the divisions."""

    place_codes: Strings
    place_texts: Strings
    row_codes: Strings
    row_texts: Strings
    place_rests: Strings
    rest_order: Ints


class BadIndexError(Exception):
    """The folder holds no index of this format."""


def string_at(strings: Strings, position: int) -> str:
    """One text of a sequence of strings."""
    start, end = strings.starts[position], strings.starts[position + 1]
    return strings.bytes[start:end].tobytes().decode()


def strings_at(strings: Strings, positions: npt.NDArray[np.int32]) -> list[str]:
    """Many texts of a sequence of strings, gathered at once, as each by itself waits for the memory."""
    starts = strings.starts[positions]
    ends = np.cumsum(strings.starts[positions + 1] - starts)
    begins = np.concatenate(([0], ends[:-1])) if len(ends) else ends
    where = np.arange(ends[-1] if len(ends) else 0) + np.repeat(starts - begins, ends - begins)
    gathered = strings.bytes[where].tobytes()
    return [gathered[begin:end].decode() for begin, end in zip(begins.tolist(), ends.tolist(), strict=True)]


def pack_strings(texts: list[bytes]) -> Strings:
    """Strings from UTF-8 texts."""
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    return Strings(np.frombuffer(b"".join(texts), np.uint8), np.concatenate(([0], np.cumsum(lengths))).astype(np.int64))


def save_part(value: Any, folder: Path, name: str) -> None:
    """Write an array, a record, or each array of a named tuple, under a name that says where it belongs."""
    if isinstance(value, np.ndarray | np.void):
        np.save(folder / f"{name}.npy", value)
        return
    for field in value._fields:
        save_part(getattr(value, field), folder, f"{name}.{field}")


def save_bytes(parts: Iterable[Bytes], size: int, folder: Path, name: str) -> None:
    """Write an array of so many bytes piece by piece."""
    with (folder / f"{name}.npy").open("wb") as file:
        heading = {"descr": "|u1", "fortran_order": False, "shape": (size,)}
        np.lib.format.write_array_header_1_0(file, heading)
        for part in parts:
            file.write(part.data)


def _load(kind: Any, folder: Path, name: str) -> Any:
    fields = getattr(kind, "__annotations__", None) if hasattr(kind, "_fields") else None
    if fields is None:
        array = np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r"))
        return record_in(array, SOUNDS) if kind is Sounds else array
    return kind(*(_load(fields[field], folder, f"{name}.{field}") for field in kind._fields))


def begin(folder: Path) -> None:
    """Make room for an index; until it is finished, the folder holds none."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "summary.json").unlink(missing_ok=True)


def finish(folder: Path, summary: dict[str, Any]) -> None:
    """Say that every part has been written."""
    (folder / "summary.json").write_text(json.dumps({"format": FORMAT, **summary}, ensure_ascii=False, indent=1))


def load(folder: Path) -> tuple[Index, Labels, dict[str, Any]]:
    """Memory-map an index. Raises BadIndexError if there is none or it has another format."""
    try:
        summary = json.loads((folder / "summary.json").read_text())
        if summary.get("format") != FORMAT:
            raise BadIndexError(f"{folder} has format {summary.get('format')}, expected {FORMAT}: build it again")
        return _load(Index, folder, "index"), _load(Labels, folder, "labels"), summary
    except (OSError, ValueError) as error:
        raise BadIndexError(f"no address index in {folder}: {error}") from error
