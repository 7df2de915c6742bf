"""One whistle in the browser, from draft to solved, by five people; its pages without a fault that axe finds."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.people import As, send
from tests.browser.test_pages import DESK, PHONE, faults, overflow
from tests.joint.world import SITE, STREET

pytestmark = pytest.mark.browser
CALLER, LEADER, FIRE, MARKET = "handler.donghuamen", "street_leader.donghuamen", "handler.fire", "handler.market"
DISTRICT = "inspector"


@pytest.mark.everywhere
def test_a_whistle_from_draft_to_solved(as_person: As) -> None:
    page = as_person(CALLER)
    page.goto("/calls/")
    page.get_by_role("link", name="应急处置哨", exact=True).click()
    sound(page)
    page.locator("select[name=place]").select_option("110101001001")
    page.locator("[name=text]").fill("地下管线爆裂")
    page.locator("select[name=lead]").select_option("fire")
    page.get_by_role("checkbox", name="东城区市场监督管理局").check()
    send(page, "拟哨")
    number = page.locator(".case-number").inner_text()
    act(as_person(LEADER), number, "批准吹哨")
    noted(as_person(MARKET), number, "拒绝报到")
    noted(as_person(DISTRICT), number, "督促报到")
    for path in ("/boards/years/", "/boards/years/?subject=market"):
        as_person(DISTRICT).goto(path)
        sound(as_person(DISTRICT))
    for who, label in ((FIRE, "东城区消防救援支队"), (MARKET, "东城区市场监督管理局")):
        comes(as_person(who), number, label)
    page.goto(f"/calls/{number}/")
    sound(page)
    page.get_by_role("link", name="验收通过").click()
    page.locator("[name=note]").fill("现场已恢复")
    page.get_by_label("很好", exact=True).check()
    send(page, "验收通过")
    assert page.locator(".case-head .state-chip").inner_text() == "已解决"
    page.goto("/calls/")
    sound(page)
    leader = as_person(LEADER)
    for path in ("/boards/whistles/?span=year", f"/boards/obligations/?span=year&figure=blown&subject={STREET}"):
        leader.goto(path)
        assert leader.locator(".board-table").count() == 1
        sound(leader)


def act(page: Page, number: str, label: str) -> None:
    page.goto("/calls/")
    page.get_by_role("link", name=number).first.click()  # my desk lists it, and so does what was called
    page.get_by_role("link", name=label, exact=True).click()
    send(page, label)


def noted(page: Page, number: str, label: str) -> None:
    """An act on the part of the market regulation that needs a note."""
    page.goto(f"/calls/{number}/")
    page.get_by_role("link", name=f"{label} · 东城区市场监督管理局").click()
    page.locator("[name=note]").fill("人手不足")
    send(page, label)


def comes(page: Page, number: str, organisation: str) -> None:
    """Arrive with place and person, and report the result."""
    page.goto("/calls/")
    page.get_by_role("link", name=number).first.click()  # my desk lists it, and so does what was called
    page.get_by_role("link", name=f"到场 · {organisation}").click()
    page.locator("[name=position_lon]").fill(str(SITE["lon"]))
    page.locator("[name=position_lat]").fill(str(SITE["lat"]))
    page.locator("[name=person]").fill("王队长")
    send(page, "到场")
    page.get_by_role("link", name=f"报处置结果 · {organisation}").click()
    page.locator("[name=note]").fill("已抢修")
    send(page, "报处置结果")


def sound(page: Page) -> None:
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        assert faults(page) == []
        assert overflow(page) <= 0
    page.set_viewport_size(DESK)
