"""Files in and out, sound and broken: an error names the feature, and nothing is half done."""

from __future__ import annotations

import json
import subprocess
import sys
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
import shapely
from click.testing import CliRunner, Result

from tests.grids.conftest import SOUTH, STEP, WEST, box, mosaic
from wanmi.grids import GridError
from wanmi.grids.cli import grids
from wanmi.grids.exchange import read, write
from wanmi.grids.geojson import CHUNK, read_features, write_features
from wanmi.grids.records import Record, records_of
from wanmi.grids.stock import Held, shelved, sound_grids

HOME = "110101001001"
SQUARE = json.loads(shapely.to_geojson(box(0, 0)))


def collection(*features: Any) -> str:
    return json.dumps({"type": "FeatureCollection", "features": list(features)})


def feature(geometry: Any = SQUARE, code: Any = f"{HOME}001", **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"code": code, **properties}, "geometry": geometry}


def polygon(*points: tuple[float, float]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [points]}


GOOD = feature(code=f"{HOME}000")
BAD_FILES = {
    "empty_file": ("", "grids.geojson"),
    "not_geojson": ("hello", "grids.geojson"),
    "empty": (collection(), ""),
    "json_broken": (collection(GOOD, feature())[:-30], "feature 1"),
    "not_feature": (collection(GOOD, 5), "1"),
    "shape_missing": (collection(GOOD, feature(None)), f"{HOME}001"),
    "shape_unreadable": (collection(GOOD, feature({"type": "Polygon", "coordinates": [[1]]})), f"{HOME}001"),
    "not_polygon": (collection(GOOD, feature({"type": "Point", "coordinates": [WEST, SOUTH]})), f"{HOME}001"),
    "code_missing": (collection(GOOD, feature(code=None)), "1"),
    "code_twice": (collection(GOOD, GOOD), f"{HOME}000"),
    "nul_character": (collection(GOOD, feature(code=f"{HOME}\0")), "1"),
    "area_form": (collection(GOOD, feature(area_m2="large")), f"{HOME}001"),
    "shape_unreadable ": (collection(GOOD, feature()).replace(str(WEST + STEP), "NaN"), f"{HOME}000"),
    "swapped": (collection(GOOD, feature(polygon((39, 116), (39, 117), (40, 117), (39, 116)))), f"{HOME}001"),
    "outside_china": (collection(GOOD, feature(polygon((4e6, 4e6), (4e6, 5e6), (5e6, 5e6), (4e6, 4e6)))), f"{HOME}001"),
    "shape_broken": (
        collection(GOOD, feature(polygon((116, 39), (117, 40), (117, 39), (116, 40), (116, 39)))),
        f"{HOME}001",
    ),
    "many_parts": (
        collection(GOOD, feature(json.loads(shapely.to_geojson(shapely.union_all([box(2, 0), box(4, 0)]))))),
        f"{HOME}001",
    ),
    "hole": (
        collection(GOOD, feature(json.loads(shapely.to_geojson(box(2, 0).difference(box(2.4, 0.4, 0.2, 0.2)))))),
        f"{HOME}001",
    ),
}


@pytest.mark.parametrize("code", BAD_FILES)
def test_a_bad_file_is_refused_by_name(code: str, tmp_path: Path) -> None:
    text, named = BAD_FILES[code]
    source = tmp_path / "grids.geojson"
    source.write_text(text, encoding="utf-8")
    with pytest.raises(GridError) as caught, shelved(read(source)) as shelf:
        list(sound_grids(shelf))
    assert caught.value.code == code.strip()
    assert named in str(caught.value)


@pytest.mark.parametrize("code", BAD_FILES)
def test_the_import_of_a_bad_file_leaves_the_old_result(code: str, tmp_path: Path) -> None:
    source, out = tmp_path / "grids.geojson", tmp_path / "out.geojson"
    source.write_text(BAD_FILES[code][0], encoding="utf-8")
    out.write_text("old")
    result = wanmi("import", source, out)
    assert result.exit_code == 1
    assert out.read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["grids.geojson", "out.geojson"]


def wanmi(*arguments: object) -> Result:
    return CliRunner().invoke(grids, [str(argument) for argument in arguments])


def test_the_import_refuses_a_grid_over_two_communities(tmp_path: Path) -> None:
    source, communities, out = (tmp_path / f"{name}.geojson" for name in ("grids", "communities", "out"))
    write_features(communities, [(box(0, 0), {"code": HOME}), (box(1, 0), {"code": "110101001002"})])
    write_features(source, [(box(0, 0, 1.5, 1), {"code": f"{HOME}001"})])
    result = wanmi("import", source, out, "--communities", communities)
    assert result.exit_code == 1
    assert f"{HOME}001 lie outside {HOME} and reaches into 110101001002" in result.output
    assert not out.exists()
    write_features(source, [(box(0, 0), {"code": f"{HOME}001"}), (box(1, 0), {"code": "110101001002001"})])
    assert wanmi("import", source, out, "--communities", communities).exit_code == 0


def test_not_utf8(tmp_path: Path) -> None:
    source = tmp_path / "grids.geojson"
    source.write_bytes(collection(GOOD).replace("code", "编码").encode("utf-16"))
    with pytest.raises(GridError, match="UTF-8"):
        list(read_features(source))


def test_a_reversed_ring_is_turned() -> None:
    turned = shapely.reverse(shapely.orient_polygons(box(0, 0)))
    ((codes, shapes),) = sound_grids(Held.of([Record(0, "1", turned)]))
    assert codes == ["1"]
    assert shapely.is_ccw(shapes[0].exterior)


def _features(*pairs: tuple[Any, dict[str, Any]]) -> Any:
    from wanmi.grids.geojson import Feature

    return (Feature(number, shape, about) for number, (shape, about) in enumerate(pairs))


def test_codes_of_old_systems() -> None:
    taken = records_of(_features((box(0, 0), {"BGCode": 110101001001001, "Area": "8420.5"})))
    assert (taken[0].code, taken[0].area) == (f"{HOME}001", 8420.5)
    assert records_of(_features((box(0, 0), {"gid": "7"})), "gid")[0].code == "7"


@pytest.mark.parametrize("suffix", [".geojson", ".gpkg", ".shp"])
def test_a_file_brings_back_what_went_in(suffix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wanmi.grids.exchange.BATCH", 7)
    codes, shapes = mosaic(4, 1)
    about = [{"code": code, "area_m2": 100.5 + n, "name": f"第{n}格"} for n, code in enumerate(codes)]
    path = tmp_path / f"grids{suffix}"
    assert write(path, zip(shapes, about, strict=True)) == 16
    back = list(read(path))
    assert [dict(feature.properties) for feature in back] == about
    assert all(shapely.normalize(a.shape).equals(shapely.normalize(b)) for a, b in zip(back, shapes, strict=True))


def test_a_file_in_other_coordinates_is_refused(tmp_path: Path) -> None:
    pyogrio = pytest.importorskip("pyogrio")
    path = tmp_path / "grids.gpkg"
    pyogrio.raw.write(
        path, geometry=shapely.to_wkb([box(0, 0)]), field_data=[], fields=[], geometry_type="Polygon", crs="EPSG:4547"
    )
    with pytest.raises(GridError, match="EPSG:4547"):
        list(read(path))


def test_features_across_the_pieces_of_a_long_file(tmp_path: Path) -> None:
    path = tmp_path / "long.geojson"
    note = "字" * 1000
    count = 3 * CHUNK // 1000
    write_features(path, ((box(0, 0), {"code": number, "note": note}) for number in range(count)))
    assert [feature.properties["code"] for feature in read_features(path)] == list(range(count))


def test_one_endless_feature_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "endless.geojson"
    path.write_text('{"features": [{"type": "Feature", "note": "' + "x" * (40 << 20), encoding="utf-8")
    with pytest.raises(GridError, match="Feature 0"):
        list(read_features(path))


def test_memory_stays_bounded_over_a_large_file(tmp_path: Path) -> None:
    """Counting the features of a 60 MB file takes less than 40 MB more than counting those of a small one."""
    note = "x" * 10_000
    peaks = []
    for name, count in (("small", 10), ("large", 6_000)):
        path = tmp_path / f"{name}.geojson"
        write_features(path, ((box(0, 0), {"code": n, "note": note}) for n in range(count)))
        peaks.append(_peak_of_reading(path))
    assert peaks[1] - peaks[0] < 40_000


def _peak_of_reading(path: Path) -> int:
    """The largest memory in KB of a process that reads a file through."""
    program = (
        "import resource, sys, pathlib\n"
        "from wanmi.grids.geojson import read_features\n"
        "assert sum(1 for _ in read_features(pathlib.Path(sys.argv[1])))\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    done = subprocess.run([sys.executable, "-c", program, path], capture_output=True, text=True, check=True)
    return int(done.stdout)


def test_a_long_file_is_read_in_little_memory_and_refused_where_it_grows_too_large(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "long.geojson"
    rows = ((box(0, 0).segmentize(STEP / 100), {"code": f"{HOME}{number:03}"}) for number in range(1_500))
    write_features(path, rows)
    size = path.stat().st_size
    assert size > 12 * CHUNK
    tracemalloc.start()
    assert sum(1 for _ in read_features(path)) == 1_500
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 6 * CHUNK  # characters take up to four bytes
    monkeypatch.setattr("wanmi.grids.stock.MOST_POINTS", 100_000)
    result = CliRunner().invoke(grids, ["check", str(path)])
    assert result.exit_code == 1
    assert "too large at feature" in result.output
