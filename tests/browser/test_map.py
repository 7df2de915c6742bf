"""The map of the city at a browser: it draws itself, a grid tells its card, and it serves everyone."""

from __future__ import annotations

from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.people import As


def come_closer(page: Page, steps: int) -> None:
    for _ in range(steps):
        page.keyboard.press("+")
        page.wait_for_timeout(500)  # the map moves for 300 ms


def test_the_map_by_keyboard_and_for_everyone(as_person: As) -> None:
    page = as_person("shift_leader")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/map/")
    page.locator("[data-city-map][data-drawn]").wait_for()
    assert Axe().run(page).response["violations"] == []

    page.locator(".maplibregl-canvas").focus()
    come_closer(page, 3)
    page.wait_for_load_state("networkidle")
    expect(page.locator("#grid-card")).to_contain_text("点选一个单元网格")
    for _ in range(20):  # until the tile around the middle is drawn
        page.keyboard.press("Enter")
        page.wait_for_timeout(500)
        if page.locator("#grid-card[data-grid]").count():
            break
    expect(page.locator("#grid-card")).to_contain_text("责任网格")
    expect(page.locator("#grid-card")).to_contain_text("m²")
    assert Axe().run(page).response["violations"] == []

    with page.expect_response(lambda answer: "/tiles/cases/" in answer.url and "major=event-01" in answer.url) as heard:
        page.get_by_label("大类").select_option("event-01")
    assert heard.value.ok
    with page.expect_response(lambda answer: "/tiles/cases/" in answer.url and "shown=all" in answer.url) as heard:
        page.locator("select[name=shown]").select_option("all")
    assert heard.value.ok
    page.get_by_label("地址", exact=True).check()
    with page.expect_response(lambda answer: "/tiles/addresses/" in answer.url and "level=building" in answer.url):
        page.get_by_label("地址类别").select_option("building")
    page.wait_for_load_state("networkidle")
    page.locator(".maplibregl-canvas").focus()
    come_closer(page, 2)
    page.wait_for_load_state("networkidle")
    page.set_viewport_size({"width": 360, "height": 740})
    assert Axe().run(page).response["violations"] == []
    hosts = {urlsplit(url).hostname for url in asked if url.startswith("http")}
    assert hosts == {urlsplit(page.url).hostname}  # nothing comes from elsewhere
