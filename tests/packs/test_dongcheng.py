"""The demo city: what it holds, down to the counts, and that nothing in it is without owner, outline or limit."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
import shapely
from django.conf import settings
from django.db import transaction
from django.db.models.functions import Length
from pytest_django import DjangoDbBlocker
from shapely.geometry import shape

from wanmi.almanac.models import WorkDay
from wanmi.catalogue.models import Condition, Edition, Item, Kind, Limit, Responsibility
from wanmi.catalogue.queries import conditions_of, limit_for, owner_of
from wanmi.packs.geometry import square_metres
from wanmi.packs.loading import LoadReport, check_pack, load_pack
from wanmi.packs.outlines import draw
from wanmi.territory.models import Division
from wanmi.workforce import kinds
from wanmi.workforce.addressing import post_for
from wanmi.workforce.models import Appointment, Organisation, Post

pytestmark = pytest.mark.django_db
DONGCHENG = Path(settings.ROOT) / "cities" / "dongcheng"
DAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def report(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[LoadReport]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_pack(DONGCHENG)
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _loaded(report: LoadReport, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield


def codes(length: int) -> list[str]:
    found = Division.objects.annotate(length=Length("code")).filter(length=length, valid_to=None)
    return list(found.order_by("code").values_list("code", flat=True))


def test_it_has_no_problem() -> None:
    assert check_pack(DONGCHENG) == []


def test_a_second_load_changes_nothing(report: LoadReport) -> None:
    tables = load_pack(DONGCHENG).tables
    assert {name: counts.unchanged for name, counts in tables.items()} == {
        name: counts.added for name, counts in report.tables.items()
    }
    assert not any(counts.added or counts.changed or counts.ended or counts.removed for counts in tables.values())


def test_the_real_divisions_are_there() -> None:
    assert codes(6) == ["110101"]
    assert codes(9) == [f"110101{number:03}" for number in range(1, 18)]
    assert len(codes(12)) == 169
    assert set(Counter(code[:9] for code in codes(12))) == set(codes(9))
    assert Division.objects.get(code="110101003009").name_zh == "南锣鼓巷社区"
    assert Division.objects.get(code="110101001").name_en == "Donghuamen Subdistrict"


def test_the_catalogue_has_every_item_of_every_edition() -> None:
    standard = Counter(Item.objects.filter(is_extension=False).values_list("edition_id", "kind"))
    assert standard == {
        ("2026", "component"): 153,
        ("2026", "event"): 250,
        ("2013", "component"): 121,
        ("2013", "event"): 77,
        ("2007", "component"): 84,
    }
    extensions = Counter(Item.objects.filter(is_extension=True).values_list("edition_id", "kind"))
    assert extensions == {("2026", "component"): 7, ("2026", "event"): 37, ("2007", "component"): 5}
    assert list(Edition.objects.filter(is_current=True).values_list("key", flat=True)) == ["2026"]


def test_every_item_tells_its_source_and_how_sure_it_is() -> None:
    assert not Item.objects.filter(source="").exists()
    assert not Item.objects.filter(confidence="").exists()


def test_old_items_lead_to_current_ones() -> None:
    moved = Item.objects.get(edition="2013", kind="component", code="0506").successor
    assert moved is not None
    assert (moved.edition_id, moved.code, moved.name_zh) == ("2026", "01069", "水域附属设施")
    burst = Item.objects.get(edition="2013", kind="event", code="0501").successor
    assert burst is not None
    assert (burst.is_extension, burst.name_zh) == (True, "供水管道破裂")
    assert not Item.objects.filter(edition="2026").exclude(successor=None).exists()
    assert set(Item.objects.exclude(successor=None).values_list("successor__edition", flat=True)) == {"2026"}


def test_all_conditions_are_usable() -> None:
    assert Condition.objects.count() == Limit.objects.count() == 470
    assert Counter(Limit.objects.values_list("unit", flat=True)) == {
        "work_day": 358,
        "work_hour": 66,
        "urgent_hour": 42,
        "urgent_day": 4,
    }
    assert Counter(Limit.objects.values_list("raw_unit", flat=True)) == {
        "工作日": 242,
        "天": 116,
        "紧急工作时": 42,
        "工作时": 33,
        "小时": 33,
        "紧急工作日": 4,
    }
    assert set(Condition.objects.values_list("item__edition", "item__kind")) == {("2026", "event")}
    for condition in Condition.objects.prefetch_related("limits"):
        assert any(limit_for(condition, "all", date(2026, month, 1)) for month in range(1, 13))


def test_what_one_printed_unit_says_is_read_alike_everywhere() -> None:
    read = set(Limit.objects.values_list("raw_unit", "unit"))
    assert len({raw for raw, _ in read}) == len(read)


def test_the_limit_belongs_to_the_condition() -> None:
    cover = Item.objects.get(edition="2026", kind="event", code="01001")
    limits = [limit_for(condition, "all", DAY) for condition in conditions_of(cover, DAY)]
    assert [(limit.value, limit.unit) for limit in limits if limit] == [
        (2, "urgent_hour"),
        (4, "work_hour"),
        (2, "work_day"),
        (5, "work_day"),
    ]


def test_steps_of_one_event_and_rows_of_other_sources_stay_apart() -> None:
    building = conditions_of(Item.objects.get(edition="2026", kind="event", code="06001"), DAY)
    steps = [(row.note.split(";")[0], row.closing_zh) for row in building if row.note.startswith("step")]
    assert steps == [("step 1 of 3", "停工"), ("step 2 of 3", "依法处罚"), ("step 3 of 3", "拆净")]
    refuse = conditions_of(Item.objects.get(edition="2026", kind="event", code="06010"), DAY)
    assert len({row.source.split(",")[0] for row in refuse}) == len(refuse) == 3


def test_street_trees_are_planted_in_season_only() -> None:
    seasonal = Condition.objects.get(limits__season_from__gt="")
    assert (seasonal.item.name_zh, seasonal.filing_zh) == ("行道树异常", "缺失")
    assert limit_for(seasonal, "all", date(2026, 4, 1)) is not None
    assert limit_for(seasonal, "all", date(2026, 7, 1)) is None


def test_every_current_item_has_an_owner_with_a_handler_in_every_community() -> None:
    rules = set(Responsibility.objects.filter(edition="2026").values_list("kind", "item_prefix", "region"))
    items = list(Item.objects.filter(edition="2026"))
    for place in codes(12):
        for item in items:
            prefixes = (item.code[:2], item.code)
            assert any((item.kind, prefix, place[:n]) in rules for prefix in prefixes for n in (6, 9, 12))
    owners = {owner_of(item, "110101017021").organisation_id for item in items}
    assert {post_for("handler", owner, "110101017021").organisation_id for owner in owners} == owners
    assert "street.yongdingmenwai" in owners


def test_a_street_answers_before_a_department() -> None:
    refuse = Item.objects.get(edition="2026", kind="event", code="06010")
    rule = owner_of(refuse, "110101003009")
    assert (rule.organisation_id, rule.region, rule.item_prefix) == ("street.jiaodaokou", "110101003", "06010")
    felling = Item.objects.get(edition="2026", kind="event", code="06022")
    rule = owner_of(felling, "110101003009")
    assert (rule.organisation_id, rule.region, rule.item_prefix) == ("gardens", "110101", "06022")


def test_both_centres_the_streets_and_all_posts_are_there() -> None:
    assert Counter(Organisation.objects.values_list("kind", flat=True)) == {
        "supervision_centre": 1,
        "command_centre": 2,  # of the district, and an invented one of the prefecture
        "street": 17,
        "department": 34,
        "community": 2,
    }
    assert set(Post.objects.values_list("kind", flat=True)) == kinds.ALL
    assert {post_for("collector", None, place).region for place in codes(12)} == set(codes(9))


def test_every_post_is_held_and_nobody_holds_both_sides() -> None:
    assert not Post.objects.filter(appointments=None).exists()
    held: dict[str, set[str]] = {}
    for username, kind in Appointment.objects.values_list("staff__username", "post__kind"):
        held.setdefault(username, set()).add(kind)
    assert not any(mine & kinds.SUPERVISION and mine & (kinds.COMMAND | kinds.HANDLING) for mine in held.values())
    assert not any(len(mine & kinds.ADMINISTRATION) > 1 for mine in held.values())
    assert any(len(mine) > 1 for mine in held.values())  # somebody must choose in which post he acts


def test_its_calendar_knows_whole_years() -> None:
    days = set(WorkDay.objects.values_list("date", flat=True))
    assert days == {date(2024, 1, 1) + timedelta(n) for n in range(366 + 365 + 365)}


def test_every_division_has_a_synthetic_outline_and_they_share_out_the_ground() -> None:
    outlines = {row.code: shape(row.outline or {}) for row in Division.objects.filter(valid_to=None)}
    assert set(outlines) == {*codes(6), *codes(9), *codes(12)}
    assert not Division.objects.filter(outline_is_synthetic=False).exists()
    for length in (9, 12):
        parts = [outline for code, outline in outlines.items() if len(code) == length]
        assert all(part.geom_type == "Polygon" for part in parts)
        assert shapely.coverage_is_valid(parts)  # neighbours share every corner: no overlap, no sliver between
        whole = shapely.coverage_union_all(parts)
        assert square_metres(shapely.symmetric_difference(whole, outlines["110101"])) < 1
    for code, outline in outlines.items():
        if len(code) > 6:
            assert square_metres(shapely.difference(outline, outlines[code[:-3]])) < 1


def test_communities_of_a_street_are_of_a_size() -> None:
    for street in codes(9):
        sizes = [
            square_metres(shape(row.outline or {}))
            for row in Division.objects.filter(code__startswith=street)
            if len(row.code) == 12
        ]
        assert max(sizes) < 4 * min(sizes)


def test_its_map_can_be_drawn_again() -> None:
    drawn = draw(DONGCHENG)
    features = json.loads((DONGCHENG / "outlines.geojson").read_text(encoding="utf-8"))["features"]
    assert [feature["properties"]["code"] for feature in features] == list(drawn)
    for feature in features:  # another processor may round the last decimal otherwise
        assert shapely.hausdorff_distance(shape(feature["geometry"]), drawn[feature["properties"]["code"]]) < 1e-6


def test_its_reports_are_invented_and_reach_far_into_the_process() -> None:
    lines = (DONGCHENG / "reports.jsonl").read_text(encoding="utf-8").splitlines()
    reports = [json.loads(line) for line in lines]
    assert len(reports) == 46
    phones = [report["reporter"]["phone"] for report in reports if report["reporter"]]
    assert all(re.fullmatch("1380000[0-9]{4}", phone) for phone in phones)
    assert len(set(phones)) == len(phones)
    assert {report["state"] for report in reports} >= {"reported", "verifying", "to_file", "handling", "closed"}
    current = {str(item).split(" ")[0] for item in Item.objects.filter(edition="2026", kind=Kind.EVENT)}
    assert {report["item"] for report in reports} - {None} <= current


def test_no_person_in_it_has_a_password_in_its_files() -> None:
    header = (DONGCHENG / "staff.csv").read_text(encoding="utf-8").splitlines()[0]
    assert header == "username,display_name,post,since"
