"""The locator's file: a head in JSON, then four arrays, each on a 64-byte border, ready to be mapped into memory."""

from __future__ import annotations

import json
import os
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wanmi.grids.errors import GridError
from wanmi.grids.locator.build import Arrays

MAGIC = b"WANMIGRD"
VERSION = 1  # raise it whenever the layout of an array changes
HEAD_BYTES = 1024
NAMES = ("codes", "floats", "ints", "tiles")


def save(path: Path, codes: NDArray[np.bytes_], arrays: Arrays) -> None:
    """Write the file beside its place and move it there, so that a reader never sees half of one."""
    bodies: tuple[NDArray[Any], ...] = (codes, arrays.floats, arrays.ints, arrays.tiles)
    parts = dict(zip(NAMES, bodies, strict=True))
    places = _places(parts)
    head = {"version": VERSION, "parts": places}
    scratch = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with scratch.open("wb") as file:
            file.write((MAGIC + json.dumps(head).encode()).ljust(HEAD_BYTES))
            for name, part in parts.items():
                file.seek(places[name]["at"])
                file.write(np.ascontiguousarray(part).data)
        scratch.replace(path)
    finally:
        scratch.unlink(missing_ok=True)


def _places(parts: dict[str, NDArray[Any]]) -> dict[str, dict[str, Any]]:
    places: dict[str, dict[str, Any]] = {}
    at = HEAD_BYTES
    for name, part in parts.items():
        body = np.ascontiguousarray(part)
        places[name] = {"at": at, "type": part.dtype.str, "length": len(part), "crc32": zlib.crc32(body.data)}
        at += -(-part.nbytes // 64) * 64
    return places


def load(path: Path, *, verify: bool) -> tuple[NDArray[np.bytes_], Arrays]:
    """Map the file into memory. Raises GridError if it is no index, of another layout, cut short or altered.

    Only ``verify`` finds an alteration.
    """
    with path.open("rb") as file:
        head = _head(path, file.read(HEAD_BYTES))
    size = path.stat().st_size
    parts = [_part(path, name, head["parts"][name], size, verify) for name in NAMES]
    return parts[0], Arrays(*parts[1:])


def _head(path: Path, start: bytes) -> dict[str, Any]:
    if not start.startswith(MAGIC):
        raise GridError("not_index", "{feature} is not a locator index.", feature=path.name)
    head: dict[str, Any] = json.loads(start[len(MAGIC) :])
    if head["version"] != VERSION:
        message = "{feature} has layout {found}, this program reads {wanted}: build it again."
        raise GridError("index_version", message, feature=path.name, found=head["version"], wanted=VERSION)
    return head


def _part(path: Path, name: str, place: dict[str, Any], size: int, verify: bool) -> NDArray[Any]:
    kind = np.dtype(place["type"])
    if place["at"] + place["length"] * kind.itemsize > size:
        raise GridError("index_cut", "{feature} is cut short: {part} is missing.", feature=path.name, part=name)
    # A plain array over the mapping: numpy's memmap class itself would slow down every single look-up.
    array = np.memmap(path, kind, "r", place["at"], (place["length"],)).view(np.ndarray)
    if verify and zlib.crc32(array.data) != place["crc32"]:
        raise GridError("index_altered", "{feature} was altered: {part} differs.", feature=path.name, part=name)
    return array
