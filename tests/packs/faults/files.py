"""Files that are none, and what a file may not hold."""

from __future__ import annotations

from tests.packs.faults.spoiling import Faults, appended, drawn, replaced, without, written
from tests.packs.tiny import OUTLINES, box

GB18030 = "code,name_zh,name_en,kind,region\nroads,道路养护,Roads,department,110101\n".encode("gb18030")

FILES: Faults = {
    # files
    "missing file": (without("hours.csv"), ("hours.csv", 0, "", "missing"), "this file"),
    "missing city file": (without("city.toml"), ("city.toml", 0, "", "missing"), "this file"),
    "missing column": (
        replaced("hours.csv", "valid_from,valid_to,opens,closes", "valid_from,valid_to,opens,shuts"),
        ("hours.csv", 1, "closes", "missing"),
        "this column",
    ),
    "extra column": (
        written("hours.csv", "valid_from,valid_to,opens,closes,lunch\n2025-01-01,,08:00,12:00,x\n"),
        ("hours.csv", 1, "lunch", "lunch"),
        "only the columns valid_from, valid_to, opens, closes",
    ),
    "column twice": (
        written("hours.csv", "valid_from,valid_to,opens,closes,opens\n2025-01-01,,08:00,12:00,x\n"),
        ("hours.csv", 1, "opens", "opens"),
        "each column once",
    ),
    "too few values": (
        appended("hours.csv", "2026-01-01,,08:00"),
        ("hours.csv", 4, "", "3"),
        "4 values",
    ),
    "open quotes": (
        appended("hours.csv", '"2026-01-01,,08:00,12:00'),
        ("hours.csv", 4, "", "unexpected end of data"),
        "closed quotes",
    ),
    "GB18030 file": (
        lambda pack: pack.path("organisations.csv").write_bytes(GB18030),
        ("organisations.csv", 2, "", "GB18030 or GBK encoding"),
        "a text file in UTF-8",
    ),
    "file of bytes": (
        lambda pack: pack.path("organisations.csv").write_bytes(b"\xff\xff\xff"),
        ("organisations.csv", 1, "", "unknown encoding"),
        "a text file in UTF-8",
    ),
    "empty file": (written("posts.csv", "\n"), ("posts.csv", 0, "", "empty file"), "a file with content"),
    "malformed TOML": (
        replaced("city.toml", "demo = true", "demo = yes"),
        ("city.toml", 6, "", "Invalid value (at line 6, column 8)"),
        "a file in TOML form",
    ),
    "TOML that breaks off": (
        written("calendar.toml", "years = [2026\n"),
        ("calendar.toml", 1, "", "Unclosed array (at end of document)"),
        "a file in TOML form",
    ),
    "malformed GeoJSON": (
        written("outlines.geojson", '{"type": "FeatureCollection",\n"features": [}\n'),
        ("outlines.geojson", 2, "", "Expecting value"),
        "a file in GeoJSON form",
    ),
    "GeoJSON without features": (
        written("outlines.geojson", '{"type": "Polygon"}\n'),
        ("outlines.geojson", 0, "features", "missing"),
        "a GeoJSON FeatureCollection",
    ),
    "latitude before longitude": (
        drawn(_110101001002=box(39.90, 116.41, 39.91, 116.42)),
        ("outlines.geojson", 5, "geometry", "Polygon"),
        "a valid Polygon or MultiPolygon with longitude before latitude",
    ),
    "outline that crosses itself": (
        lambda pack: pack.draw(
            OUTLINES
            | {
                "110101001002": {
                    "type": "Polygon",
                    "coordinates": [
                        [[116.41, 39.90], [116.42, 39.91], [116.42, 39.90], [116.41, 39.91], [116.41, 39.90]]
                    ],
                }
            }
        ),
        ("outlines.geojson", 5, "geometry", "Polygon"),
        "a valid Polygon",
    ),
    "outline of an unknown division": (
        drawn(_110101009=box(116.43, 39.90, 116.44, 39.91)),
        ("outlines.geojson", 6, "code", "110101009"),
        "the code of a listed division",
    ),
    "division without an outline": (
        lambda pack: pack.draw({code: OUTLINES[code] for code in OUTLINES if code != "110101001002"}),
        ("divisions.csv", 5, "code", "110101001002"),
        "an outline in outlines.geojson",
    ),
    "NUL in a table": (
        appended("divisions.csv", "110101001003,无\0名社区,,2020-01-01,,"),
        ("divisions.csv", 7, "", "NUL character"),
        "text without NUL characters",
    ),
    "NUL in an outline, as JSON writes it": (
        replaced("outlines.geojson", "Polygon", "Poly\\u0000gon"),
        ("outlines.geojson", 2, "", "NUL character"),
        "text without NUL characters",
    ),
    # demo reports
    "report that is no JSON": (
        appended("reports.jsonl", "{"),
        ("reports.jsonl", 2, "", "Expecting property name enclosed in double quotes"),
        "a JSON object",
    ),
    "report with a telephone that may exist": (
        replaced("reports.jsonl", "13800001234", "13911112222"),
        ("reports.jsonl", 1, "reporter", "{'name': '李女士', 'phone': '13911112222'}"),
        "a phone that begins with 1380000",
    ),
    "report outside its place": (
        replaced("reports.jsonl", "116.405", "116.415"),
        ("reports.jsonl", 1, "position", "(116.415, 39.905)"),
        "a position inside 110101001001",
    ),
    "report over an unknown channel": (
        replaced("reports.jsonl", "hotline", "telepathy"),
        ("reports.jsonl", 1, "channel", "telepathy"),
        "one of hotline,",
    ),
}
