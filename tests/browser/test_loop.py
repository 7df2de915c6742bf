"""One public report from entry to close, through seven people's browsers."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import As, handler_of, open_act, photo, send
from tooling.live import LiveCity


def report(page: Page) -> tuple[str, str]:
    """Take a call at the hotline: the point on the map tells the community. Gives number and street."""
    page.goto("/report/")
    page.get_by_label("热线电话").check()
    page.get_by_label("问题描述").fill("路口的井盖翘起来了，夜里骑车很危险，请尽快来看。")
    page.locator("[data-map][data-drawn]").wait_for()
    page.locator("[data-map]").click()
    page.locator(".found-place").wait_for()
    expect(page.locator("#field-place")).to_have_value(re.compile(r"\d{12}"))
    street = page.locator("#field-place option:checked").evaluate("option => option.parentElement.label")
    page.get_by_label("位置描述").fill("十字路口东北角")
    page.get_by_label("姓名", exact=True).fill("周先生")
    page.get_by_label("电话", exact=True).fill("13800001234")
    page.get_by_label("照片").set_input_files([photo("grey"), photo("brown")])
    expect(page.locator(".previews img")).to_have_count(2)
    send(page, "提交上报")
    return re.search(r"/cases/(\w+)/", page.url)[1], street  # type: ignore[index]


def accept(page: Page, number: str) -> None:
    open_act(page, number, "受理")
    page.get_by_placeholder("例如").press_sequentially("井盖")
    page.locator(".item-choices .choice").first.click()
    send(page, "受理")


def on_site(page: Page, number: str, act: str, colour: str) -> None:
    open_act(page, number, act)
    page.get_by_label("照片").set_input_files(photo(colour))
    page.locator("[data-map][data-drawn]").wait_for()
    page.locator("[data-map]").click(position={"x": 200, "y": 150})
    expect(page.get_by_label("经度")).not_to_be_empty()
    send(page, act)


def file(page: Page, number: str) -> None:
    open_act(page, number, "立案")
    page.locator("#field-condition-choices .choice").first.click()
    send(page, "立案")


def dispatch(page: Page, number: str) -> str:
    """To the suggested owner; gives its code."""
    open_act(page, number, "派遣")
    expect(page.locator(".suggestion")).to_contain_text("依据权责清单")
    owner = page.get_by_label("责任部门").input_value()
    send(page, "派遣")
    return owner


def finish(page: Page, number: str) -> None:
    open_act(page, number, "处置完成")
    page.get_by_label("处置后照片").set_input_files(photo("green"))
    page.get_by_label("说明").fill("井盖已更换，周边路面已清理。")
    send(page, "处置完成")


def simply(page: Page, number: str, act: str) -> None:
    open_act(page, number, act)
    send(page, act)


def collector_of(street: str) -> str:
    streets = {"东华门": "donghuamen", "景山": "jingshan", "交道口": "jiaodaokou", "安定门": "andingmen"}
    streets |= {"北新桥": "beixinqiao", "东四": "dongsi", "朝阳门": "chaoyangmen", "建国门": "jianguomen"}
    streets |= {"东直门": "dongzhimen", "和平里": "hepingli", "前门": "qianmen", "崇文门外": "chongwenmenwai"}
    streets |= {"东花市": "donghuashi", "龙潭": "longtan", "体育馆路": "tiyuguanlu", "天坛": "tiantan"}
    return f"collector.{(streets | {'永定门外': 'yongdingmenwai'})[street.removesuffix('街道')]}"


@pytest.mark.everywhere
def test_a_public_report_goes_from_entry_to_close(as_person: As, live_city: LiveCity) -> None:
    number, street = report(as_person("operator"))
    collector = as_person(collector_of(street))
    accept(as_person("acceptor"), number)
    on_site(collector, number, "核实属实", "blue")
    file(as_person("shift_leader"), number)
    owner = dispatch(as_person("dispatcher"), number)
    finish(as_person(handler_of(owner)), number)
    simply(as_person("dispatcher"), number, "反馈")
    simply(as_person("acceptor"), number, "派核查")
    on_site(collector, number, "核查通过", "white")
    simply(as_person("shift_leader"), number, "结案")

    page = as_person("shift_leader")
    expect(page.locator(".state-chip").first).to_have_text("已结案")
    expect(page.locator(".history > li")).to_have_count(10)
    expect(page.locator(".photos img")).to_have_count(5)
    for name in ("周先生", "13800001234"):
        assert name not in page.content()
    verified = json.loads(live_city.run("journal", "verify", "--json").stdout)
    assert verified["faults"] == []
    assert verified["seq"] >= 10
    rebuilt = json.loads(live_city.run("journal", "rebuild", "--json").stdout)
    assert rebuilt["differences"] == []
