"""Every page: accessible by axe, without sideways scrolling, in both languages."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.people import As

PHONE: ViewportSize = {"width": 360, "height": 740}
ZOOMED: ViewportSize = {"width": 640, "height": 450}  # what is left of 1280 × 900 at 200 %
DESK: ViewportSize = {"width": 1280, "height": 900}

# person, page; {state} stands for the first case that a search finds in that state, {group} for the first group
PAGES = [
    ("dispatcher", "/"),
    ("inspector", "/"),
    ("operator", "/report/"),
    ("acceptor", "/cases/"),
    ("acceptor", "/cases/?text=井盖&find_item=井盖"),
    ("acceptor", "/cases/?since=nonsense"),
    ("acceptor", "/cases/{reported}/"),
    ("acceptor", "/cases/{reported}/act/accept/"),
    ("acceptor", "/cases/{reported}/act/refuse/"),
    ("acceptor", "/cases/{reported}/act/close/"),
    ("acceptor", "/cases/{closed}/reporter/"),
    ("shift_leader", "/cases/{closed}/"),
    ("shift_leader", "/cases/{to_file}/act/file/"),
    ("shift_leader", "/cases/{to_file}/act/decline/"),
    ("dispatcher", "/cases/{to_dispatch}/act/dispatch/"),
    ("acceptor", "/cases/none-such/"),
    ("dispatcher", "/report/"),
    ("acceptor", "/about/"),
    ("acceptor", "/account/password/"),
    ("street_leader.donghuamen", "/lanes/"),
    ("street_leader.donghuamen", "/lanes/duofu/"),
    ("collector.donghuamen", "/circles/"),
    ("shift_leader", "/topics/"),
    ("shift_leader", "/affairs/new/topic/"),
    ("committee.duofuxiang", "/circles/groups/"),
    ("collector.donghuamen", "/circles/groups/{group}/"),
    ("collector.donghuamen", "/public/groups/{group}/"),
    ("office.donghuamen", "/ledgers/"),
    ("office.donghuamen", "/pillars/?code=1101010010010000001"),
    ("supervision_leader", "/calls/"),
    ("supervision_leader", "/calls/levels/"),
    ("supervision_leader", "/calls/books/powers/"),
    ("supervision_leader", "/boards/whistles/?span=year"),
    ("supervision_leader", "/boards/rates/?span=year"),
    ("supervision_leader", "/boards/years/"),
    ("handler.market", "/boards/years/"),
    ("street_leader.donghuamen", "/boards/whistles/?span=year"),
]


def address(page: Page, pattern: str) -> str:
    """``pattern`` with its state replaced by the number of a case in that state, ``{group}`` by the first group."""
    if "{" not in pattern:
        return pattern
    if "{group}" in pattern:
        page.goto("/circles/groups/")
        path = page.locator(".circle-table a").first.get_attribute("href") or ""
        return pattern.replace("{group}", path.strip("/").rpartition("/")[2])
    state = pattern.partition("{")[2].partition("}")[0]
    page.goto(f"/cases/?state={state}")
    number = page.locator(".case-link .case-number").first.inner_text()
    return pattern.replace(f"{{{state}}}", number)


def look(page: Page, pattern: str) -> None:
    page.goto(address(page, pattern))
    if page.locator("[data-map]").count():
        page.locator("[data-map][data-drawn]").wait_for(state="attached")


def faults(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{fault['id']}: {node['target']} {node['failureSummary']}" for fault in found for node in fault["nodes"]]


def overflow(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def complaints(page: Page) -> list[str]:
    """What the browser complains of, such as a script or style that the page's own policy forbids."""
    heard: list[str] = []
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("console", lambda message: heard.append(message.text) if "Content Security" in message.text else None)
    return heard


@pytest.mark.parametrize(("person", "pattern"), PAGES)
def test_page(as_person: As, person: str, pattern: str) -> None:
    page = as_person(person)
    heard = complaints(page)
    page.set_viewport_size(DESK)
    look(page, pattern)
    for each in page.locator("main details").all():
        each.evaluate("details => { details.open = true }")
    assert faults(page) == []
    for size in (ZOOMED, PHONE):
        page.set_viewport_size(size)
        assert overflow(page) == 0
    assert faults(page) == []
    page.evaluate("document.documentElement.classList.add('large-type')")
    assert overflow(page) == 0
    assert heard == []


def test_sign_in_page(page: Page) -> None:
    page.set_viewport_size(PHONE)
    page.goto("/account/sign-in/")
    assert faults(page) == []
    assert overflow(page) == 0


def test_language_is_switched_and_kept(as_person: As) -> None:
    page = as_person("dispatcher")
    page.goto("/cases/")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Cases")
    assert page.locator("html").get_attribute("lang") == "en"
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("My work")
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("我的任务")


def test_large_type_is_kept(as_person: As) -> None:
    page = as_person("dispatcher")
    page.goto("/cases/")
    page.get_by_role("button", name="大字版").click()
    expect(page.locator("html")).to_have_css("font-size", "20px")
    page.goto("/")
    expect(page.locator("html")).to_have_css("font-size", "20px")
    page.get_by_role("button", name="大字版").click()
    expect(page.locator("html")).to_have_css("font-size", "16px")


def test_the_post_is_switched(as_person: As) -> None:
    page = as_person("night_desk")
    page.goto("/")
    page.locator(".switcher summary").click()
    page.locator(".switcher").get_by_role("button", name="话务员").click()
    expect(page.locator(".who small")).to_contain_text("话务员")
    page.locator(".switcher summary").click()
    page.locator(".switcher").get_by_role("button", name="受理员").click()
    expect(page.locator(".who small")).to_contain_text("受理员")
