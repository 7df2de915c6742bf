"""Loading again does no harm; what a pack no longer names ends, and history keeps it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.contrib.auth.hashers import check_password

from tests.packs.tiny import OUTLINES, TinyPack
from wanmi.addresses.base.definition import address_definition
from wanmi.almanac.models import WorkDay, WorkHours
from wanmi.almanac.services import Decider, change_day
from wanmi.catalogue.models import Condition, Item, Limit, Responsibility
from wanmi.packs.loading import load_pack
from wanmi.packs.problems import PackRefused
from wanmi.packs.writing import Counts
from wanmi.territory.models import City, Division
from wanmi.workforce.models import Appointment, Organisation, Post, Staff
from wanmi.workforce.queries import city_today

pytestmark = pytest.mark.django_db

TABLES = {
    "divisions": 5,
    "hours": 2,
    "calendar days": 365,
    "organisations": 4,
    "posts": 7,
    "staff": 3,
    "appointments": 3,
    "editions": 2,
    "items": 5,
    "conditions": 2,
    "limits": 2,
    "responsibilities": 2,
    "joint": 0,
    "schemes": 0,
    "indices": 0,
}


def test_everything_is_added_once_and_then_left_alone(tiny: TinyPack) -> None:
    assert load_pack(tiny.city).tables == {name: Counts(added=count) for name, count in TABLES.items()}
    assert load_pack(tiny.city).tables == {name: Counts(unchanged=count) for name, count in TABLES.items()}


def test_the_city_is_what_its_file_says(tiny: TinyPack) -> None:
    tiny.write("process.toml", '[process]\nedition = "tiny"\n')
    tiny.write("remedy-process.toml", '[process]\nedition = "tiny-2"\n')
    report = load_pack(tiny.city)
    city = City.objects.get()
    assert (city.code, city.name_zh, city.timezone, city.is_demo) == ("110101", "东城区", "Asia/Shanghai", True)
    assert city.settings == {
        "working_day": "running",
        "day_hours": 8,
        "case_number": "{city}{day:%Y%m%d}",
        "separate_axes": True,
        "smallest_count": 5,
        "reopen_days": 15,
        "keep_contact_days": 90,
        "public_blur": "grid",
        "appraisal": {},
        "published": [],
        "area_grades": {},
        "process": '[process]\nedition = "tiny"\n',
        "remedy_process": '[process]\nedition = "tiny-2"\n',
    }
    assert city.pack_digest == report.digest


def test_the_digest_tells_packs_apart_down_to_the_files_they_extend(tiny: TinyPack) -> None:
    first = load_pack(tiny.city).digest
    assert load_pack(tiny.city).digest == first
    tiny.replace("base/items.csv", "Dirty road", "Dirty street")
    assert load_pack(tiny.city).digest != first


def test_a_changed_row_is_changed(tiny: TinyPack) -> None:
    load_pack(tiny.city)
    tiny.replace("divisions.csv", "多福巷社区", "多福社区")
    tiny.replace("conditions.csv", "all,,,4,work_hour", "all,,,6,work_hour")
    tables = load_pack(tiny.city).tables
    assert tables["divisions"] == Counts(changed=1, unchanged=4)
    assert tables["limits"] == Counts(changed=1, unchanged=1)
    assert Division.objects.get(code="110101001001").name_zh == "多福社区"
    assert Limit.objects.get(condition="06010-event-01").value == 6


def test_rows_that_are_gone_end_today_and_come_back_with_the_pack(tiny: TinyPack) -> None:
    load_pack(tiny.city)
    office = "street.donghuamen,东华门街道办事处,Donghuamen Office,street,110101001"
    handler = "handler.donghuamen,handler,street.donghuamen,110101001"
    rule = "2026,event,06010,110101001,street.donghuamen,preset"
    condition = "06012-event-01,2026/event/06012,路面油污,清理,all,,,2,work_hour,工作时,a city,,2026-07-01,"
    gone = {"organisations.csv": office, "posts.csv": handler, "responsibility.csv": rule, "conditions.csv": condition}
    for name, line in gone.items():
        tiny.drop(name, line)
    tables = load_pack(tiny.city).tables
    assert {name: counts for name, counts in tables.items() if counts.ended or counts.removed} == {
        "organisations": Counts(unchanged=3, ended=1),
        "posts": Counts(unchanged=6, ended=1),
        "responsibilities": Counts(unchanged=1, removed=1),
        "conditions": Counts(unchanged=1, ended=1),
    }
    today = city_today()
    assert Organisation.objects.get(code="street.donghuamen").until == today
    assert Post.objects.get(code="handler.donghuamen").until == today
    assert Condition.objects.get(code="06012-event-01").valid_to == today
    assert Limit.objects.filter(condition="06012-event-01").count() == 1
    for name, line in gone.items():
        tiny.append(name, line)
    back = load_pack(tiny.city).tables
    assert back["organisations"] == Counts(changed=1, unchanged=3)
    assert back["conditions"] == Counts(changed=1, unchanged=1)
    assert Post.objects.get(code="handler.donghuamen").until is None


def test_a_row_that_is_gone_ends_once_only(tiny: TinyPack) -> None:
    load_pack(tiny.city)
    tiny.drop("extensions.csv", "2026,event,06999,市容环境类,餐厨垃圾遗撒,Kitchen waste,a city,low,2013/event/0131")
    assert load_pack(tiny.city).tables["items"] == Counts(changed=1, unchanged=3, ended=1)
    assert load_pack(tiny.city).tables["items"] == Counts(unchanged=4)
    tiny.replace("divisions.csv", "多福巷社区", "多福社区")
    assert load_pack(tiny.city).tables["items"] == Counts(unchanged=4)


def test_a_division_may_end_for_a_successor(tiny: TinyPack) -> None:
    load_pack(tiny.city)
    tiny.replace(
        "divisions.csv", "Yinzha Community,2020-01-01,,", "Yinzha Community,2020-01-01,2026-09-01,110101001001"
    )
    tiny.draw({code: outline for code, outline in OUTLINES.items() if code != "110101001002"})
    load_pack(tiny.city)
    ended = Division.objects.get(code="110101001002")
    assert (ended.valid_to, ended.successor, ended.outline) == (date(2026, 9, 1), "110101001001", None)


def test_old_items_point_at_those_that_follow_them(tiny: TinyPack) -> None:
    load_pack(tiny.city)
    followers = {item.code: item.successor and item.successor.code for item in Item.objects.filter(edition="2013")}
    assert followers == {"0110": "06010", "0131": "06999"}


def test_hours_of_a_new_period_replace_those_that_are_gone(tiny: TinyPack) -> None:
    load_pack(tiny.city)
    tiny.drop("hours.csv", "2025-01-01,,14:00,18:00")
    assert load_pack(tiny.city).tables["hours"] == Counts(unchanged=1, removed=1)
    assert WorkHours.objects.count() == 1


def test_a_day_of_the_pack_gives_way_to_a_persons_decision(tiny: TinyPack) -> None:
    days = [date(2026, 12, 30), date(2026, 12, 31)]
    for day in days:
        tiny.append("calendar.toml", "[[day]]", f"date = {day}", "workday = false", 'note = "fair"')
    assert load_pack(tiny.city).tables["calendar days"] == Counts(added=365)
    assert not any(WorkDay.objects.get(date=day).is_workday for day in days)
    change_day(days[0], True, "no fair", Decider("a.li", "7", "system_admin"))
    assert load_pack(tiny.city).tables["calendar days"] == Counts(unchanged=365)
    assert [WorkDay.objects.get(date=day).is_workday for day in days] == [True, False]
    tiny.write("calendar.toml", "years = [2026]\n")
    load_pack(tiny.city)
    assert [WorkDay.objects.get(date=day).source.split()[0] for day in days] == ["a.li", "chinesecalendar"]


def test_demo_accounts_get_the_password_they_are_loaded_with(tiny: TinyPack) -> None:
    load_pack(tiny.city)
    assert not any(person.has_usable_password() for person in Staff.objects.all())
    load_pack(tiny.city, demo_password="first-password")
    digests = set(Staff.objects.values_list("password", flat=True))
    load_pack(tiny.city, demo_password="first-password")
    assert set(Staff.objects.values_list("password", flat=True)) == digests
    load_pack(tiny.city)
    assert set(Staff.objects.values_list("password", flat=True)) == digests
    load_pack(tiny.city, demo_password="second-password")
    assert all(check_password("second-password", person.password) for person in Staff.objects.all())


def test_other_accounts_are_left_alone(tiny: TinyPack) -> None:
    load_pack(tiny.city)
    person = Staff.objects.create_user("real", password="kept", display_name="真人")
    held = Appointment.objects.create(staff=person, post_id="acceptor", since=date(2026, 1, 1))
    tiny.drop("staff.csv", "acceptor,苏晓岚,acceptor,2026-01-01")
    assert load_pack(tiny.city, demo_password="demo").tables["appointments"] == Counts(unchanged=2, ended=1)
    person.refresh_from_db()
    held.refresh_from_db()
    assert person.check_password("kept")
    assert held.until is None


def test_the_account_of_somebody_real_is_not_taken_over(tiny: TinyPack) -> None:
    person = Staff.objects.create_user("acceptor", password="kept", display_name="真人")
    with pytest.raises(PackRefused) as refused:
        load_pack(tiny.city, demo_password="demo")
    assert [(each.file, each.line, each.value) for each in refused.value.problems] == [("staff.csv", 2, "acceptor")]
    person.refresh_from_db()
    assert (person.display_name, person.is_demo, person.check_password("kept")) == ("真人", False, True)


def test_an_appointment_ended_by_hand_stays_ended(tiny: TinyPack) -> None:
    load_pack(tiny.city)
    Appointment.objects.filter(staff__username="acceptor").update(until=city_today() - timedelta(days=1))
    assert load_pack(tiny.city).tables["appointments"] == Counts(unchanged=3)
    assert Appointment.objects.filter(staff__username="acceptor", until=None).count() == 0


def test_an_appointment_made_by_hand_outlives_a_load_of_the_same_pack(tiny: TinyPack) -> None:
    load_pack(tiny.city)
    person = Staff.objects.get(username="dispatcher")
    made = Appointment.objects.create(staff=person, post_id="handler.roads", since=date(2026, 1, 1))
    load_pack(tiny.city)
    made.refresh_from_db()
    assert made.until is None


def test_progress_is_told_from_the_first_file_to_the_end(tiny: TinyPack) -> None:
    told: list[tuple[int, int]] = []
    load_pack(tiny.city, progress=lambda _what, done, total: told.append((done, total)))
    assert told[0][0] == 0
    assert told[-1][0] == told[-1][1]
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_a_rule_that_moves_to_another_owner_is_changed(tiny: TinyPack) -> None:
    load_pack(tiny.city)
    tiny.append("organisations.csv", "gardens,园林,Gardens,department,110101")
    tiny.append("posts.csv", "handler.gardens,handler,gardens,110101")
    tiny.replace("responsibility.csv", "06,110101,roads", "06,110101,gardens")
    assert load_pack(tiny.city).tables["responsibilities"] == Counts(changed=1, unchanged=1)
    assert Responsibility.objects.get(item_prefix="06").organisation_id == "gardens"


def test_a_city_changes_the_processes_of_addresses(tiny: TinyPack) -> None:
    tiny.write("address-process.toml", "[clocks.field_check]\nlimit = { value = 9, unit = 'work_day' }\n")
    load_pack(tiny.city)
    limit = address_definition().clocks["field_check"].limit
    assert limit is not None
    assert (limit.value, limit.unit) == (9, "work_day")
    tiny.write("address-process.toml", "[clocks.field_check]\nlimit = 'soon'\n")
    with pytest.raises(PackRefused) as refused:
        load_pack(tiny.city)
    assert refused.value.problems[0].file == "address-process.toml"
