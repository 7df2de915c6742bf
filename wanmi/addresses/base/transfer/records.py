"""The records of a table, one at a time, whatever its format: texts by column."""

from __future__ import annotations

import csv
import json
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import pyarrow.parquet as pq
from openpyxl import load_workbook

Record = Mapping[str, str]
Numbered = Iterator[tuple[int, Record]]  # line or row number, record
BLOCK = 1 << 20  # bytes read at once
PARQUET_ROWS = 20_000
csv.field_size_limit(50 << 20)  # characters of one cell: what is too long is a bad row, not the end of the file


class BadTable(ValueError):
    """The file as a whole is no table that can be read; says what was expected."""


def records(path: Path) -> Numbered:
    """The records of a file, by its suffix. Raises BadTable; rows that are no rows are left to the reader."""
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise BadTable(f"{path.name}: expected a file that ends in {', '.join(READERS)}")
    return reader(path)


def encoding_of(path: Path) -> str:
    """``utf-8-sig`` or ``gb18030``, whichever fits the whole file; a mixed one is read as UTF-8 with bad rows."""
    for encoding in ("utf-8-sig", "gb18030"):
        if _decodes(path, encoding):
            return encoding
    return "utf-8-sig"


def _decodes(path: Path, encoding: str) -> bool:
    decoder = getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _csv(path: Path) -> Numbered:
    with path.open(encoding=encoding_of(path), errors="replace", newline="") as file:
        lines = (line.replace("\0", "\ufffd") for line in file)
        rows = csv.reader(lines, "excel-tab" if path.suffix.lower() == ".tsv" else "excel")
        yield from _with_header(rows, path.name)


def _xlsx(path: Path) -> Numbered:
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, OSError, KeyError, ValueError) as error:
        raise BadTable(f"{path.name}: not an Excel workbook: {error}") from error
    rows = book.worksheets[0].iter_rows(values_only=True)
    yield from _with_header(([_text(cell) for cell in row] for row in rows), path.name)


def _with_header(rows: Iterable[list[str]], name: str) -> Numbered:
    numbered = enumerate(rows, 1)
    first = next(numbered, None)
    if first is None:
        raise BadTable(f"{name}: empty; expected a line of column names")
    header = [cell.strip() for cell in first[1]]
    for number, cells in numbered:
        if any(cells):
            yield number, dict(zip(header, (cell.strip() for cell in cells), strict=False))


def _parquet(path: Path) -> Numbered:
    try:
        table = pq.ParquetFile(path)
    except (OSError, ValueError) as error:
        raise BadTable(f"{path.name}: not a Parquet file: {error}") from error
    rows = chain.from_iterable(batch.to_pylist() for batch in table.iter_batches(PARQUET_ROWS))
    for number, row in enumerate(rows, 1):
        yield number, {name: _text(value) for name, value in row.items()}


def _geojson(path: Path) -> Numbered:
    for number, feature in enumerate(_features(path), 1):
        if isinstance(feature, dict):
            properties = {"lon": "", "lat": ""} | (feature.get("properties") or {})
            yield number, {name: _text(value) for name, value in properties.items()} | _point(feature)


def _point(feature: Mapping[str, Any]) -> dict[str, str]:
    geometry = feature.get("geometry") or {}
    if geometry.get("type") != "Point":
        return {}
    lon, lat, *_ = geometry.get("coordinates") or [None, None]
    return {"lon": _text(lon), "lat": _text(lat)}


def _features(path: Path) -> Iterator[Any]:
    """The features of a collection, read with a window that holds little more than one of them."""
    decoder, expected = json.JSONDecoder(), f"{path.name}: expected a GeoJSON FeatureCollection in UTF-8"
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        window = file.read(BLOCK)
        begin = window.find("[", window.find('"features"'))
        if '"features"' not in window or begin < 0:
            raise BadTable(expected)
        window = window[begin + 1 :].lstrip(" \r\n\t,")
        while not window.startswith("]"):
            try:
                feature, end = decoder.raw_decode(window)
            except ValueError:
                more = file.read(BLOCK)
                if not more:
                    raise BadTable(expected) from None
                window = (window + more).lstrip(" \r\n\t,")
                continue
            yield feature
            window = window[end:].lstrip(" \r\n\t,")


def _text(value: object) -> str:
    return "" if value is None else str(value).strip()


READERS: Mapping[str, Callable[[Path], Numbered]] = {
    ".csv": _csv,
    ".tsv": _csv,
    ".xlsx": _xlsx,
    ".parquet": _parquet,
    ".geojson": _geojson,
}
