"""The addresses in force as a table with the columns of an import, written as they are read."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from openpyxl import Workbook

from wanmi.addresses.base.elements import OWN, UNIFIED
from wanmi.addresses.base.models import Address
from wanmi.addresses.base.transfer.records import BadTable
from wanmi.addresses.base.transfer.rows import COLUMNS

CHUNK = 2_000  # addresses read at once
PARQUET_ROWS = 20_000  # rows of a row group
XLSX_ROWS = 1_048_575  # what a sheet holds beside its heading
Record = Mapping[str, str]
Write = Callable[[Record], object]
Progress = Callable[[int], None]


def export_file(path: Path, region: str, progress: Progress) -> int:
    """Write the addresses in force in ``region`` (a code of any level, "" for all); returns how many."""
    writer = _WRITERS.get(path.suffix.lower())
    if writer is None:
        raise BadTable(f"{path.name}: expected a name that ends in {', '.join(_WRITERS)}")
    written = 0
    with writer(path) as write:
        for record in _records(region):
            write(record)
            written += 1
            if written % CHUNK == 0:
                progress(written)
    progress(written)
    return written


def _records(region: str) -> Iterator[Record]:
    rows = Address.objects.filter(state="active", community__startswith=region).order_by("id").defer("snapshot")
    rows = rows.select_related("parent").prefetch_related("codes", "aliases", "parent__codes")
    for address in rows.iterator(chunk_size=CHUNK):
        yield _record(address)


def _record(address: Address) -> Record:
    first, *others = sorted(address.codes.all(), key=lambda code: (code.scheme != UNIFIED, code.pk))
    above = address.parent.codes.all() if address.parent else ()
    return {
        **dict.fromkeys(COLUMNS, ""),
        **{name: address.elements.get(name, "") for name in OWN[address.level]},
        "code": first.value,
        "scheme": first.scheme,
        "level": address.level,
        "parent": next((code.value for code in above if code.scheme == first.scheme), ""),
        "community": address.community,
        "grid": address.grid,
        "text": address.text,
        "lon": "" if address.lon is None else repr(address.lon),
        "lat": "" if address.lat is None else repr(address.lat),
        "aliases": ";".join(alias.text for alias in address.aliases.all()),
        "codes": ";".join(f"{code.scheme}={code.value}" for code in others),
        "official": "yes" if address.is_official else "no",
        "valid_from": address.valid_from.isoformat() if address.valid_from else "",
    }


@contextmanager
def _csv(path: Path) -> Iterator[Write]:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.DictWriter(file, COLUMNS)
        rows.writeheader()
        yield rows.writerow


@contextmanager
def _xlsx(path: Path) -> Iterator[Write]:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(COLUMNS)
    written = 0

    def write(record: Record) -> None:
        nonlocal written
        written += 1
        if written > XLSX_ROWS:
            raise BadTable(f"{path.name}: a sheet holds {XLSX_ROWS:,} rows; expected .csv or .parquet for more")
        sheet.append([record[name] for name in COLUMNS])

    yield write
    book.save(path)


@contextmanager
def _geojson(path: Path) -> Iterator[Write]:
    """A FeatureCollection with one feature a line."""
    with path.open("w", encoding="utf-8") as file:
        file.write('{"type": "FeatureCollection", "features": [')
        separator = "\n"

        def write(record: Record) -> None:
            nonlocal separator
            file.write(separator + json.dumps(_feature(record), ensure_ascii=False))
            separator = ",\n"

        yield write
        file.write("\n]}\n")


def _feature(record: Record) -> dict[str, object]:
    point = [float(record["lon"]), float(record["lat"])] if record["lon"] else None
    properties = {name: value for name, value in record.items() if name not in ("lon", "lat")}
    geometry = {"type": "Point", "coordinates": point} if point else None
    return {"type": "Feature", "geometry": geometry, "properties": properties}


@contextmanager
def _parquet(path: Path) -> Iterator[Write]:
    schema = pa.schema([(name, pa.string()) for name in COLUMNS])
    waiting: list[Record] = []
    with pq.ParquetWriter(path, schema) as file:

        def flush() -> None:
            file.write_table(pa.Table.from_pylist(waiting, schema))
            waiting.clear()

        def write(record: Record) -> None:
            waiting.append(record)
            if len(waiting) == PARQUET_ROWS:
                flush()

        yield write
        flush()


_WRITERS = {".csv": _csv, ".xlsx": _xlsx, ".geojson": _geojson, ".parquet": _parquet}
