"""Shapes and points of a tile, as Mapbox Vector Tiles 2.1 has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import mapbox_vector_tile
import numpy as np
import shapely
from mapbox_vector_tile.Mapbox import vector_tile_pb2
from numpy.typing import NDArray

from wanmi.territory.cells import Tile, positions

EXTENT = 4096  # units a side of a tile
BUFFER = 64  # units beyond its border, so that lines meet those of the next tile
OPTIONS = {"y_coord_down": True, "check_winding_order": False, "extents": EXTENT}
Properties = Mapping[str, Any]


def encoded(tile: Tile, layers: Mapping[str, tuple[Any, Sequence[Properties]]]) -> bytes:
    """A tile of layers; each has N shapes in degrees beside N properties. What lies outside the tile is cut off."""
    body = [{"name": name, "features": _features(tile, *layer)} for name, layer in layers.items()]
    content: bytes = mapbox_vector_tile.encode([layer for layer in body if layer["features"]], default_options=OPTIONS)
    return content


class Stencil:
    """The areas of a tile, encoded once and coloured again and again: only numbers change."""

    def __init__(self, tile: Tile, layers: Mapping[str, tuple[Any, Sequence[str]]]) -> None:
        """``layers`` have N shapes in degrees beside N codes; codes may come again in another layer."""
        content = encoded(
            tile, {name: (shapes, [{"code": c} for c in codes]) for name, (shapes, codes) in layers.items()}
        )
        message = vector_tile_pb2.tile.FromString(content)
        self._layers = {
            layer.name: {layer.values[feature.tags[1]].string_value: feature for feature in layer.features}
            for layer in message.layers
        }

    @property
    def codes(self) -> list[str]:
        return sorted({code for features in self._layers.values() for code in features})

    def filled(self, counts: Mapping[str, int]) -> bytes:
        """A tile of the areas that have a number, with ``code`` and ``count``."""
        message = vector_tile_pb2.tile()
        for name, features in self._layers.items():
            busy = [(code, feature) for code, feature in features.items() if code in counts]
            if not busy:
                continue
            layer = message.layers.add(name=name, version=2, extent=EXTENT, keys=["code", "count"])
            for number, (code, feature) in enumerate(busy):
                tags = (0, 2 * number, 1, 2 * number + 1)
                layer.features.add(type=feature.type, geometry=feature.geometry, tags=tags)
                layer.values.add(string_value=code)
                layer.values.add(int_value=counts[code])
        filled: bytes = message.SerializeToString()
        return filled


def _features(tile: Tile, shapes: Any, about: Sequence[Properties]) -> list[dict[str, Any]]:
    cut = _cut(tile, np.asarray(shapes, dtype=object))
    seen = ~shapely.is_empty(cut)
    if seen.any() and cut[0].geom_type == "Point":  # a point belongs to one tile alone, or its label would show twice
        x, y = shapely.get_x(cut), shapely.get_y(cut)
        seen = (x >= 0) & (x < EXTENT) & (y >= 0) & (y < EXTENT)
    return [
        {"geometry": shape, "properties": properties}
        for shape, properties, is_seen in zip(cut, about, seen, strict=True)
        if is_seen
    ]


def _cut(tile: Tile, shapes: NDArray[Any]) -> NDArray[Any]:
    """Shapes in whole units of the tile, rows downwards, outer rings first clockwise as one sees them."""

    def units(degrees: NDArray[np.float64]) -> NDArray[np.float64]:
        placed = positions(degrees[:, 0], degrees[:, 1]) * 2**tile.z - (tile.x, tile.y)
        return np.asarray((placed * EXTENT).round())

    if not len(shapes):
        return shapes
    if shapes[0].geom_type == "Point":
        return np.asarray(shapely.transform(shapes, units), dtype=object)
    edge = (-BUFFER, -BUFFER, EXTENT + BUFFER, EXTENT + BUFFER)
    cut = shapely.clip_by_rect(shapely.transform(shapes, units), *edge)
    return np.asarray(shapely.orient_polygons(cut), dtype=object)
