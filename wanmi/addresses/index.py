"""The index: a folder of NumPy arrays, memory-mapped and shared by all processes that read it."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from wanmi.addresses.hashing import Table
from wanmi.addresses.sounds import Sounds

FORMAT = 2
Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]
N_SYMBOLS, N_PLACES = range(2)
P_ROAD, P_TWIN, P_ROWS, P_END, P_MARKS = range(5)
TOWNLESS, NUMBERED, NAMED = 1, 2, 4
"""Marks of a place: the base does not know its town; it has a number on a street; it has a name of its own."""


class Strings(NamedTuple):
    """Texts end to end: ``bytes[starts[i]:starts[i + 1]]`` is the UTF-8 of text ``i``."""

    bytes: Bytes
    starts: Longs


class Names(NamedTuple):
    """Street and place names, each once: symbols, information in bits, places that bear the name, and look-ups.

    ``starts`` (N_SYMBOLS, N_PLACES) says where the symbols and the places of each name begin; one row more, the end.
    """

    symbols: Ints
    starts: Ints
    bits: npt.NDArray[np.float32]
    places: Ints
    longest: Bytes
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


class Divisions(NamedTuple):
    """Division names: symbols, level in code digits, whether the name is complete, and the places inside as ranges."""

    symbols: Ints
    starts: Ints
    digits: Bytes
    complete: Bytes
    ranges: Ints
    range_starts: Ints
    longest: Bytes
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


def pack_strings(texts: list[bytes]) -> Strings:
    """Strings from UTF-8 texts."""
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    return Strings(np.frombuffer(b"".join(texts), np.uint8), np.concatenate(([0], np.cumsum(lengths))).astype(np.int64))


def save_part(value: Any, folder: Path, name: str) -> None:
    """Write an array, or each array of a named tuple, under a name that says where it belongs in the index."""
    if isinstance(value, np.ndarray):
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
        return np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r"))
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
