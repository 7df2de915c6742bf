"""The drafter keeps the principles: seamless, inside, whole objects, along lines, near the target, in order."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from numpy.typing import NDArray

from tests.grids.conftest import SOUTH, WEST
from wanmi.grids import GridError
from wanmi.grids.draft import Draft, Rules, Site, draft
from wanmi.grids.plane import Plane

PLANE = Plane(WEST, SOUTH)
COMMUNITY = "110101001001"


def metres(*shapes: shapely.Geometry) -> NDArray[np.object_]:
    """Shapes drawn in metres, moved to the tests' city."""
    array = np.empty(len(shapes), dtype=object)
    array[:] = [PLANE.unflatten(shape) for shape in shapes]
    return array


def site(outline: shapely.Geometry, seed: int = 0, *, lines: list[tuple[shapely.Geometry, int]] | None = None) -> Site:
    """A community with houses and components strewn by chance, none of them on a line."""
    rng = np.random.default_rng(seed)
    lines = lines or []
    keep_off = shapely.union_all([line for line, _ in lines]).buffer(2) if lines else shapely.Polygon()
    houses: list[shapely.Geometry] = []
    for x, y in rng.uniform(outline.bounds[:2], outline.bounds[2:], (150, 2)):
        house = shapely.box(x, y, x + rng.uniform(8, 30), y + rng.uniform(8, 20))
        if outline.contains(house) and not any(house.distance(other) < 3 for other in [*houses, keep_off]):
            houses.append(house)
    points = rng.uniform(outline.bounds[:2], outline.bounds[2:], (300, 2))
    return Site(
        COMMUNITY,
        PLANE.unflatten(outline),
        metres(*(line for line, _ in lines)),
        np.array([strength for _, strength in lines], dtype=np.int64),
        metres(*houses),
        PLANE.degrees(points),
    )


def spiky(seed: int) -> shapely.Polygon:
    """A crooked community of about 20 hectares."""
    rng = np.random.default_rng(seed)
    turns = np.sort(rng.uniform(0, 2 * np.pi, 12))
    radii = rng.uniform(150, 330, 12)
    shape = shapely.Polygon(300 + np.column_stack((np.cos(turns), np.sin(turns))) * radii[:, None])
    return shape if shape.is_valid else shape.convex_hull


def assert_seamless(made: Draft, outline: shapely.Geometry) -> None:
    assert shapely.coverage_is_valid(made.shapes)
    assert all(shape.geom_type == "Polygon" and not shape.interiors for shape in made.shapes)
    joint = shapely.coverage_union_all(made.shapes)
    assert joint.symmetric_difference(outline).area / outline.area < 1e-9
    corners = set(map(tuple, shapely.get_coordinates(outline)))
    assert corners <= set(map(tuple, shapely.get_coordinates(made.shapes)))


@pytest.mark.parametrize("seed", range(20))
def test_a_crooked_community_without_lines(seed: int) -> None:
    here = site(spiky(seed), seed)
    made = draft(here)
    assert_seamless(made, here.outline)
    assert made.report.principles["present_management"]["objects_cut"] <= 1
    assert made.report.principles["seamless"] == {"gaps_m2": 0, "overlaps_m2": 0, "coverage_valid": 1}
    assert 6_000 < np.median(made.areas) < 15_000
    assert made.areas.min() > 2_000


@pytest.mark.parametrize("seed", range(6))
def test_streets_are_borders(seed: int) -> None:
    lines = [
        (shapely.LineString([(-50, 210 + seed), (300, 190), (700, 230)]), 3),
        (shapely.LineString([(180, -50), (200, 700)]), 2),
        (shapely.LineString([(200, 400), (420, 410)]), 1),  # a dead end
    ]
    here = site(shapely.box(0, 0, 600, 420), seed, lines=lines)
    made = draft(here)
    assert_seamless(made, here.outline)
    geography = made.report.principles["geography"]
    assert geography["strong_lines_straddled_m"] == 0
    assert geography["borders_on_lines_share"] > 0.2
    assert made.report.principles["present_management"]["objects_cut"] == 0


def test_the_same_site_gives_the_same_draft() -> None:
    first, second = (draft(site(spiky(3), 3)) for _ in range(2))
    assert first.codes == second.codes
    assert [shape.wkb for shape in first.shapes] == [shape.wkb for shape in second.shapes]
    assert first.report == second.report


def test_a_compound_stays_whole_across_a_lane() -> None:
    compound = shapely.box(60, 60, 140, 140)
    here = Site(
        COMMUNITY,
        *metres(shapely.box(0, 0, 200, 200)),
        metres(shapely.LineString([(90, -10), (90, 210)])),
        np.array([1]),
        metres(compound),
    )
    made = draft(here)
    assert_seamless(made, here.outline)
    holding = [grid for grid in made.shapes if grid.intersection(here.objects[0]).area > 1e-14]
    assert len(holding) == 1


def test_a_square_of_four_hectares_becomes_four_grids_in_reading_order() -> None:
    made = draft(Site(COMMUNITY, *metres(shapely.box(0, 0, 200, 200))))
    assert made.codes == tuple(f"{COMMUNITY}00{n}" for n in (1, 2, 3, 4))
    middles = [PLANE.metres(shapely.get_coordinates(shape.centroid))[0] for shape in made.shapes]
    assert [(int(x // 100), int(y // 100)) for x, y in middles] == [(0, 1), (1, 1), (0, 0), (1, 0)]
    assert made.areas == pytest.approx([10_000] * 4, rel=0.03)


def test_numbers_ever_used_are_not_given_again_and_never_roll_over() -> None:
    square = Site(COMMUNITY, *metres(shapely.box(0, 0, 200, 200)))
    assert draft(square, used=[f"{COMMUNITY}017", "110101001002500"]).codes[0] == f"{COMMUNITY}018"
    with pytest.raises(GridError, match="999"):
        draft(square, used=[f"{COMMUNITY}996"])


def test_an_island_block_leaves_no_hole() -> None:
    ring_road = shapely.Point(200, 200).buffer(60).exterior
    here = Site(COMMUNITY, *metres(shapely.box(0, 0, 400, 400)), metres(ring_road), np.array([3]))
    made = draft(here)
    assert_seamless(made, here.outline)
    assert made.report.principles["geography"]["strong_lines_straddled_m"] == 0


def test_lines_close_to_the_border_leave_no_slivers() -> None:
    beside = shapely.LineString([(-5, 1.5), (405, 2.5)])
    here = Site(COMMUNITY, *metres(shapely.box(0, 0, 400, 200)), metres(beside), np.array([3]))
    made = draft(here)
    assert_seamless(made, here.outline)
    assert made.areas.min() > 5_000


def test_other_sizes_of_grids() -> None:
    made = draft(Site(COMMUNITY, *metres(shapely.box(0, 0, 600, 600))), Rules(target=40_000))
    assert len(made.codes) == 9


@pytest.mark.parametrize(
    ("outline", "code"),
    [
        (shapely.Polygon([(116, 39), (116.01, 39.01), (116.01, 39), (116, 39.01)]), "shape_broken"),
        (shapely.Polygon([(39, 116), (39.01, 116), (39.01, 116.01)]), "swapped"),
        (
            shapely.MultiPolygon([shapely.box(116, 39, 116.01, 39.01), shapely.box(117, 39, 117.01, 39.01)]),
            "many_parts",
        ),
        (shapely.box(116, 39, 116.000001, 39.000001), "too_small"),
        (shapely.Point(116, 39), "not_polygon"),
    ],
)
def test_outlines_that_are_refused(outline: shapely.Geometry, code: str) -> None:
    with pytest.raises(GridError, match=COMMUNITY) as caught:
        draft(Site(COMMUNITY, outline))
    assert caught.value.code == code


def test_a_dead_end_lane_is_followed() -> None:
    lane = shapely.LineString([(88, -10), (96, 60), (90, 130)])
    here = Site(COMMUNITY, *metres(shapely.box(0, 0, 200, 100)), metres(lane), np.array([1]))
    made = draft(here)
    assert_seamless(made, here.outline)
    assert len(made.codes) == 2
    assert made.report.principles["geography"]["borders_on_lines_share"] == 1


def test_a_dead_end_lane_is_drawn_out_to_the_border() -> None:
    lane = shapely.LineString([(92, -10), (98, 60), (100, 120)])
    here = Site(COMMUNITY, *metres(shapely.box(0, 0, 200, 200)), metres(lane), np.array([1]))
    made = draft(here)
    assert_seamless(made, here.outline)
    assert made.report.principles["geography"]["other_lines_straddled_m"] == 0
