"""The street and its communities at their browsers: a request, a meeting, the lists."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.people import As, send
from tests.browser.test_pages import DESK, PHONE, complaints, faults, overflow


def sound(page: Page) -> None:
    assert faults(page) == [], page.url
    page.set_viewport_size(PHONE)
    assert overflow(page) == 0, page.url
    page.set_viewport_size(DESK)


def test_a_request_is_checked_against_the_list(as_person: As) -> None:
    page = as_person("handler.urban_management")
    heard = complaints(page)
    page.set_viewport_size(DESK)
    page.goto("/affairs/")
    page.get_by_role("link", name="发出协助请求").click()
    page.locator("#field-place").select_option("110101001001")
    page.locator("#field-task").fill("代收物业费")
    page.locator("#field-text").fill("请协助")
    sound(page)
    page.get_by_role("button", name="发出协助请求").click()
    expect(page.locator(".error-summary")).to_contain_text("2016-01")
    page.locator("#field-task").fill("A06")
    send(page, "发出协助请求")
    expect(page.get_by_role("heading", level=1)).to_have_text("环境卫生")
    sound(page)
    page.goto("/lists/?matter=J0&place=110101001001&day=2026-11-01")
    sound(page)
    page.get_by_role("link", name="2026-10").click()
    expect(page.locator("main")).to_contain_text("2026-07")
    sound(page)
    page.goto("/lists/")
    page.get_by_role("link", name="2020-04").click()
    sound(page)
    assert heard == []


def test_a_meeting_is_checked_against_the_law(as_person: As) -> None:
    page = as_person("committee.duofuxiang")
    heard = complaints(page)
    page.set_viewport_size(DESK)
    page.goto("/")
    expect(page.locator("main")).to_contain_text("环境卫生")
    sound(page)
    page.goto("/affairs/new/assembly/")
    page.locator("#field-place").select_option("110101001001")
    page.locator("#field-kind").select_option("villagers_assembly")
    for field, value in (("title", "修缮活动室"), ("agenda", "一、修缮"), ("entitled", "300")):
        page.locator(f"#field-{field}").fill(value)
    page.locator("#field-day").fill((timezone.now() + timedelta(days=20)).date().isoformat())
    page.locator("#field-counted_by").get_by_text("按人", exact=True).click()
    page.locator("#field-called_by").get_by_text("居（村）委会", exact=True).click()
    sound(page)
    send(page, "召集会议")
    page.get_by_role("link", name="开会（登记到会）").click()
    page.locator("#field-present").fill("150")
    page.get_by_role("button", name="开会（登记到会）").click()
    expect(page.locator(".error-summary")).to_contain_text("151")
    page.locator("#field-present").fill("160")
    send(page, "开会（登记到会）")
    page.get_by_role("link", name="记录通过的决议").click()
    for field, value in (("motion", "修缮活动室"), ("in_favour", "90"), ("against", "40"), ("abstained", "30")):
        page.locator(f"#field-{field}").fill(value)
    send(page, "记录通过的决议")
    expect(page.locator("main")).to_contain_text("通过")
    sound(page)
    assert heard == []
