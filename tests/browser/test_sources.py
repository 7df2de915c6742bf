"""Two systems tell of one matter: a person sees the pair, merges it, and takes it apart again."""

from __future__ import annotations

from playwright.sync_api import FilePayload, expect

from tests.browser.people import As
from tests.browser.test_pages import faults

WHERE = "116.4101,39.9153"


def a_file(header: str, line: str) -> FilePayload:
    return {"name": "cases.csv", "mimeType": "text/csv", "buffer": f"{header}\n{line}\n".encode("gb18030")}


def test_a_matter_of_two_systems_goes_on_as_one(as_person: As) -> None:
    page = as_person("acceptor")
    files = {
        "city_management": a_file("案件编号,问题描述,经度,纬度", f"CG-1,路口雨水井盖破损,{WHERE}"),
        "social_management": a_file("事件编号,事件内容,经度,纬度", f"SG-7,雨水井盖破损在路口,{WHERE}"),
    }
    for source, file in files.items():
        page.goto(f"/sources/{source}/")
        page.locator("#file").set_input_files(file)
        page.get_by_role("button", name="接入", exact=True).click()
        expect(page.locator("#sums")).to_be_visible()
    assert faults(page) == []

    page.goto("/merges/")
    pair = page.locator(".merge-pair", has_text="雨水井盖破损在路口").first
    expect(pair).to_contain_text("路口雨水井盖破损")
    assert faults(page) == []
    pair.get_by_role("button", name="并案").click()
    expect(page.locator(".state-chip").first).to_have_text("已并案")
    panel = page.locator("#same").locator("xpath=..")
    expect(panel).to_contain_text("已并入案卷")
    assert faults(page) == []
    panel.get_by_text("撤销并案").first.click()
    panel.get_by_label("不是同一问题的理由").fill("两处井盖")
    panel.get_by_role("button", name="撤销并案").click()
    expect(page.locator(".state-chip").first).to_have_text("待受理")
