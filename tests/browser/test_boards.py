"""The appraisal at a browser: from the league table to a case's journal, and a big screen that renews itself."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import As
from tests.browser.test_pages import DESK, PHONE, complaints, faults, overflow
from tooling.live import LiveCity

FILED = "span=year&period_by=filing"
SYNCED_WITHIN_S = 120


@pytest.fixture
def leader(as_person: As, live_city: LiveCity) -> Page:
    """The command leader, once the server's lake has the demo's cases."""
    page = as_person("command_leader")
    deadline = time.monotonic() + SYNCED_WITHIN_S
    while not (live_city.home / "lake" / "manifest.json").exists():
        assert time.monotonic() < deadline, "the lake is not synced"
        time.sleep(0.2)
    return page


def test_from_the_league_table_to_the_journal_of_a_case(leader: Page) -> None:
    heard = complaints(leader)
    leader.set_viewport_size(DESK)
    leader.goto("/")
    leader.get_by_role("link", name="绩效评价").click()
    leader.locator("[name=scheme]").select_option("unit_603010")
    leader.locator("[name=span]").select_option("year")
    leader.get_by_text("统计口径").click()
    leader.locator("[name=period_by]").select_option("filing")
    leader.get_by_role("button", name="显示").click()
    leader.locator("[data-chart][data-drawn]").wait_for()
    assert faults(leader) == []
    leader.locator("#rows tr").first.get_by_role("link").click()
    leader.locator("[data-chart][data-drawn]").wait_for()
    assert faults(leader) == []
    figure = leader.locator(".board-figure").first
    told = re.match(r"[\d.]+\s+(\d+) / \d+", figure.inner_text())
    assert told
    figure.click()
    expect(leader.locator(".board-count strong")).to_have_text(told[1])
    expect(leader.locator(".case-link")).to_have_count(int(told[1]))
    assert faults(leader) == []
    leader.locator(".case-link").first.click()
    expect(leader.locator(".history > li").first).to_be_visible()
    assert heard == []


@pytest.mark.parametrize(
    ("path", "drawn"),
    [
        (f"/boards/?scheme=unit_603010&{FILED}", "[data-chart][data-drawn]"),
        (f"/boards/map/?scheme=region_yangzhou&{FILED}", "[data-theme-map][data-drawn]"),
        (f"/boards/harmony/?{FILED}", ".board-table"),
        ("/boards/wall/", "[data-chart][data-drawn]"),
    ],
)
def test_pages_serve_everyone_on_desk_and_phone(leader: Page, path: str, drawn: str) -> None:
    heard = complaints(leader)
    for size in (DESK, PHONE):
        leader.set_viewport_size(size)
        leader.goto(path)
        leader.locator(drawn).first.wait_for()
        assert faults(leader) == []
        assert overflow(leader) == 0
    assert heard == []


def test_the_big_screen_renews_itself_after_an_act(as_person: As, leader: Page, live_city: LiveCity) -> None:
    leader.set_viewport_size({"width": 1920, "height": 1080})
    leader.goto("/boards/wall/")
    assert leader.evaluate("document.documentElement.scrollHeight <= innerHeight")
    before = int(leader.locator("[data-counter=reported]").inner_text())
    with leader.expect_response(lambda response: response.status == 204):
        pass  # nothing has happened: the figures stay
    expect(leader.locator("[data-counter=reported]")).to_have_text(str(before))
    operator = as_person("operator")
    operator.goto("/report/")
    operator.get_by_label("热线电话").check()
    operator.get_by_label("问题描述").fill("路灯整夜不亮")
    operator.locator("#field-place").select_option("110101001001")
    operator.get_by_role("button", name="提交上报").click()
    operator.locator(".flash").wait_for()
    expect(leader.locator("[data-counter=reported]")).to_have_text(str(before + 1), timeout=60_000)
    expect(leader.locator("[data-chart][data-drawn]")).to_have_count(1)
