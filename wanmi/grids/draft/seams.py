"""Sewing the pieces of a draft together: exactly no gap and no overlap."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from wanmi.grids.draft.site import SNAP, Ground, as_array
from wanmi.grids.shapes import Geometries

SLIT = 10 * SNAP  # metres: what is narrower is no ground but rounding


def sew(pieces: Sequence[BaseGeometry], ground: Ground) -> Geometries:
    """Polygons that share every corner of their common borders and together are the community, in metres.

    All borders are drawn into one net, whose meshes are then shared out again among the pieces: a mesh belongs to one
    piece, so nothing can overlap, and none is left over.
    """
    net = shapely.union_all([ground.outline.boundary, *(piece.boundary for piece in pieces)], grid_size=SNAP)
    meshes = shapely.get_parts(shapely.polygonize([net]))
    meshes = meshes[shapely.contains(ground.outline, shapely.point_on_surface(meshes)) & ~_is_rounding(meshes, ground)]
    owner = _owners(meshes, as_array(pieces))
    owner = _adopt(meshes, owner)
    return as_array([shapely.coverage_union_all(meshes[owner == piece]) for piece in np.unique(owner)])


def _owners(meshes: Geometries, pieces: Geometries) -> NDArray[np.int64]:
    """The first piece that holds each mesh's inner point, -1 for the slits that rounding left between pieces."""
    owner = np.full(len(meshes), len(pieces))
    mesh, piece = shapely.STRtree(pieces).query(shapely.point_on_surface(meshes), predicate="intersects")
    np.minimum.at(owner, mesh, piece)
    return np.where(owner == len(pieces), -1, owner)


def _is_rounding(meshes: Geometries, ground: Ground) -> NDArray[np.bool_]:
    """Slits between the community's border and corners that lie on it but for rounding: given to a grid they would
    stick out of it as spikes. :func:`to_degrees` puts those corners onto the border.
    """
    narrow = 2 * shapely.area(meshes) < SLIT * shapely.length(meshes)
    return narrow & shapely.dwithin(ground.outline.boundary, shapely.centroid(meshes), SLIT)


def _adopt(meshes: Geometries, owner: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give meshes that hang loose to the piece they share most border with: slits, and bits apart from their piece."""
    for piece in np.unique(owner[owner >= 0]):
        mine = np.flatnonzero(owner == piece)
        joint = shapely.get_parts(shapely.coverage_union_all(meshes[mine]))
        if len(joint) > 1:
            main = joint[np.argmax(shapely.area(joint))]
            owner[mine[~shapely.intersects(main, shapely.point_on_surface(meshes[mine]))]] = -1
    while (owner < 0).any():
        for loose in np.flatnonzero(owner < 0):
            shared = shapely.length(shapely.intersection(meshes, meshes[loose].boundary)) * (owner >= 0)
            if shared.max() > 0:
                owner[loose] = owner[int(np.argmax(shared))]
    return owner


def to_degrees(grids: Geometries, ground: Ground, outline: BaseGeometry) -> Geometries:
    """Grids in degrees; the corners of the community get back the very numbers they came with.

    New corners on its border are put as close to it as the numbers allow, a few nanometres, unless that would fold a
    grid thinner than the net; then they stay on the net, within a micrometre.
    """
    corners = shapely.get_coordinates(outline)
    given = dict(zip(map(tuple, _net_places(ground.plane.metres(corners))), corners, strict=True))

    def back(points: NDArray[np.float64], rim: BaseGeometry | None) -> NDArray[np.float64]:
        places = _net_places(points)
        degrees = ground.plane.degrees(places.astype(np.float64) * SNAP)
        degrees = degrees if rim is None else _onto(rim, degrees)
        for number, place in enumerate(map(tuple, places)):
            degrees[number] = given.get(place, degrees[number])
        return degrees

    close = shapely.transform(grids, lambda points: back(points, outline.boundary))
    sound = shapely.coverage_is_valid(close) and shapely.is_valid(close).all()
    placed = close if sound else shapely.transform(grids, lambda points: back(points, None))
    return np.asarray(shapely.orient_polygons(placed), dtype=object)


def _onto(rim: BaseGeometry, degrees: NDArray[np.float64]) -> NDArray[np.float64]:
    """Move the points that lie on a border but for rounding onto it."""
    points = np.asarray(shapely.points(degrees), dtype=object)
    near = np.flatnonzero(shapely.dwithin(points, rim, 3e-5 * SNAP))
    rings = shapely.get_parts(rim)
    nearest = np.argmin(shapely.distance(points[near][:, None], rings[None, :]), axis=1) if len(near) else near
    feet = shapely.line_interpolate_point(rings[nearest], shapely.line_locate_point(rings[nearest], points[near]))
    degrees[near] = shapely.get_coordinates(feet)
    return degrees


def _net_places(metres: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.rint(metres / SNAP).astype(np.int64)
