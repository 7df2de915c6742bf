"""The records of a table, one at a time, whatever its format: texts by column."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import pyarrow.parquet as pq
from openpyxl import load_workbook

from wanmi.addresses.tables import table_rows
from wanmi.addresses.textfiles import lines

Record = Mapping[str, str]
Numbered = Iterator[tuple[int, Record]]  # line or row number, record
BLOCK = 1 << 20  # bytes read at once
PARQUET_ROWS = 20_000


class BadTable(ValueError):
    """The file as a whole is no table that can be read; says what was expected."""


def records(path: Path) -> Numbered:
    """The records of a file, by its suffix. Raises BadTable; rows that are no rows are left to the reader."""
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise BadTable(f"{path.name}: expected a file that ends in {', '.join(READERS)}")
    return reader(path)


def _csv(path: Path) -> Numbered:
    dialect = "excel-tab" if path.suffix.lower() == ".tsv" else "excel"
    yield from _with_header(table_rows(lines(path), dialect), path.name)


def _xlsx(path: Path) -> Numbered:
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, OSError, KeyError, ValueError, SyntaxError) as error:
        raise BadTable(f"{path.name}: not an Excel workbook: {error}") from error
    rows = _sound(book.worksheets[0].iter_rows(values_only=True), path.name)
    yield from _with_header(enumerate(([_text(cell) for cell in row] for row in rows), 1), path.name)


def _sound(rows: Iterator[tuple[Any, ...]], name: str) -> Iterator[tuple[Any, ...]]:
    """The rows of a sheet as long as it is sound; one with a NUL in it, say, is none that XML knows."""
    number = 0
    try:
        for row in rows:
            yield row
            number += 1
    except SyntaxError as error:  # of whichever parser
        raise BadTable(f"{name}: what follows row {number} is not sound XML: {error}") from error


def _with_header(rows: Iterator[tuple[int, list[str] | None]], name: str) -> Numbered:
    """The records below a line of names; one that cannot be read is empty."""
    first = next(rows, (1, None))[1]
    if first is None:
        raise BadTable(f"{name}: empty; expected a line of column names")
    header = [cell.strip() for cell in first]
    for number, cells in rows:
        if cells is None or any(cells):
            yield number, dict(zip(header, (cell.strip() for cell in cells or ()), strict=False))


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
