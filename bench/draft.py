"""What the drafter's grids are like, and how long it takes, beside a plain mesh of 100 m over the same communities.

The communities are those of an invented city, cut into blocks by avenues, streets and lanes. Both are measured by the
same report.
"""

from __future__ import annotations

from collections.abc import Callable
from time import process_time

import numpy as np
import shapely

from wanmi.grids.demo import City, city_of_size
from wanmi.grids.draft import Rules, Site, draft
from wanmi.grids.draft.report import Report
from wanmi.grids.draft.seams import sew, to_degrees
from wanmi.grids.draft.site import Ground

SIDE = 100.0  # metres of a mesh
MEASURES = (
    ("present_management", "objects_cut", sum, "objects cut through"),
    ("geography", "borders_on_lines_share", np.mean, "share of borders on lines"),
    ("geography", "strong_lines_straddled_m", sum, "metres of avenues straddled"),
    ("easy_management", "compactness_mean", np.mean, "compactness (1 is a circle)"),
    ("balanced_load", "area_spread", np.mean, "spread of areas (deviation / mean)"),
    ("balanced_load", "load_spread", np.mean, "spread of loads (deviation / mean)"),
    ("seamless", "gaps_m2", sum, "gaps, m²"),
    ("seamless", "overlaps_m2", sum, "overlaps, m²"),
)


def run(quick: bool) -> dict[str, float]:
    """The figures of the table it prints; times are of the processor."""
    sites = sites_of(city_of_size("shenzhen", share=0.005 if quick else 0.1))
    start = process_time()
    drafts = [draft(site) for site in sites]
    seconds = (process_time() - start) / len(sites)
    columns = {"drafted": [made.report for made in drafts], "plain mesh": [mesh(site) for site in sites]}
    grids = sum(len(made.codes) for made in drafts)
    print(f"{len(sites)} communities, {grids} grids")
    print(f"{seconds:.2f} s a community, {seconds * len(sites) / grids * 1e3:.1f} ms a grid\n")
    print(f"{'':<38}" + "".join(f"{name:>14}" for name in columns))
    for principle, figure, total, title in MEASURES:
        values = [measure(reports, principle, figure, total) for reports in columns.values()]
        print(f"{title:<38}" + "".join(f"{value:>14,.3f}" for value in values))
    sizes = np.concatenate([made.areas for made in drafts])
    print("\nareas in m² (5 %, 25 %, 50 %, 75 %, 95 %):", np.percentile(sizes, [5, 25, 50, 75, 95]).round().tolist())
    return {
        "seconds_per_community": round(seconds, 3),
        "objects_cut": measure(columns["drafted"], "present_management", "objects_cut", sum),
        "median_area_m2": round(float(np.median(sizes)), 1),
        "gaps_and_overlaps_m2": sum(
            measure(columns["drafted"], "seamless", f, sum) for f in ("gaps_m2", "overlaps_m2")
        ),
    }


def measure(reports: list[Report], principle: str, figure: str, total: Callable[[list[float]], float]) -> float:
    return round(float(total([report.principles[principle][figure] for report in reports])), 3)


def sites_of(city: City) -> list[Site]:
    streets, things = list(city.streets()), [*city.compounds(), *city.buildings()]
    lines = np.array([street.shape for street in streets], dtype=object)
    strengths = np.array([street.properties["strength"] for street in streets])
    objects = np.array([thing.shape for thing in things], dtype=object)
    points = shapely.get_coordinates(np.array([component.shape for component in city.components()], dtype=object))
    return [
        Site.among(place.properties["code"], place.shape, (lines, strengths), objects, points)
        for place in city.communities()
        if place.shape.geom_type == "Polygon"
    ]


def mesh(site: Site) -> Report:
    """The report on squares of 100 m cut off at the community's border, as a plain mesh would have them."""
    ground = Ground.of(site, Rules())
    west, south, east, north = ground.outline.bounds
    squares = [
        shapely.box(x, y, x + SIDE, y + SIDE).intersection(ground.outline)
        for y in np.arange(south, north, SIDE)
        for x in np.arange(west, east, SIDE)
    ]
    parts = [part for part in shapely.get_parts(squares) if isinstance(part, shapely.Polygon) and part.area > 1]
    grids = sew(parts, ground)
    points = ground.components
    loads = [ground.loads[shapely.intersects_xy(grid, points[:, 0], points[:, 1])].sum() for grid in grids]
    return Report.of(ground, grids, np.array(loads), site.outline, to_degrees(grids, ground, site.outline))
