"""A resident joins the group of a grid and writes; urgent words ring at the duty post until somebody has them."""

from __future__ import annotations

import csv
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.people import As
from tests.browser.test_pages import DESK, PHONE, complaints, faults, overflow
from tests.city import PLACE
from tooling.live import LiveCity

COMMITTEE, DUTY = "committee.duofuxiang", "shift_leader"


def building(live_city: LiveCity, folder: Path) -> dict[str, str]:
    """An address of the community that lies in a unit grid."""
    live_city.run("address", "export", str(folder / "base.csv"))
    with (folder / "base.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["community"] == PLACE and row["level"] == "building"]
    return next(row for row in rows if row["grid"])


def check(page: Page) -> None:
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        assert faults(page) == []
        assert overflow(page) == 0


def test_from_the_code_of_a_grid_to_the_alarm(page: Page, as_person: As, live_city: LiveCity, tmp_path: Path) -> None:
    home, heard = building(live_city, tmp_path), complaints(page)
    keeper = as_person(COMMITTEE)
    keeper.goto("/circles/groups/")
    if not keeper.locator("tbody tr", has_text=home["grid"]).count():
        keeper.locator("#grid").fill(home["grid"])
        keeper.locator("#name_zh").fill("测试邻里群")
        keeper.get_by_role("button", name="开设").click()
    keeper.locator("tbody tr", has_text=home["grid"]).locator("a").click()
    code = keeper.locator(".circle-code p a").get_attribute("href") or ""

    page.goto(code)
    page.locator("#address").fill(home["text"])
    page.locator("[name=consent]").check()
    page.locator("[name=consent]").press("Enter")
    page.wait_for_url(lambda url: "/public/g/" in url and url != code)
    check(page)
    page.locator("#text").fill("3栋着火了")
    page.locator("[name=say]").click()
    expect(page.locator(".emergency-calls")).to_contain_text("119")
    check(page)

    duty = as_person(DUTY)
    duty.goto("/")
    expect(duty.locator(".alarm")).to_contain_text("着火")
    check(duty)
    duty.locator(".alarm button").click()
    expect(duty.locator(".alarm")).to_have_count(0)
    with duty.expect_response(lambda answer: "/alarms/" in answer.url):
        duty.goto("/")
    expect(duty.locator(".alarm")).to_have_count(0)
    assert heard == []


def test_the_menu_opens_by_the_keyboard_and_closes_with_escape(as_person: As) -> None:
    page = as_person(DUTY)
    page.set_viewport_size(DESK)
    page.goto("/")
    group = page.locator(".menu-group").first
    group.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(group.locator(".panel-item").first).to_be_visible()
    assert faults(page) == []
    page.keyboard.press("Escape")
    expect(group.locator(".panel-item").first).to_be_hidden()
    expect(group.locator("summary")).to_be_focused()
    page.evaluate("document.documentElement.classList.add('large-type')")
    assert page.evaluate("new Set([...document.querySelectorAll('.menu > *')].map(each => each.offsetTop)).size") == 1
