"""Codes that nothing names, that are given twice, and divisions whose successors do not fit."""

from __future__ import annotations

from tests.packs.faults.spoiling import Faults, appended, replaced, written

CODES: Faults = {
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
}
