"""The public pages in a browser: accessible everywhere, a report with a thumb, and one with the keyboard alone."""

from __future__ import annotations

import subprocess
import sys

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_forms import tab_to
from tests.browser.test_pages import DESK, PHONE, ZOOMED, complaints, faults, overflow
from tests.cases.test_pictures import NORTH_EAST, taken
from tooling.live import LiveCity

PATHS = ["", "privacy/", "cases/", "map/", "report/", "topics/"]
SEND = "main form button.btn-primary"


@pytest.mark.parametrize("path", PATHS)
def test_page(page: Page, path: str) -> None:
    heard = complaints(page)
    page.goto(f"/public/{path}")
    if path == "map/":
        page.locator("[data-drawn]").wait_for(state="attached")
    for each in page.locator("main details").all():
        each.evaluate("details => { details.open = true }")
    for size in (DESK, ZOOMED, PHONE):
        page.set_viewport_size(size)
        assert overflow(page) == 0
        assert size is ZOOMED or faults(page) == []
    page.evaluate("document.documentElement.classList.add('large-type')")
    assert overflow(page) == 0
    assert heard == []


def test_a_report_with_the_place_of_its_photo(page: Page) -> None:
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    page.set_viewport_size(PHONE)
    page.goto("/public/report/")
    shot = {"name": "shot.jpg", "mimeType": "image/jpeg", "buffer": taken(NORTH_EAST, (640, 480))}
    page.locator("#field-photos").set_input_files(shot)
    page.locator("[data-offer]").click()
    page.locator(".found-place").wait_for()
    expect(page.locator("#field-position-lon")).to_have_value("116.4100000")
    page.locator("#field-text").fill("路口井盖松动，车一过就响")
    page.locator("#field-text").blur()
    expect(page.locator("#field-item-choices input")).to_have_count(3)
    page.locator("#field-item-choices input").first.check()
    assert not [url for url in fetched if "map" in url]
    page.locator("[data-open-map]").click()
    page.locator("[data-map][data-drawn]").wait_for()
    page.locator("#report-map").click()
    expect(page.locator("#field-position-lon")).not_to_have_value("116.4100000")
    page.locator("[name=reporter_phone]").fill("13800001234")
    page.locator(SEND).click()
    expect(page.get_by_role("alert")).to_contain_text("请勾选同意")
    expect(page.locator(".previews img")).to_have_count(1)
    page.locator("[name=consent]").check()
    send(page)
    expect(page.locator(".photos img")).to_have_count(1)
    look_through(page)
    page.locator("main a[href$='/data/']").click()
    page.wait_for_url("**/data/")
    look_through(page)


def look_through(page: Page) -> None:
    """By axe with everything opened, wide, zoomed and narrow."""
    for each in page.locator("main details").all():
        each.evaluate("details => { details.open = true }")
    for size in (DESK, ZOOMED, PHONE):
        page.set_viewport_size(size)
        assert overflow(page) == 0
        assert size is ZOOMED or faults(page) == []


def send(page: Page) -> None:
    """Send the report, also where open cases nearby are shown before."""
    page.locator(SEND).click()
    page.locator(".near-list, .receipt-new").first.wait_for()
    if page.locator(".near-list").count() and not page.locator(".receipt-new").count():
        assert faults(page) == []
        page.locator(SEND).click()
    page.locator(".receipt-new").wait_for()


def test_a_report_with_the_keyboard_alone(page: Page) -> None:
    page.goto("/public/report/")
    tab_to(page, page.locator("main summary").first)
    page.keyboard.press("Enter")
    tab_to(page, page.locator("[data-filter]"))
    page.keyboard.type("多福巷")
    expect(page.locator("#field-place")).to_have_value("110101001001")
    tab_to(page, page.locator("#field-text"))
    page.keyboard.type("井盖破损")
    tab_to(page, page.locator("#find-item"))
    page.locator("#field-item-choices input").first.wait_for()
    tab_to(page, page.locator("#field-item-choices input").first)
    page.keyboard.press("Space")
    tab_to(page, page.locator(SEND))
    page.keyboard.press("Enter")
    page.locator(".near-list, .receipt-new").first.wait_for()
    if page.locator(".near-list").count() and not page.locator(".receipt-new").count():
        tab_to(page, page.locator(SEND))
        page.keyboard.press("Enter")
    page.locator(".receipt-new").wait_for()


def test_without_a_script_one_can_report_and_follow_it(browser: Browser, live_city: LiveCity) -> None:
    context = browser.new_context(base_url=live_city.url, locale="zh-CN", java_script_enabled=False)
    page = context.new_page()
    page.goto("/public/report/")
    page.locator("main summary").first.click()
    page.locator("[name=place]").select_option("110101001001")
    page.locator("[name=text]").fill("井盖破损，路过的人容易绊倒")
    page.locator("#find-item").fill("井盖")
    page.locator("[name=find]").click()
    page.locator("#field-item-choices input").first.check()
    page.locator(SEND).click()
    page.locator(".near-list, .receipt-new").first.wait_for()
    if page.locator(".near-list").count():
        page.locator(SEND).click()
    page.locator(".receipt-new").wait_for()
    page.goto(page.url.partition("?")[0])
    expect(page.locator(".receipt-new")).to_have_count(0)
    expect(page.locator("main h1")).to_be_visible()
    context.close()


def test_the_page_behind_the_link_in_a_notice(page: Page, live_city: LiveCity) -> None:
    page.goto(f"/n/{_token(live_city, '13800001234')}/")
    look_through(page)
    page.locator("main form button").click()
    expect(page.locator("main form")).to_have_count(0)
    look_through(page)


def _token(city: LiveCity, contact: str) -> str:
    """As the city's own programs make it: it depends on their secret."""
    program = (
        "import sys, django; django.setup()\n"
        "from wanmi.notices.contacts import token_for; print(token_for(sys.argv[1]))"
    )
    made = subprocess.run([sys.executable, "-c", program, contact], env=city.env, capture_output=True, check=True)
    return made.stdout.decode().strip()
