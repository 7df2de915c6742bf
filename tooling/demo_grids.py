"""Write the demo city's unit grids, components and streets from its outlines: ``python -m tooling.demo_grids``.

An invented street network is laid under the pack's outlines and the drafter proposes grids in it. The same pack always
gives the same files; they are kept because drafting takes minutes.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from wanmi.grids.check import check
from wanmi.grids.demo import city_of_divisions
from wanmi.grids.demo.city import City
from wanmi.grids.demo.write import NOTE
from wanmi.grids.draft import draft
from wanmi.grids.draft.site import as_array, is_simple
from wanmi.grids.geojson import write_features
from wanmi.grids.layers import Layers
from wanmi.grids.records import Record

PACK = Path(__file__).parent.parent / "cities" / "dongcheng"
KEPT = {"03005"}  # bins: enough to show, small enough to ship
STREET_DECIMALS = 6  # a decimetre
STRAIGHT = 1e-5  # degrees, a metre: bends below that are no bends of a street
DECIMALS = 9  # a tenth of a millimetre, so that what is rounded neither gaps nor overlaps


def main() -> None:
    communities = dict(_communities())
    city = city_of_divisions(PACK / "divisions.csv", outline=shapely.union_all(list(communities.values())))
    with (PACK / "components.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["code", "item", "name", "lon", "lat"], lineterminator="\n")
        writer.writeheader()
        writer.writerows(_components(city))
    write_features(PACK / "streets.geojson", _streets(city), note=NOTE)
    write_features(PACK / "grids.geojson", _grids(communities, _layers(city)), note=NOTE)


def _communities() -> Iterator[tuple[str, BaseGeometry]]:
    for feature in json.loads((PACK / "outlines.geojson").read_text(encoding="utf-8"))["features"]:
        if len(feature["properties"]["code"]) == 12:
            yield feature["properties"]["code"], shape(feature["geometry"])


def _layers(city: City) -> Layers:
    streets, compounds = list(city.streets()), list(city.compounds())
    strengths = np.array([street.properties["strength"] for street in streets])
    points = shapely.get_coordinates(as_array([component.shape for component in city.components()]))
    lines, objects = (as_array([feature.shape for feature in layer]) for layer in (streets, compounds))
    return Layers(lines, strengths, objects, points)


def _grids(communities: dict[str, BaseGeometry], layers: Layers) -> Iterator[tuple[BaseGeometry, dict[str, Any]]]:
    for code, outline in communities.items():
        made = draft(layers.site(code, outline))
        rounded = shapely.transform(made.shapes, lambda points: points.round(DECIMALS))
        for grid, polygon in joined(dict(zip(made.codes, rounded, strict=True))).items():
            yield polygon, {"code": grid}


def joined(grids: dict[str, BaseGeometry]) -> dict[str, BaseGeometry]:
    """Slivers that the drafter left along an outline become part of the neighbour with the longest common border."""
    records = [Record(number, code, shape) for number, (code, shape) in enumerate(grids.items())]
    slivers = {fault.features[0] for fault in check(records) if fault.kind == "sliver"}
    kept = {code: shape for code, shape in grids.items() if code not in slivers}
    for sliver in sorted(slivers):
        strip = grids[sliver]
        touching = {code: shapely.intersection(shape, strip).length for code, shape in kept.items()}
        heir = max(touching, key=lambda code: touching[code])
        both = shapely.union(kept[heir], strip)
        if is_simple(both):
            kept[heir] = both
    return kept


def _streets(city: City) -> Iterator[tuple[BaseGeometry, dict[str, Any]]]:
    """The streets inside the outline, joined from crossing to crossing as far as they are of one class."""
    classes: dict[str, list[BaseGeometry]] = {}
    for street in city.streets():
        classes.setdefault(street.properties["class"], []).append(street.shape)
    for name, lines in sorted(classes.items()):
        inside = shapely.intersection(shapely.union_all(lines), city.outline)
        for line in shapely.get_parts(shapely.line_merge(inside)):
            plain = shapely.transform(shapely.simplify(line, STRAIGHT), lambda points: points.round(STREET_DECIMALS))
            if plain.length:
                yield plain, {"class": name}


def _components(city: City) -> Iterator[dict[str, Any]]:
    shapely.prepare(city.outline)
    for found in city.components():
        about = found.properties
        if about["item"] in KEPT and shapely.covers(city.outline, found.shape):
            lon, lat = shapely.get_coordinates(found.shape)[0].round(7).tolist()
            yield {"code": about["code"], "item": about["item"], "name": about["name"], "lon": lon, "lat": lat}


if __name__ == "__main__":
    main()
