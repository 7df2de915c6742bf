"""Forms as people use them: with mistakes, with the keyboard alone, without scripts, two at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, FilePayload, Locator, Page, expect

from tests.browser.people import As, handler_of, open_act, photo, send, sign_in
from tests.browser.test_pages import address, faults
from tooling.live import LiveCity

TABS_AT_MOST = 400


@pytest.fixture
def without_scripts(browser: Browser, live_city: LiveCity) -> Iterator[Callable[[str], Page]]:
    contexts = []

    def page_of(username: str) -> Page:
        contexts.append(browser.new_context(base_url=live_city.url, locale="zh-CN", java_script_enabled=False))
        page = contexts[-1].new_page()
        sign_in(page, username)
        return page

    yield page_of
    for context in contexts:
        context.close()


def test_a_refused_report_keeps_what_was_typed_and_the_photos(as_person: As) -> None:
    page = as_person("operator")
    page.goto("/report/")
    page.get_by_label("问题描述").fill("路灯整夜不亮")
    page.locator("#field-photos").set_input_files(photo("grey"))
    page.get_by_role("button", name="提交上报").click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("请填写来源")
    expect(summary).to_contain_text("请填写地点")
    assert faults(page) == []
    expect(page.get_by_label("问题描述")).to_have_value("路灯整夜不亮")
    page.get_by_label("热线电话").check()
    page.locator("#field-place").select_option("110101001001")
    send(page, "提交上报")
    expect(page.locator(".photos img")).to_have_count(1)
    expect(page.locator(".description")).to_have_text("路灯整夜不亮")


def test_what_is_no_picture_is_named(as_person: As) -> None:
    page = as_person("operator")
    page.goto("/report/")
    page.get_by_label("热线电话").check()
    page.get_by_label("问题描述").fill("垃圾堆在路边")
    page.locator("#field-place").select_option("110101001001")
    page.locator("#field-photos").set_input_files(
        FilePayload(name="note.jpg", mimeType="image/jpeg", buffer=b"%PDF-1.7")
    )
    page.get_by_role("button", name="提交上报").click()
    expect(page.get_by_role("alert")).to_contain_text("不是可读取的图片")


def test_a_report_of_the_same_ground_is_shown_before_sending(as_person: As) -> None:
    page = as_person("operator")
    page.goto("/report/")
    page.locator("#field-place").select_option("110101010026")
    expect(page.locator(".nearby")).to_contain_text("青年湖东里")
    page.locator("[data-street]").select_option("和平里街道")
    expect(page.locator("#field-place optgroup")).to_have_count(1)


def test_who_was_slower_is_told_what_happened(as_person: As) -> None:
    slow = as_person("acceptor")
    number = address(slow, "{reported}")
    slow.goto(f"/cases/{number}/act/refuse/")
    slow.get_by_label("重复反映").check()
    quick = as_person("night_desk")
    quick.goto("/")
    quick.locator(".switcher summary").click()
    quick.locator(".switcher").get_by_role("button", name="受理员").click()
    open_act(quick, number, "不予受理")
    quick.get_by_label("不属于受理范围").check()
    send(quick, "不予受理")
    slow.get_by_role("button", name="不予受理").click()
    expect(slow.get_by_role("heading", level=1)).to_have_text("案卷已流转")
    expect(slow.locator(".history")).to_contain_text("叶雨桐")
    assert faults(slow) == []


def test_a_case_is_reported_and_accepted_without_scripts(without_scripts: Callable[[str], Page]) -> None:
    page = without_scripts("operator")
    page.goto("/report/")
    page.get_by_label("视频").check()
    page.get_by_label("问题描述").fill("护栏倒在非机动车道上")
    page.locator("#field-place").select_option("110101010003")
    page.get_by_label("经度").fill("116.42")
    page.get_by_label("纬度").fill("39.96")
    page.locator("#field-photos").set_input_files(photo("grey"))
    send(page, "提交上报")
    number = page.locator(".case-number").first.inner_text()
    page = without_scripts("acceptor")
    open_act(page, number, "受理")
    page.get_by_placeholder("例如").fill("护栏")
    page.get_by_role("button", name="查找").click()
    page.locator(".item-choices input").first.check()
    send(page, "受理")
    expect(page.locator(".state-chip").first).to_have_text("待立案")


def tab_to(page: Page, target: Locator) -> None:
    for _ in range(TABS_AT_MOST):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"{target} cannot be reached with the keyboard")


def follow(page: Page, target: Locator) -> None:
    tab_to(page, target)
    page.keyboard.press("Enter")
    page.wait_for_load_state()


def test_a_case_is_filed_and_handled_with_the_keyboard_alone(as_person: As) -> None:
    page = as_person("shift_leader")
    number = address(page, "{to_file}")
    page.goto("/")
    follow(page, page.get_by_role("link", name=number))
    follow(page, page.get_by_role("link", name="立案", exact=True))
    tab_to(page, page.locator("[name=condition]").first)
    page.keyboard.press("Space")
    follow(page, page.get_by_role("button", name="立案", exact=True))
    page.locator(".flash").wait_for()

    page = as_person("dispatcher")
    page.goto("/")
    follow(page, page.get_by_role("link", name=number))
    follow(page, page.get_by_role("link", name="派遣", exact=True))
    owner = page.get_by_label("责任部门").input_value()
    follow(page, page.get_by_role("button", name="派遣", exact=True))
    page.locator(".flash").wait_for()

    page = as_person(handler_of(owner))
    page.goto("/")
    follow(page, page.get_by_role("link", name=number))
    follow(page, page.get_by_role("link", name="处置完成", exact=True))
    with page.expect_file_chooser() as chooser:
        tab_to(page, page.locator("#field-photos_after"))
        page.keyboard.press("Enter")
    chooser.value.set_files(photo("green"))
    tab_to(page, page.get_by_label("说明"))
    page.keyboard.type("已清理")
    follow(page, page.get_by_role("button", name="处置完成", exact=True))
    page.locator(".flash").wait_for()
    expect(page.locator(".state-chip").first).to_have_text("待反馈")


def test_a_look_at_the_reporter_shows_him_once(as_person: As) -> None:
    page = as_person("acceptor")
    number = address(page, "{closed}")
    page.goto(f"/cases/{number}/")
    assert "13800001000" not in page.content()
    page.get_by_role("link", name="注明目的后查看").click()
    page.get_by_label("回访").check()
    page.get_by_role("button", name="查看并留痕").click()
    expect(page.locator(".facts-large")).to_contain_text("1380000")
    page.get_by_role("link", name="返回案卷").click()
    expect(page.locator(".history > li").first).to_contain_text("查看目的")
    assert page.locator(".facts-large").count() == 0
