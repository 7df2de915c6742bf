"""What outlines, limits, owners, people, the city and its calendar may not say."""

from __future__ import annotations

from tests.packs.faults.spoiling import Faults, appended, drawn, replaced, written
from tests.packs.tiny import box

CONDITION = "06010-event-02,2026/event/06010,成堆,清理,all,,,{value},{unit},{raw},a city,,2026-07-01,"
UNITS = "one of urgent_minute, urgent_hour, urgent_day, natural_day, work_hour, work_day"

RULES: Faults = {
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
}
