"""Every fault of a pack is named with its file, line, column, value and what was expected; nothing is loaded."""

from __future__ import annotations

import pytest
from django.apps import apps

from tests.packs.faults import FAULTS
from tests.packs.faults.files import GB18030
from tests.packs.faults.rules import CONDITION, UNITS
from tests.packs.tiny import TinyPack
from wanmi.packs.loading import check_pack, load_pack
from wanmi.packs.problems import PackRefused
from wanmi.territory.models import City

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named_and_nothing_is_loaded(tiny: TinyPack, fault: str) -> None:
    spoil, where, expected = FAULTS[fault]
    spoil(tiny)
    with pytest.raises(PackRefused) as refused:
        load_pack(tiny.city)
    named = {(each.file, each.line, each.column, each.value): each.expected for each in refused.value.problems}
    assert where in named, [str(problem) for problem in refused.value.problems]
    assert expected in named[where]
    assert everything() == {}


def test_the_unspoilt_pack_has_no_fault(tiny: TinyPack) -> None:
    assert check_pack(tiny.city) == []
    assert load_pack(tiny.city).city == "110101"


def test_a_circle_of_successors_is_refused_on_each_of_its_lines(tiny: TinyPack) -> None:
    tiny.replace("divisions.csv", "2020-01-01,110101001002", "2020-01-01,110101001004")
    tiny.append("divisions.csv", "110101001004,又一社区,,2010-01-01,2020-01-01,110101001003")
    tiny.append("divisions.csv", "110101001005,第三社区,,2010-01-01,2020-01-01,110101001003")
    circles = [problem for problem in check_pack(tiny.city) if "lead back" in problem.expected]
    assert [(each.file, each.line, each.column) for each in circles] == [
        ("divisions.csv", 6, "successor"),
        ("divisions.csv", 7, "successor"),
    ]


def test_three_administrators_in_one_person_are_three_conflicts(tiny: TinyPack) -> None:
    tiny.append("staff.csv", "system_admin,秦远山,admin.security,2026-01-01")
    tiny.append("staff.csv", "system_admin,秦远山,admin.audit,2026-01-01")
    problems = check_pack(tiny.city)
    assert [(each.line, each.column, each.value) for each in problems] == [
        (5, "post", "admin.security"),
        (6, "post", "admin.audit"),
        (6, "post", "admin.audit"),
    ]
    assert all("one of the administrators' posts" in each.expected for each in problems)


def test_one_office_may_hold_both_sides_where_the_city_says_so(tiny: TinyPack) -> None:
    tiny.replace("city.toml", "separate_axes = true", "separate_axes = false")
    tiny.append("staff.csv", "acceptor,苏晓岚,dispatcher,2026-01-01")
    tiny.append("posts.csv", "dispatcher2,dispatcher,supervision,110101")
    assert check_pack(tiny.city) == []


def test_a_fault_in_the_process_is_named_with_its_line(tiny: TinyPack) -> None:
    tiny.write("process.toml", '# changes\n[colours]\nedition = "1"\n')
    (problem,) = check_pack(tiny.city)
    assert (problem.file, problem.line, problem.expected) == ("process.toml", 2, "a sound process")
    assert problem.value.startswith("colours: ")


def test_all_faults_are_named_in_the_order_of_the_files(tiny: TinyPack) -> None:
    tiny.append("hours.csv", "2026-01-01,,noon,12:00")
    tiny.append("conditions.csv", CONDITION.format(value="many", unit="小时", raw="小时"))
    tiny.replace("staff.csv", "acceptor,2026-01-01", "acceptor,last year")
    assert [(each.file, each.line, each.column, each.value) for each in check_pack(tiny.city)] == [
        ("hours.csv", 4, "opens", "noon"),
        ("staff.csv", 2, "since", "last year"),
        ("conditions.csv", 4, "value", "many"),
        ("conditions.csv", 4, "unit", "小时"),
    ]


def test_a_refused_row_does_not_blame_the_rows_that_name_it(tiny: TinyPack) -> None:
    tiny.replace(
        "organisations.csv", "roads,道路养护单位,Road Maintenance,department", "roads,,Road Maintenance,department"
    )
    assert [(each.file, each.column) for each in check_pack(tiny.city)] == [("organisations.csv", "name_zh")]


def test_an_unreadable_file_does_not_blame_the_files_that_name_its_rows(tiny: TinyPack) -> None:
    tiny.path("organisations.csv").write_bytes(GB18030)
    assert [each.file for each in check_pack(tiny.city)] == ["organisations.csv"]


def test_a_problem_reads_as_one_line(tiny: TinyPack) -> None:
    tiny.append("conditions.csv", CONDITION.format(value="4", unit="小时", raw="小时"))
    assert str(check_pack(tiny.city)[0]) == f'conditions.csv line 4 column unit: "小时" – expected {UNITS}'


def test_a_refused_change_leaves_a_loaded_city_as_it_was(tiny: TinyPack) -> None:
    load_pack(tiny.city)
    before = everything()
    tiny.replace("divisions.csv", "多福巷社区", "多福社区")
    tiny.append("posts.csv", "mayor,mayor,roads,110101")
    with pytest.raises(PackRefused):
        load_pack(tiny.city)
    assert everything() == before


def test_a_failure_while_writing_leaves_nothing_behind(tiny: TinyPack, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_kwargs: object) -> None:
        raise OSError

    monkeypatch.setattr(City.objects, "update_or_create", fail)
    with pytest.raises(OSError):  # noqa: PT011 - any failure in the last step serves
        load_pack(tiny.city)
    assert everything() == {}


def test_another_city_is_not_loaded_over_this_one(tiny: TinyPack) -> None:
    load_pack(tiny.city)
    before = everything()
    City.objects.update(code="310101")
    with pytest.raises(PackRefused) as refused:
        load_pack(tiny.city)
    assert [(each.file, each.line, each.column, each.value) for each in refused.value.problems] == [
        ("city.toml", 2, "code", "110101")
    ]
    City.objects.update(code="110101")
    assert everything() == before


def everything() -> dict[str, list[dict[str, object]]]:
    """All rows of all tables that a pack may write, by model; no entry for an empty one."""
    rooms = ("territory", "almanac", "workforce", "catalogue")
    models = [model for room in rooms for model in apps.get_app_config(room).get_models()]
    rows = {model.__name__: list(model._default_manager.order_by("pk").values()) for model in models}
    return {name: found for name, found in rows.items() if found}
