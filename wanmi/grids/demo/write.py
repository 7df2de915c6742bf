"""Writing the invented city: GeoJSON and CSV, one feature at a time."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

from wanmi.grids.demo.city import Address, City
from wanmi.grids.geojson import write_features

NOTE = "Synthetic: invented by a generator, not surveyed."
LAYERS = ("communities", "streets", "compounds", "buildings", "components")


def write_city(
    city: City, folder: Path, *, addresses: int | None = None, progress: Callable[[str, int], None] = lambda *_: None
) -> dict[str, int]:
    """Write every layer and ``addresses.csv`` into a folder; return how many features each has.

    ``addresses`` limits the rooms written; None writes all. ``progress`` hears each layer's name and count.
    """
    folder.mkdir(parents=True, exist_ok=True)
    counts: dict[str, int] = {}
    for layer in LAYERS:
        features = ((shape, {**about, "synthetic": True}) for shape, about in getattr(city, layer)())
        counts[layer] = write_features(folder / f"{layer}.geojson", features, note=NOTE)
        progress(layer, counts[layer])
    counts["addresses"] = _write_addresses(city, folder / "addresses.csv", addresses)
    progress("addresses", counts["addresses"])
    return counts


def _write_addresses(city: City, path: Path, most: int | None) -> int:
    rows = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow((*Address._fields, "synthetic"))
        for address in city.addresses(most):
            writer.writerow((*address, "true"))
            rows += 1
    return rows
