"""How many points a second find their grid, on one core, beside Shapely, GeoPandas and DuckDB spatial in the same run.

100,000 crooked unit grids that share their borders lie under points in random order. Every rival answers the same
question, the lowest code that covers the point, for fewer points because it is slower. All answers are compared, and
so are those for every corner and the middle of every edge of the grids. Time is that of the processor, so that what
else the machine does counts little; compiling is not counted.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any

import duckdb
import duckdb_extension_spatial
import geopandas
import numpy as np
import shapely
from numpy.typing import NDArray

from wanmi.grids.demo.lattice import Lattice
from wanmi.grids.locator import Locator

Points = NDArray[np.float64]
Numbers = NDArray[np.int32]
COLUMNS, ROWS = 316, 317


def run(quick: bool) -> dict[str, float]:
    """The figures of the table it prints; rates are points a second on one core."""
    points_ours, points_theirs = (4_000_000, 100_000) if quick else (10_000_000, 1_000_000)
    shapes = grids()
    codes = [f"{110101001001000 + number}" for number in range(len(shapes))]
    building, locator = timed(lambda: Locator.build(codes, shapes), times=1)
    opening, locator = reopened(locator)
    points = random_points(shapes, points_ours)
    several = 3 if quick else 5
    random, numbers = timed(lambda: locator.locate_many(points[:, 0], points[:, 1]), several)
    reordered, same = timed(lambda: locator.locate_many(points[:, 0], points[:, 1], reorder=True), several)
    single = one_at_a_time(locator, points[: points_theirs // 2])
    disagreements = int((same != numbers).sum()) + disagreements_on_borders(locator, shapes)
    print(f"{len(shapes):,} grids with {shapely.get_num_coordinates(shapes).sum():,} corners")
    print(f"index built in {building:.1f} s, {locator.nbytes / 1e6:.0f} MB, opened in {opening * 1e3:.1f} ms\n")
    print(f"{'points a second on one core':<34}{'rate':>14}{'points':>12}{'differing':>12}")
    show("Wanmi, random order", points_ours / random, points_ours, 0)
    show("Wanmi, reordered by itself", points_ours / reordered, points_ours, int((same != numbers).sum()))
    show("Wanmi, one at a time", single, points_theirs // 2, 0)
    for name, rival in RIVALS.items():
        seconds, answers = rival(shapes, points[:points_theirs])
        differing = int((answers != numbers[:points_theirs]).sum())
        disagreements += differing
        show(name, points_theirs / seconds, points_theirs, differing)
    return {
        "random_points_per_s": round(points_ours / random),
        "sorted_points_per_s": round(points_ours / reordered),
        "single_points_per_s": round(single),
        "disagreements": disagreements,
        "open_ms": round(opening * 1e3, 2),
        "index_mb": round(locator.nbytes / 1e6, 1),
    }


def grids() -> NDArray[Any]:
    lattice = Lattice(1, (116.2, 39.7), COLUMNS, ROWS, wide=100.0, tall=100.0)
    i, j = np.divmod(np.arange(COLUMNS * ROWS), ROWS)
    return np.asarray(shapely.polygons(lattice.plane.degrees(lattice.cells(i, j))))


def random_points(shapes: NDArray[Any], count: int) -> Points:
    """Points all over the grids' box, some of them in no grid; each column lies in memory in one piece."""
    west, south, east, north = shapely.total_bounds(shapes)
    spread = np.random.default_rng(7).random((2, count))
    return np.asarray((spread * [[east - west], [north - south]] + [[west], [south]]).T)


def timed(work: Callable[[], Any], times: int) -> tuple[float, Any]:
    """The least processor time of several runs after one for warming up (none for a single run), and the result."""
    best, result = np.inf, work() if times > 1 else None
    for _ in range(times):
        start = process_time()
        result = work()
        best = min(best, process_time() - start)
    return float(best), result


def reopened(locator: Locator) -> tuple[float, Locator]:
    """How long the index takes to open from its file, checksums included, and the opened one, compiled."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "city.grid"
        locator.save(path)
        waits = []
        for _ in range(5):
            start = perf_counter()
            opened = Locator.open(path)
            waits.append(perf_counter() - start)
    opened.warm()
    return min(waits), opened


def one_at_a_time(locator: Locator, points: Points) -> float:
    pairs = points.tolist()
    locate = locator.locate
    seconds, _ = timed(lambda: [locate(lon, lat) for lon, lat in pairs], times=2)
    return len(pairs) / seconds


def disagreements_on_borders(locator: Locator, shapes: NDArray[Any]) -> int:
    """On how many corners and edge middles of every third grid the locator and Shapely differ."""
    corners = shapely.get_coordinates(shapes[::3])
    points = np.vstack((corners, (corners[1:] + corners[:-1]) / 2))
    _, expected = by_shapely(shapes, points)
    return int((locator.locate_many(points[:, 0], points[:, 1]) != expected).sum())


def by_shapely(shapes: NDArray[Any], points: Points) -> tuple[float, Numbers]:
    tree = shapely.STRtree(shapes)
    tree.query(shapely.points(points[:1]), predicate="intersects")
    made = shapely.points(points)
    start = process_time()
    found = tree.query(made, predicate="intersects")
    answers = lowest(len(points), found[0], found[1])
    return process_time() - start, answers


def by_geopandas(shapes: NDArray[Any], points: Points) -> tuple[float, Numbers]:
    frame = geopandas.GeoDataFrame(geometry=shapes, crs="EPSG:4490")
    places = geopandas.GeoDataFrame(geometry=shapely.points(points), crs="EPSG:4490")
    start = process_time()
    joined = places.sjoin(frame, predicate="intersects")
    answers = lowest(len(points), joined.index.to_numpy(), joined["index_right"].to_numpy())
    return process_time() - start, answers


def by_duckdb(shapes: NDArray[Any], points: Points) -> tuple[float, Numbers]:
    (extension,) = Path(duckdb_extension_spatial.__file__).parent.rglob("*.duckdb_extension")
    with duckdb.connect(config={"threads": 1}) as base:
        base.execute(f"LOAD '{extension}'")
        wkb = [bytes(shape) for shape in shapely.to_wkb(shapes)]
        columns = {"number": np.arange(len(wkb)), "wkb": np.array(wkb, dtype=object)}
        frame = geopandas.pd.DataFrame(columns)
        places = geopandas.pd.DataFrame({"id": np.arange(len(points)), "lon": points[:, 0], "lat": points[:, 1]})
        base.execute("CREATE TABLE grids AS SELECT number, ST_GeomFromWKB(wkb) AS shape FROM frame")
        base.execute("CREATE TABLE points AS SELECT id, ST_Point(lon, lat) AS place FROM places")
        start = process_time()
        found = base.execute("SELECT id, number FROM points JOIN grids ON ST_Intersects(shape, place)").fetchnumpy()
        answers = lowest(len(points), found["id"], found["number"])
        del frame, places
        return process_time() - start, answers


def lowest(count: int, points: NDArray[Any], numbers: NDArray[Any]) -> Numbers:
    """The lowest grid number of each point, -1 where there is none."""
    least = np.full(count, np.iinfo(np.int32).max, np.int32)
    np.minimum.at(least, points, numbers.astype(np.int32))
    return np.where(least == np.iinfo(np.int32).max, np.int32(-1), least)


def show(name: str, rate: float, points: int, differing: int) -> None:
    print(f"{name:<34}{rate:>14,.0f}{points:>12,}{differing:>12,}")


RIVALS = {"Shapely STRtree": by_shapely, "GeoPandas sjoin": by_geopandas, "DuckDB spatial": by_duckdb}
