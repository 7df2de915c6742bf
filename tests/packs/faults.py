"""What can be wrong in a pack: how the tiny pack is spoilt, where that must be found, and what must be expected."""

from __future__ import annotations

from collections.abc import Callable

from tests.packs.tiny import OUTLINES, TinyPack, box

Spoil = Callable[[TinyPack], object]
Where = tuple[str, int, str, str]  # file, line, column, value


def replaced(name: str, old: str, new: str) -> Spoil:
    return lambda pack: pack.replace(name, old, new)


def appended(name: str, *lines: str) -> Spoil:
    return lambda pack: pack.append(name, *lines)


def written(name: str, text: str) -> Spoil:
    return lambda pack: pack.write(name, text)


def without(name: str) -> Spoil:
    return lambda pack: pack.path(name).unlink()


def drawn(**outlines: dict[str, object]) -> Spoil:
    return lambda pack: pack.draw(OUTLINES | {code[1:]: outline for code, outline in outlines.items()})


GB18030 = "code,name_zh,name_en,kind,region\nroads,道路养护,Roads,department,110101\n".encode("gb18030")
CONDITION = "06010-event-02,2026/event/06010,成堆,清理,all,,,{value},{unit},{raw},a city,,2026-07-01,"
UNITS = "one of urgent_minute, urgent_hour, urgent_day, natural_day, work_hour, work_day"

# fault: (how the pack is spoilt, the one problem that must be named, what must be said to be expected)
FAULTS: dict[str, tuple[Spoil, Where, str]] = {
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
    # codes that nothing names
    "division without parent": (
        appended("divisions.csv", "110101009001,无名社区,,2020-01-01,,"),
        ("divisions.csv", 7, "code", "110101009001"),
        "a division whose parent 110101009 is listed",
    ),
    "division of another city": (
        appended("divisions.csv", "110102,西城区,,2020-01-01,,"),
        ("divisions.csv", 7, "code", "110102"),
        "a code inside 110101",
    ),
    "malformed division code": (
        appended("divisions.csv", "1101010010,无名社区,,2020-01-01,,"),
        ("divisions.csv", 7, "code", "1101010010"),
        "a place code of 6, 9, 12 characters",
    ),
    "unknown region of an organisation": (
        appended("organisations.csv", "gardens,园林,Gardens,department,110101099"),
        ("organisations.csv", 6, "region", "110101099"),
        "the code of a listed division",
    ),
    "unknown kind of organisation": (
        appended("organisations.csv", "gardens,园林,Gardens,bureau,110101"),
        ("organisations.csv", 6, "kind", "bureau"),
        "one of supervision_centre, command_centre, street, department",
    ),
    "unknown organisation of a post": (
        appended("posts.csv", "handler.gas,handler,gas,110101"),
        ("posts.csv", 9, "organisation", "gas"),
        "the code of a listed organisation",
    ),
    "unknown region of a post": (
        appended("posts.csv", "handler.roads2,handler,roads,110101099"),
        ("posts.csv", 9, "region", "110101099"),
        "the code of a listed division",
    ),
    "unknown kind of post": (
        appended("posts.csv", "mayor,mayor,roads,110101"),
        ("posts.csv", 9, "kind", "mayor"),
        "one of acceptor,",
    ),
    "post on the wrong side": (
        appended("posts.csv", "dispatcher2,dispatcher,supervision,110101"),
        ("posts.csv", 9, "organisation", "supervision"),
        "an organisation of the side of dispatcher",
    ),
    "unknown post of a person": (
        appended("staff.csv", "handler,方知远,handler.gas,2026-01-01"),
        ("staff.csv", 5, "post", "handler.gas"),
        "the code of a listed post",
    ),
    "condition of an unknown item": (
        appended(
            "conditions.csv", "06099-event-01,2026/event/06099,成堆,清理,all,,,4,work_hour,时,a city,,2026-07-01,"
        ),
        ("conditions.csv", 4, "item", "2026/event/06099"),
        "the key of a listed item",
    ),
    "condition numbered under another item": (
        appended("conditions.csv", "06010-event-02,2026/event/06012,成堆,清理,all,,,4,work_hour,时,a,,2026-07-01,"),
        ("conditions.csv", 4, "code", "06010-event-02"),
        "a code that begins with the code and kind of its item",
    ),
    "unknown edition": (
        appended("base/items.csv", "2007,event,0101,市容,暴露垃圾,Refuse,standard,high,"),
        ("base/items.csv", 6, "edition", "2007"),
        "the key of a listed edition",
    ),
    "code of another edition's length": (
        appended("base/items.csv", "2013,event,06011,市容,积存渣土,Rubble,standard,high,"),
        ("base/items.csv", 6, "code", "06011"),
        "4 digits in the edition 2013",
    ),
    "responsibility for an unknown item": (
        appended("responsibility.csv", "2026,event,07,110101,roads,"),
        ("responsibility.csv", 4, "item_prefix", "07"),
        "the beginning of the code of a listed item",
    ),
    "responsibility of an unknown organisation": (
        appended("responsibility.csv", "2026,event,06012,110101,gas,"),
        ("responsibility.csv", 4, "organisation", "gas"),
        "the code of a listed organisation",
    ),
    "responsibility in an unknown region": (
        appended("responsibility.csv", "2026,event,06012,110101099,roads,"),
        ("responsibility.csv", 4, "region", "110101099"),
        "the code of a listed division",
    ),
    "responsible organisation without a handler there": (
        appended("responsibility.csv", "2026,event,06012,110101,street.donghuamen,"),
        ("responsibility.csv", 4, "organisation", "street.donghuamen"),
        "an organisation with a handler there",
    ),
    # duplicates
    "duplicate organisation": (
        appended("organisations.csv", "roads,另一单位,Other,department,110101"),
        ("organisations.csv", 6, "code", "roads"),
        "a key not yet used in organisations.csv line 4",
    ),
    "duplicate item across packs": (
        written(
            "items.csv",
            "edition,kind,code,major_zh,name_zh,name_en,source,confidence,successor\n"
            "2026,event,06010,市容,垃圾,Refuse,city,low,\n",
        ),
        ("items.csv", 2, "edition, kind, code", "2026, event, 06010"),
        "a key not yet used in base/items.csv line 2",
    ),
    "duplicate limit of a condition": (
        appended(
            "conditions.csv", "06010-event-01,2026/event/06010,垃圾未入桶,清理,all,,,8,work_hour,时,a,,2026-07-01,"
        ),
        ("conditions.csv", 4, "code, area_grade, season_from", "06010-event-01, all, "),
        "a key not yet used in conditions.csv line 2",
    ),
    "one condition told in two ways": (
        appended(
            "conditions.csv", "06010-event-01,2026/event/06010,垃圾外溢,清理,A,,,2,work_hour,工作时,a city,,2026-07-01,"
        ),
        ("conditions.csv", 4, "filing_zh", "垃圾外溢"),
        "the same as on line 2, which begins this condition",
    ),
    "outline drawn twice": (
        lambda pack: pack.replace("outlines.geojson", '"110101001002"', '"110101001001"'),
        ("outlines.geojson", 4, "code", "110101001001"),
        "a key not yet used in outlines.geojson line 4",
    ),
    # overlaps
    "overlapping periods of a division": (
        appended("divisions.csv", "110101001003,旧社区,,2019-06-01,2020-06-01,110101001002"),
        ("divisions.csv", 7, "valid_from", "2019-06-01"),
        "a day not before the end of the period on line 6",
    ),
    "overlapping hours": (
        appended("hours.csv", "2025-01-01,,11:00,13:00"),
        ("hours.csv", 4, "opens", "11:00:00"),
        "a time not before 12:00:00 of line 2",
    ),
    "hours of overlapping periods": (
        lambda pack: pack.write(
            "hours.csv", "valid_from,valid_to,opens,closes\n2025-01-01,,08:00,12:00\n2025-06-01,,08:00,12:00\n"
        ),
        ("hours.csv", 3, "valid_from", "2025-06-01"),
        "a day not before the end of the period on line 2",
    ),
    "overlapping outlines": (
        drawn(_110101001002=box(116.4099, 39.90, 116.42, 39.91)),
        ("outlines.geojson", 5, "geometry", "110101001002"),
        "no overlap with 110101001001 on line 4",
    ),
    "community outside its street": (
        drawn(_110101001=box(116.40, 39.90, 116.419, 39.91)),
        ("outlines.geojson", 5, "geometry", "110101001002"),
        "an outline inside that of 110101001",
    ),
    # limits
    "limit without unit": (
        appended("conditions.csv", CONDITION.format(value="4", unit="", raw="")),
        ("conditions.csv", 4, "unit", ""),
        UNITS,
    ),
    "limit with an unknown unit": (
        appended("conditions.csv", CONDITION.format(value="4", unit="小时", raw="小时")),
        ("conditions.csv", 4, "unit", "小时"),
        UNITS,
    ),
    "limit of nothing": (
        appended("conditions.csv", CONDITION.format(value="0", unit="work_hour", raw="工作时")),
        ("conditions.csv", 4, "value", "0"),
        "a whole number above 0",
    ),
    "limit below nothing": (
        appended("conditions.csv", CONDITION.format(value="-4", unit="work_hour", raw="工作时")),
        ("conditions.csv", 4, "value", "-4"),
        "a whole number above 0",
    ),
    "unknown area grade": (
        replaced("conditions.csv", "路面油污,清理,all", "路面油污,清理,D"),
        ("conditions.csv", 3, "area_grade", "D"),
        "one of all, A, B, C",
    ),
    "season with one end": (
        replaced("conditions.csv", "路面油污,清理,all,,", "路面油污,清理,all,03-10,"),
        ("conditions.csv", 3, "season_to", ""),
        "both days of the season or neither",
    ),
    "season on no day of the year": (
        replaced("conditions.csv", "路面油污,清理,all,,", "路面油污,清理,all,02-30,03-01"),
        ("conditions.csv", 3, "season_from", "02-30"),
        "a day of the year like 03-10",
    ),
    # owners
    "item without owner": (
        replaced("responsibility.csv", "2026,event,06,110101,roads", "2026,event,06010,110101,roads"),
        ("base/items.csv", 3, "code", "06012"),
        "an owner in responsibility.csv for 110101",
    ),
    # people
    "person on both sides": (
        appended("staff.csv", "acceptor,苏晓岚,dispatcher,2026-01-01"),
        ("staff.csv", 5, "post", "dispatcher"),
        "posts of supervision or of command and handling, not both",
    ),
    "person with two names": (
        appended("staff.csv", "acceptor,苏岚,acceptor2,2026-01-01"),
        ("staff.csv", 5, "display_name", "苏岚"),
        "苏晓岚",
    ),
    "accounts in a pack that is no demo": (
        replaced("city.toml", "demo = true", "demo = false"),
        ("staff.csv", 2, "username", "acceptor"),
        "no accounts in a pack that is not a demo",
    ),
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
    # successors
    "unknown successor of a division": (
        replaced("divisions.csv", "2020-01-01,110101001002", "2020-01-01,110101001077"),
        ("divisions.csv", 6, "successor", "110101001077"),
        "the code of a listed division",
    ),
    "successor of a valid division": (
        replaced("divisions.csv", "Yinzha Community,2020-01-01,,", "Yinzha Community,2020-01-01,,110101001001"),
        ("divisions.csv", 5, "successor", "110101001001"),
        "no successor while the division is valid",
    ),
    "division that ends before it begins": (
        replaced("divisions.csv", "2010-01-01,2020-01-01", "2020-01-01,2010-01-01"),
        ("divisions.csv", 6, "valid_to", "2010-01-01"),
        "a day after valid_from",
    ),
    "unknown successor of an item": (
        replaced("base/items.csv", "2026/event/06010", "2026/event/06077"),
        ("base/items.csv", 4, "successor", "2026/event/06077"),
        "the key of a listed item",
    ),
    "successor in an older edition": (
        replaced("base/items.csv", "Dirty road,standard,high,", "Dirty road,standard,high,2013/event/0131"),
        ("base/items.csv", 3, "successor", "2013/event/0131"),
        "an item of a newer edition",
    ),
    "extension in the numbers of the standard": (
        appended("extensions.csv", "2026,event,06011,市容环境类,光污染,Light,a city,low,"),
        ("extensions.csv", 3, "code", "06011"),
        "a number above 06012, the last of the standard in its major",
    ),
    "extension with the name of another item": (
        appended("extensions.csv", "2026,event,06998,市容环境类,暴露垃圾,Refuse,a city,low,"),
        ("extensions.csv", 3, "name_zh", "暴露垃圾"),
        "a name that is not that of 2026/event/06010",
    ),
    "extension that replaces an item with a successor": (
        appended("extensions.csv", "2026,event,06998,市容环境类,光污染,Light,a city,low,2013/event/0110"),
        ("extensions.csv", 3, "replaces", "2013/event/0110"),
        "an item without a successor yet",
    ),
    "extension that replaces what is not there": (
        appended("extensions.csv", "2026,event,06998,市容环境类,光污染,Light,a city,low,2013/event/0177"),
        ("extensions.csv", 3, "replaces", "2013/event/0177"),
        "the key of a listed item of an older edition",
    ),
    "two current editions": (
        replaced("base/editions.csv", "2013-01-01,no", "2013-01-01,yes"),
        ("editions.csv", 0, "is_current", "2"),
        "yes in exactly one row",
    ),
    # the city and its calendar
    "unknown setting": (
        appended("city.toml", "colour = 1"),
        ("city.toml", 20, "colour", "1"),
        "only the keys working_day,",
    ),
    "wrong work for no list of reasons": (
        replaced("city.toml", "appraisal = {}", 'appraisal = { wrong_dispatch = "not_our_duty" }'),
        ("city.toml", 19, "appraisal", "{'wrong_dispatch': 'not_our_duty'}"),
        "wrong_acceptance, wrong_filing and wrong_dispatch lists of codes",
    ),
    "wrong work for a reason that nobody can give": (
        replaced("city.toml", "appraisal = {}", 'appraisal = { wrong_dispatch = ["not_our_duty", "rain"] }'),
        ("city.toml", 19, "wrong_dispatch", "rain"),
        "one of not_our_duty, not_our_ground, wrong_item, owner_elsewhere",
    ),
    "unknown time zone": (
        replaced("city.toml", "Asia/Shanghai", "Asia/Peking"),
        ("city.toml", 5, "timezone", "Asia/Peking"),
        "a time zone like Asia/Shanghai",
    ),
    "unknown school of working days": (
        replaced("city.toml", '"running"', '"loose"'),
        ("city.toml", 9, "working_day", "loose"),
        "one of running, end_of_day",
    ),
    "case number without a day": (
        replaced("city.toml", "{city}{day:%Y%m%d}", "{city}"),
        ("city.toml", 11, "case_number", "{city}"),
        "a pattern with {city} and {day:%Y%m%d}",
    ),
    "unknown pack to extend": (
        replaced("city.toml", '["base"]', '["base", "elsewhere"]'),
        ("city.toml", 1, "extends", "elsewhere"),
        "a folder beside this pack",
    ),
    "year without holidays": (
        written("calendar.toml", "years = [2026, 2199]\n"),
        ("calendar.toml", 1, "years", "2199"),
        "a list of years from 2004 to",
    ),
    "changed day outside the years": (
        appended("calendar.toml", "[[day]]", "date = 2025-12-31", "workday = false", 'note = "exams"'),
        ("calendar.toml", 0, "date", "2025-12-31"),
        "a day of one of the years",
    ),
    "process that is no TOML": (
        written("process.toml", "[process]\nedition = 1 1\n"),
        ("process.toml", 2, "", "Expected newline or end of document after a statement (at line 2, column 13)"),
        "a file in TOML form",
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
