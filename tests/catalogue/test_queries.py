"""Finding items, their conditions and limits, and who answers for them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from wanmi.catalogue.models import Condition, Edition, Item, Limit, Responsibility
from wanmi.catalogue.queries import NoOwner, UnknownItem, conditions_of, find_items, item_with_key, limit_for, owner_of
from wanmi.codes.item import ItemKey
from wanmi.workforce.models import Organisation
from wanmi.worktime.limits import Limit as WorkLimit
from wanmi.worktime.units import Unit

pytestmark = pytest.mark.django_db
DAY = date(2026, 8, 1)
ITEMS = [
    ("2026", "component", "01001", "供水井盖", "Water supply manhole cover"),
    ("2026", "component", "01002", "污水井盖", "Sewage manhole cover"),
    ("2026", "event", "01001", "供水井盖异常", "Water supply manhole cover - fault"),
    ("2026", "event", "06010", "暴露垃圾", "Exposed refuse"),
    ("2026", "event", "06020", "焚烧垃圾、树叶", "Burning refuse or leaves"),
    ("2026", "event", "06041", "垃圾未分类", "Refuse not sorted"),
    ("2013", "event", "0110", "暴露生活垃圾", "Exposed refuse"),
]


@pytest.fixture(autouse=True)
def items() -> dict[str, Item]:
    for key in ("2013", "2026"):
        Edition.objects.create(key=key, standard=key, valid_from=date(int(key), 1, 1), is_current=key == "2026")
    return {
        f"{edition}/{kind}/{code}": Item.objects.create(
            edition_id=edition, kind=kind, code=code, name_zh=zh, name_en=en, major_zh="类", source="s", confidence="c"
        )
        for edition, kind, code, zh, en in ITEMS
    }


def condition(item: Item, code: str, *limits: dict[str, Any], **given: Any) -> Condition:
    values = {"filing_zh": "破损", "closing_zh": "修复", "source": "a city", "valid_from": date(2026, 7, 1)} | given
    made = Condition.objects.create(code=code, item=item, **values)
    for limit in limits:
        Limit.objects.create(condition=made, raw_unit="时", **({"value": 4, "unit": "work_hour"} | limit))
    return made


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("垃圾", None, ["垃圾未分类", "暴露垃圾", "焚烧垃圾、树叶"]),
        ("暴露垃圾", None, ["暴露垃圾"]),
        ("井盖", None, ["供水井盖异常", "供水井盖", "污水井盖"]),
        ("井盖", "event", ["供水井盖异常"]),
        ("供水", "component", ["供水井盖"]),
        ("01001", None, ["供水井盖异常", "供水井盖"]),
        ("0604", None, ["垃圾未分类"]),
        ("REFUSE", None, ["垃圾未分类", "暴露垃圾", "焚烧垃圾、树叶"]),
        ("leaves burning", None, ["焚烧垃圾、树叶"]),
        ("refuse cover", None, []),
        ("生活", None, []),
        ("   ", None, []),
        ("", None, []),
    ],
)
def test_items_are_found_by_name_in_both_languages_and_by_code(text: str, kind: str | None, found: list[str]) -> None:
    assert [item.name_zh for item in find_items(text, kind)] == found


def test_no_more_items_than_wanted_and_none_that_ended(items: dict[str, Item]) -> None:
    assert len(find_items("垃圾", limit=2)) == 2
    Item.objects.filter(pk=items["2026/event/06010"].pk).update(valid_to=date(2026, 8, 1))
    assert [item.name_zh for item in find_items("暴露")] == []


def test_an_item_is_known_by_edition_kind_and_code(items: dict[str, Item]) -> None:
    assert item_with_key(ItemKey.parse("2026/component/01001")) == items["2026/component/01001"]
    assert item_with_key(ItemKey.parse("2026/event/01001")) == items["2026/event/01001"]
    with pytest.raises(UnknownItem, match="2026/event/06999"):
        item_with_key(ItemKey.parse("2026/event/06999"))


def test_conditions_are_those_in_force_on_the_day(items: dict[str, Item]) -> None:
    refuse = items["2026/event/06010"]
    condition(refuse, "06010-event-02", valid_to=date(2026, 9, 1))
    condition(refuse, "06010-event-01")
    condition(items["2026/event/06020"], "06020-event-01")
    assert [each.code for each in conditions_of(refuse, DAY)] == ["06010-event-01", "06010-event-02"]
    assert [each.code for each in conditions_of(refuse, date(2026, 9, 1))] == ["06010-event-01"]
    assert conditions_of(refuse, date(2026, 6, 30)) == []


def test_a_component_has_the_conditions_of_the_event_that_mirrors_it(items: dict[str, Item]) -> None:
    condition(items["2026/event/01001"], "01001-event-01")
    assert [each.code for each in conditions_of(items["2026/component/01001"], DAY)] == ["01001-event-01"]
    assert conditions_of(items["2026/component/01002"], DAY) == []


def test_conditions_bring_their_limits(
    items: dict[str, Item], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(1, 6):
        condition(items["2026/event/06010"], f"06010-event-0{number}", {})
    with django_assert_num_queries(2):
        assert all(limit_for(each, "A", DAY) for each in conditions_of(items["2026/event/06010"], DAY))


def test_the_limit_is_that_of_the_grade_or_else_of_all_areas(items: dict[str, Item]) -> None:
    graded = condition(items["2026/event/06010"], "06010-event-01", {}, {"area_grade": "A", "value": 2})
    assert limit_for(graded, "A", DAY) == WorkLimit(2, Unit.WORK_HOUR)
    assert limit_for(graded, "B", DAY) == limit_for(graded, "all", DAY) == WorkLimit(4, Unit.WORK_HOUR)


def test_a_limit_of_the_season_comes_before_one_of_the_year(items: dict[str, Item]) -> None:
    summer = {"season_from": "06-01", "season_to": "08-31", "value": 1}
    both = condition(items["2026/event/06010"], "06010-event-01", {}, summer)
    assert limit_for(both, "all", date(2026, 8, 31)) == WorkLimit(1, Unit.WORK_HOUR)
    assert limit_for(both, "all", date(2026, 9, 1)) == WorkLimit(4, Unit.WORK_HOUR)


@given(st.dates(date(2026, 7, 1), date(2027, 6, 30)))
def test_out_of_season_there_is_no_limit_and_heating_runs_over_the_year(day: date) -> None:
    heating = Condition(code="x")
    heating._prefetched_objects_cache = {  # type: ignore[attr-defined]  # stands for rows of a database
        "limits": [Limit(season_from="11-15", season_to="03-15", area_grade="all", value=2, unit="urgent_hour")]
    }
    in_season = day >= date(2026, 11, 15) and day <= date(2027, 3, 15)
    assert (limit_for(heating, "all", day) is not None) is in_season


@pytest.fixture
def rules() -> None:
    for code in ("district", "street", "gardens", "specialist"):
        Organisation.objects.create(code=code, name_zh=code, name_en=code, kind="department", region="110101")
    for prefix, region, owner in [
        ("06", "110101", "district"),
        ("06020", "110101", "specialist"),
        ("06", "110101001", "street"),
    ]:
        Responsibility.objects.create(
            edition_id="2026", kind="event", item_prefix=prefix, region=region, organisation_id=owner, basis="a list"
        )


@pytest.mark.usefixtures("rules")
@pytest.mark.parametrize(
    ("item", "place", "owner", "region", "prefix"),
    [
        ("2026/event/06010", "110101002001", "district", "110101", "06"),
        ("2026/event/06020", "110101002001", "specialist", "110101", "06020"),
        ("2026/event/06010", "110101001001", "street", "110101001", "06"),
        ("2026/event/06020", "110101001001", "street", "110101001", "06"),  # region before item
        ("2026/event/06020", "110101001001003", "street", "110101001", "06"),
    ],
)
def test_the_owner_is_of_the_longest_region_and_then_of_the_longest_item(
    items: dict[str, Item], item: str, place: str, owner: str, region: str, prefix: str
) -> None:
    rule = owner_of(items[item], place, DAY)
    assert (rule.organisation_id, rule.region, rule.item_prefix, rule.basis) == (owner, region, prefix, "a list")


@pytest.mark.usefixtures("rules")
@pytest.mark.parametrize(
    ("item", "place"),
    [
        ("2026/event/01001", "110101001001"),
        ("2026/component/01001", "110101001001"),
        ("2013/event/0110", "110101001001"),
        ("2026/event/06010", "310101001001"),
    ],
)
def test_where_nobody_answers_it_is_said(items: dict[str, Item], item: str, place: str) -> None:
    with pytest.raises(NoOwner) as missing:
        owner_of(items[item], place, DAY)
    assert (missing.value.item, missing.value.place) == (items[item], place)


@pytest.mark.usefixtures("rules")
def test_one_query_finds_the_owner(items: dict[str, Item], django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        assert owner_of(items["2026/event/06010"], "110101001001", DAY).organisation.name_zh == "street"
