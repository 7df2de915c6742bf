"""What people mean by everyday words."""

from __future__ import annotations

import pytest

from tests.city import city
from wanmi.catalogue.likeness import items_like

__all__ = ["city"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("路灯不亮", "路灯异常"),
        ("下水道堵了，污水往外冒", "排水管道堵塞、破裂"),
        ("有人把共享单车乱停在盲道上", "共享单车乱象"),
        ("exposed refuse in the lane", "暴露垃圾"),
    ],
)
def test_the_item_that_is_meant_comes_first(text: str, name: str) -> None:
    assert items_like(text)[0].name_zh == name


@pytest.mark.parametrize("text", ["", "，。", "xyzzy", "1/0", "%_"])
def test_nothing_is_found_where_nothing_is_shared(text: str) -> None:
    assert items_like(text) == []
