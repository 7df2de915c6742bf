"""The locator's file: a head in JSON, then four arrays, each on a 64-byte border, ready to be mapped into memory."""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from wanmi.grids.errors import GridError
from wanmi.grids.locator.build import Arrays, Band, Frame

MAGIC = b"WANMIGRD"
VERSION = 1  # raise it whenever the layout of an array changes
HEAD_BYTES = 1024
FLOATS: np.dtype[Any] = np.dtype(np.float64)
INTS: np.dtype[Any] = np.dtype(np.int32)
BYTES: np.dtype[Any] = np.dtype(np.uint8)
PIECE = 1 << 20  # numbers or bytes copied at a time
NAMES = ("codes", "floats", "ints", "tiles")


def save(path: Path, codes: NDArray[np.bytes_], arrays: Arrays) -> None:
    """Write the file beside its place and move it there, so that a reader never sees half of one."""
    _write(path, [(body.dtype, iter([body])) for body in (codes, arrays.floats, arrays.ints, arrays.tiles)])


def write(path: Path, codes: NDArray[np.bytes_], frame: Frame, bands: Iterable[Band]) -> None:
    """Write the file band by band: what it holds need not fit into memory."""
    with TemporaryDirectory(dir=path.parent) as folder:
        sheets = _Sheets(Path(folder))
        for band in bands:
            sheets.add(band)
        directory, lengths, palettes = (sheets.sizes[name] for name in ("directory", "lengths", "palettes"))
        floats = chain([frame.origin], sheets.read("lines"))
        ints = chain(
            *([frame.head([directory, lengths, palettes])], sheets.read("directory"), _starts(sheets.read("lengths"))),
            *(sheets.read("palettes"), sheets.read("records")),
        )
        bodies = (codes.dtype, iter([codes])), (FLOATS, floats), (INTS, ints), (BYTES, sheets.read("tiles"))
        _write(path, bodies)


class _Sheets:
    """The arrays of bands, each growing in a file of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._kinds: dict[str, np.dtype[Any]] = {}
        self.sizes = dict.fromkeys(Band._fields, 0)  # numbers in each

    def add(self, band: Band) -> None:
        for name, body in band._asdict().items():
            self._kinds[name] = body.dtype
            self.sizes[name] += body.size
            with (self._folder / name).open("ab") as file:
                file.write(np.ascontiguousarray(body).data)

    def read(self, name: str) -> Iterator[NDArray[Any]]:
        with (self._folder / name).open("rb") as file:
            while len(piece := np.fromfile(file, self._kinds[name], PIECE)):
                yield piece


def _starts(lengths: Iterable[NDArray[np.int32]]) -> Iterator[NDArray[np.int32]]:
    """Where each palette begins, from how long each one is."""
    before = 0
    for piece in lengths:
        yield (before + np.cumsum(piece) - piece).astype(np.int32)
        before += int(piece.sum())


def _write(path: Path, parts: Sequence[tuple[np.dtype[Any], Iterator[NDArray[Any]]]]) -> None:
    """Each part (kind of number, pieces) on a border of its own, then the head that tells where they are."""
    scratch = path.with_name(f".{path.name}.{os.getpid()}")
    places: dict[str, dict[str, Any]] = {}
    at = HEAD_BYTES
    try:
        with scratch.open("wb") as file:
            for name, (kind, pieces) in zip(NAMES, parts, strict=True):
                file.seek(at)
                length, crc = _copied(file, pieces)
                places[name] = {"at": at, "type": kind.str, "length": length, "crc32": crc}
                at += -(-length * kind.itemsize // 64) * 64
            file.seek(0)
            file.write((MAGIC + json.dumps({"version": VERSION, "parts": places}).encode()).ljust(HEAD_BYTES))
        scratch.replace(path)
    finally:
        scratch.unlink(missing_ok=True)


def _copied(file: IO[bytes], pieces: Iterable[NDArray[Any]]) -> tuple[int, int]:
    """How many numbers were written, and their checksum."""
    length = crc = 0
    for piece in pieces:
        body = np.ascontiguousarray(piece).data
        file.write(body)
        length, crc = length + piece.size, zlib.crc32(body, crc)
    return length, crc


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
    if verify and _checksum(path, place["at"], array.nbytes) != place["crc32"]:
        raise GridError("index_altered", "{feature} was altered: {part} differs.", feature=path.name, part=name)
    return array


def _checksum(path: Path, at: int, size: int) -> int:
    """Read as a file and not through the mapping, so that an index takes no memory before it is asked."""
    crc = 0
    with path.open("rb") as file:
        file.seek(at)
        while size and (piece := file.read(min(size, PIECE))):
            crc, size = zlib.crc32(piece, crc), size - len(piece)
    return crc
