"""The three administrators at their browsers: each enrols a second factor first."""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
import time

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import As
from tests.browser.test_pages import DESK, PHONE, complaints, faults, overflow
from wanmi.intake.cli import DEMO_PASSWORD

PAGES = [
    "/admin/webhooks/",
    "/admin/webhooks/1/",
    "/admin/notices/",
    "/notices/",
    "/admin/open311/",
    "/admin/grids/",
    "/duties/",
    "/api/v1/docs/",
]


def one_time_code(secret: str) -> str:
    """RFC 6238, as an authenticator app makes it."""
    step = struct.pack(">Q", int(time.time()) // 30)
    digest = hmac.new(base64.b32decode(secret), step, hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"


@pytest.fixture(scope="module")
def as_administrator(as_person: As) -> As:
    enrolled: set[str] = set()

    def page_of(username: str) -> Page:
        page = as_person(username)
        if username not in enrolled:
            page.locator("[name=password]").fill(DEMO_PASSWORD)
            page.locator("main [type=submit]").click()
            page.locator("[name=code]").fill(one_time_code(page.locator("main code").inner_text()))
            page.locator("main [type=submit]").click()
            page.wait_for_url("**/account/recovery-codes/")
            enrolled.add(username)
        return page

    return page_of


@pytest.mark.parametrize(
    ("username", "home"),
    [
        ("system_admin", "/admin/calendar/"),
        ("security_admin", "/admin/staff/"),
        ("audit_admin", "/admin/audit/"),
    ],
)
def test_home_page(as_administrator: As, username: str, home: str) -> None:
    page = as_administrator(username)
    heard = complaints(page)
    page.set_viewport_size(DESK)
    page.goto("/")
    assert page.url.endswith(home)
    assert faults(page) == []
    page.set_viewport_size(PHONE)
    assert overflow(page) == 0
    assert heard == []
    page.set_viewport_size(DESK)


def test_a_day_is_changed(as_administrator: As) -> None:
    page = as_administrator("system_admin")
    page.goto("/admin/calendar/2026/")
    page.locator('[href*="day=2026-12-25"]').click()
    page.get_by_label("改为").select_option("0")
    page.get_by_label("原因").fill("全市演练")
    page.get_by_role("button", name="更改这一天").click()
    expect(page.locator(".flash")).to_contain_text("2026-12-25")
    expect(page.locator('.day-off.day-changed[href*="day=2026-12-25"]')).to_have_count(1)


def test_somebody_is_appointed_and_the_appointment_ended(as_administrator: As) -> None:
    page = as_administrator("security_admin")
    page.goto("/admin/staff/")
    page.get_by_label("人员", exact=True).select_option("inspector")
    page.locator("#post").select_option("supervision.acceptor")
    page.get_by_role("button", name="任命", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("不得同时")
    page.locator("#post").select_option("command.dispatcher")
    page.get_by_role("button", name="任命", exact=True).click()
    expect(page.locator(".flash")).to_contain_text("沈子安")
    row = page.locator("tr", has_text="command.dispatcher").filter(has_text="沈子安")
    row.locator("summary").click()
    row.get_by_role("button", name="结束任职").click()
    expect(page.locator(".flash")).to_contain_text("已结束")
    expect(row).to_have_count(0)


def test_the_journal_is_read_and_verified(as_administrator: As) -> None:
    page = as_administrator("audit_admin")
    page.goto("/admin/audit/?action=all")
    expect(page.locator("#rows > tr")).to_have_count(51)
    page.get_by_role("link", name="显示更多").click()
    expect(page.locator("#rows > tr")).to_have_count(101)
    page.get_by_role("button", name="立即核验").click()
    expect(page.locator(".verified")).to_contain_text("完好")


def _look_through(page: Page, path: str) -> None:
    """By axe with everything opened, wide and narrow, and without sideways scrolling in large type too."""
    page.set_viewport_size(DESK)
    page.goto(path)
    for each in page.locator("main details").all():
        each.evaluate("details => { details.open = true }")
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        assert faults(page) == [], path
        assert overflow(page) == 0, path
    page.evaluate("document.documentElement.classList.add('large-type')")
    assert overflow(page) == 0, path


def test_a_webhook_is_made_and_its_secret_shown(as_administrator: As) -> None:
    page = as_administrator("system_admin")
    heard = complaints(page)
    page.goto("/admin/webhooks/")
    page.locator("#label").fill("区级平台")
    page.locator("#url").fill("http://203.0.113.7/hooks")
    page.locator("#types").select_option(["case.*"])
    page.locator("aside [type=submit]").click()
    expect(page.locator(".error-summary")).to_contain_text("203.0.113.7")  # a network that is nobody's
    page.locator("#url").fill("http://8.8.8.8/hooks")
    page.locator("aside [type=submit]").click()
    expect(page.locator(".flash code")).to_contain_text("whsec_")
    page.goto("/admin/open311/")
    page.locator("#name").fill("市民热线")
    page.locator("main form [type=submit]").first.click()
    expect(page.locator("main code").first).to_contain_text("open311_")
    for path in PAGES:
        _look_through(page, path)
    page.set_viewport_size(DESK)
    page.goto("/admin/webhooks/1/")
    page.locator("form[action$='/end/']").evaluate("form => form.submit()")
    assert heard == []
