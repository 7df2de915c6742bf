"""Giving duty grids to collectors' posts, over time and with an entry in the journal each."""

from __future__ import annotations

from datetime import date

import pytest

from wanmi.journal.models import Entry
from wanmi.territory.models import DutyGrid
from wanmi.workforce.models import Organisation, Post
from wanmi.workforce.queries import on_duty
from wanmi.workforce.services import AppointmentError, assign_duty, end_duty

pytestmark = pytest.mark.django_db
SPRING, SUMMER = date(2026, 3, 1), date(2026, 6, 1)


@pytest.fixture
def collector(db: None) -> Post:
    DutyGrid.objects.create(code="d1", name_zh="一号责任网格")
    centre = Organisation.objects.create(
        code="s", name_zh="监督中心", name_en="", kind="supervision_centre", region="110101"
    )
    return Post.objects.create(code="s.c", kind="collector", organisation=centre, region="110101001")


def test_a_duty_holds_from_its_first_day_to_its_last(collector: Post) -> None:
    duty = assign_duty(collector, "d1", SPRING, None)
    end_duty(duty, SUMMER, None)
    assert on_duty(["d1"], date(2026, 2, 28)) == []
    assert [(each.post_id, held) for each, held in on_duty(["d1"], SPRING)] == [("s.c", [])]
    assert on_duty(["d1"], SUMMER) == []
    assert list(Entry.objects.order_by("seq").values_list("action", "subject")) == [
        ("assign_duty", "d1"),
        ("end_duty", "d1"),
    ]


def test_what_the_rules_forbid(collector: Post) -> None:
    duty = assign_duty(collector, "d1", SPRING, None)
    desk = Post.objects.create(code="s.a", kind="acceptor", organisation=collector.organisation, region="110101")
    for code, refused in (
        ("walked", lambda: assign_duty(collector, "d1", SUMMER, None)),
        ("no_collector", lambda: assign_duty(desk, "d1", SPRING, None)),
        ("before_start", lambda: end_duty(duty, date(2026, 1, 1), None)),
    ):
        with pytest.raises(AppointmentError) as error:
            refused()
        assert error.value.code == code
    end_duty(duty, SUMMER, None)
    with pytest.raises(AppointmentError, match="already ended"):
        end_duty(duty, SUMMER, None)
    assert Entry.objects.count() == 2
