"""The app on the ground: recorded without a signal, through a restart, sent once; conflicts; two people."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.people import PATIENCE_MS, photo, sign_in
from tests.browser.test_pages import DESK, PHONE, ZOOMED, complaints, faults, overflow
from tests.city import ITEM
from tooling import browser as chromium
from tooling.live import LiveCity

WALKER, COLLEAGUE = "collector.donghuamen", "collector.hepingli"
expect.set_options(timeout=PATIENCE_MS)  # a busy machine is not a fault
POSTS = {"operator": "supervision.operator", "acceptor": "supervision.acceptor", WALKER: WALKER}
HERE = {"longitude": 116.41, "latitude": 39.915}
POSITION = {"lon": 116.41, "lat": 39.915}
SHELL_IN_ENGLISH = """async () => {
  const kept = await caches.match(location.pathname);
  return kept !== undefined && (await kept.text()).includes('<html lang="en"');
}"""
Caller = Callable[..., dict[str, Any]]
Device = Callable[..., Page]


@pytest.fixture(scope="module")
def call(live_city: LiveCity) -> Caller:
    """``call(username, path, body)``: other people's software, each under a token of his own."""
    tokens: dict[str, str] = {}

    def ask(username: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        if username not in tokens:
            told = live_city.run("staff", "token", username, POSTS[username], "--label", "test").stdout
            tokens[username] = told.strip()
        headers = {"Authorization": f"Bearer {tokens[username]}"}
        url = f"{live_city.url}/api/v1{path}"
        answer = httpx.post(url, json=body, headers=headers, timeout=60) if body else httpx.get(url, headers=headers)
        assert answer.is_success, answer.text
        return dict(answer.json())

    return ask


@pytest.fixture
def to_verify(call: Caller) -> Callable[[], str]:
    """Makes cases that wait to be verified on the walker's ground; gives their numbers."""
    numbers = count(1)

    def opened() -> str:
        body = {"channel": "hotline", "text": f"路面破损第{next(numbers)}处", "position": POSITION, "item": ITEM}
        number = call("operator", "/reports", body)["number"]
        call("acceptor", f"/cases/{number}/acts", {"action": "accept", "carried": {"item": ITEM}})
        return str(number)

    return opened


@pytest.fixture
def device(browser: Browser, live_city: LiveCity, tmp_path: Path) -> Iterator[Device]:
    """Opens the browser of one phone, always with the same profile: ``device(offline=True)`` after a restart."""
    opened: list[BrowserContext] = []

    def page_of(**options: Any) -> Page:
        for context in opened:
            context.close()
        opened[:] = [
            browser.browser_type.launch_persistent_context(
                tmp_path / "profile",
                executable_path=chromium.find(),
                args=chromium.flags(),
                base_url=live_city.url,
                locale="zh-CN",
                geolocation=HERE,
                permissions=["geolocation"],
                viewport=PHONE,
                **options,
            )
        ]
        opened[0].set_default_timeout(PATIENCE_MS)
        return opened[0].pages[0]

    yield page_of
    for context in opened:
        context.close()


def open_app(page: Page, screen: str = "tasks") -> None:
    page.goto(f"/field/#/{screen}")
    page.locator("html[data-started]").wait_for()


def get_ready(page: Page, username: str = WALKER) -> None:
    """Sign in and wait until the device could do without a signal."""
    sign_in(page, username)
    open_app(page, "more")
    expect(page.get_by_text("本设备可以离线作业")).to_be_visible()


def waiting(page: Page, number: int) -> None:
    badge = page.locator('[data-at="queue-count"]')
    expect(badge).to_have_text(str(number)) if number else expect(badge).to_be_hidden()


def report(page: Page, text: str) -> None:
    page.goto("/field/#/report")
    page.locator('input[name="before"]').set_input_files(photo("grey"))
    page.get_by_label("问题描述").fill(text)
    page.get_by_label("事项（搜索目录）").fill("井盖")
    page.locator(".item-row").first.click()
    page.get_by_role("button", name="我所在的位置").click()
    expect(page.locator('[data-at="report-place"]')).to_contain_text("116.41")
    expect(page.locator('[data-shots="before"] img')).to_have_count(1)
    page.get_by_role("button", name="保存记录").click()
    expect(page.locator(".queue-row").first).to_contain_text(text)


def decide(page: Page, number: str, verdict: str, note: str = "") -> None:
    page.goto(f"/field/#/task/{number}")
    expect(page.locator('[data-screen="task"] h1')).to_contain_text(number)  # until then the former task stands there
    page.locator('input[name="now"]').set_input_files(photo("brown"))
    page.get_by_label("说明").fill(note)
    expect(page.locator('[data-shots="now"] img')).to_have_count(1)
    page.get_by_role("button", name=verdict, exact=True).click()
    expect(page.get_by_text("已记录，有信号时自动发送")).to_be_visible()


def found(page: Page, text: str) -> int:
    """How many cases a search for this text finds, asked as the program that is no app."""
    page.goto(f"/cases/?text={text}")
    return page.locator(".case-link .case-number").count()


def lose_first_answer(route: Route, lost: list[str]) -> None:
    """The server hears the first act, but its answer never comes back."""
    if lost:
        route.continue_()
    else:
        lost.append(route.fetch().text())
        route.abort()


def test_recorded_without_a_signal_each_act_is_sent_once(
    device: Device, to_verify: Callable[[], str], call: Caller, live_city: LiveCity
) -> None:
    number = to_verify()
    page = device()
    get_ready(page)
    [checked] = [
        t for t in page.evaluate("fetch('/api/v1/field/tasks').then(a => a.json())") if t["state"] == "checking"
    ]
    page.context.set_offline(True)
    page.reload()
    page.locator('[data-signal="no"]').wait_for()
    report(page, "胡同口井盖松动")
    decide(page, number, "核实属实")
    decide(page, checked["number"], "核查通过")
    waiting(page, 3)

    page = device(offline=True)  # the browser was closed, and there is still no signal
    open_app(page, "queue")
    waiting(page, 3)
    expect(page.locator(".queue-row img")).to_have_count(3)
    page.context.clear_cookies(name="sessionid")
    page.context.set_offline(False)  # the signal is back, but the session has ended meanwhile
    expect(page.locator('[data-at="gate-text"]')).to_contain_text("请重新登录以发送待发记录")
    waiting(page, 3)

    sign_in(page, COLLEAGUE)  # somebody else takes the phone
    open_app(page, "queue")
    expect(page.get_by_text("没有待发送的记录")).to_be_visible()
    waiting(page, 0)
    assert "胡同口" not in page.content()
    assert call(WALKER, f"/cases/{number}")["state"] == "verifying"
    page.goto("/field/#/more")
    page.get_by_role("button", name="在本设备退出登录").click()
    expect(page.get_by_text("本设备上尚未登录")).to_be_visible()

    sign_in(page, WALKER)
    lost: list[str] = []
    page.route("**/api/v1/cases/*/acts", lambda route: lose_first_answer(route, lost))
    open_app(page, "queue")
    waiting(page, 0)
    assert len(lost) == 1
    assert call(WALKER, f"/cases/{number}")["version"] == 3
    assert call(WALKER, f"/cases/{checked['number']}")["version"] == checked["version"] + 1
    page.unroute_all()
    assert found(page, "胡同口井盖松动") == 1
    left = page.evaluate(
        "new Promise(done => { indexedDB.open('wanmi-field').onsuccess = ({target}) => "
        "{ target.result.transaction('queue').objectStore('queue').getAll().onsuccess = e => done(e.target.result) } })"
    )
    assert {item["status"] for item in left} == {"done"}
    assert not [item for item in left if "photos" in item or "carried" in item]
    assert json.loads(live_city.run("journal", "verify", "--json").stdout)["faults"] == []


def test_the_queue_is_sent_while_the_app_is_closed(
    device: Device, to_verify: Callable[[], str], call: Caller, live_city: LiveCity
) -> None:
    """The browser wakes the service worker when the signal is back; no page of the app is open."""
    number = to_verify()
    page = device()
    get_ready(page)
    page.context.set_offline(True)
    decide(page, number, "核实属实")
    waiting(page, 1)
    page.goto("about:blank")  # Chromium itself is online and may wake the worker from here on
    page.context.set_offline(False)
    page.goto("/account/")
    wake_for_sync(page, live_city.url)
    for _ in range(PATIENCE_MS // 200):
        if call(WALKER, f"/cases/{number}")["state"] != "verifying":
            break
        page.wait_for_timeout(200)
    assert call(WALKER, f"/cases/{number}")["state"] == "to_file"
    open_app(page, "queue")
    expect(page.locator('.queue-row[data-status="done"]')).to_contain_text(number)


def wake_for_sync(page: Page, origin: str) -> None:
    """What Chromium does when it sees the network again, at once."""
    workers: list[str] = []
    cdp = page.context.new_cdp_session(page)
    cdp.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda told: workers.extend(each["registrationId"] for each in told["registrations"]),
    )
    cdp.send("ServiceWorker.enable")
    while not workers:
        page.wait_for_timeout(50)
    sync = {"origin": origin, "registrationId": workers[-1], "tag": "wanmi-field-send", "lastChance": False}
    cdp.send("ServiceWorker.dispatchSyncEvent", sync)


def test_a_case_that_moved_on_is_shown_with_both_sides(
    device: Device, to_verify: Callable[[], str], call: Caller
) -> None:
    numbers = [to_verify() for _ in range(3)]
    page = device()
    get_ready(page)
    page.context.set_offline(True)
    for number in numbers:
        decide(page, number, "核实未发现", "现场未见")
    note = {"action": "add_note", "carried": {"note": "邻居说已修"}}
    call(WALKER, f"/cases/{numbers[0]}/acts", note)
    done = {"action": "confirm_found", "carried": {"position": POSITION}, "pictures": {"photos": [pixel()]}}
    for number in numbers[1:]:
        call(WALKER, f"/cases/{number}/acts", done)
    page.context.set_offline(False)
    page.goto("/field/#/queue")
    rows = page.locator('.queue-row[data-status="conflict"]')
    expect(rows).to_have_count(3)
    row = rows.filter(has_text=numbers[1])
    expect(row).to_contain_text("第 3 版")
    expect(row).to_contain_text("现场未见")
    expect(row).to_contain_text("待立案")
    expect(row.get_by_role("button", name="按最新状态重新发送")).to_be_hidden()
    assert faults(page) == []

    rows.filter(has_text=numbers[0]).get_by_role("button", name="按最新状态重新发送").click()
    row.get_by_role("button", name="作为现场情况补充到案卷").click()
    expect(rows).to_have_count(1)
    rows.get_by_role("button", name="放弃我的记录").click()
    page.get_by_role("button", name="放弃", exact=True).click()
    expect(page.locator('.queue-row[data-status="dropped"]')).to_contain_text(numbers[2])
    waiting(page, 0)
    states = [(case["state"], case["version"]) for case in (call(WALKER, f"/cases/{each}") for each in numbers)]
    assert states == [("to_file", 4), ("to_file", 4), ("to_file", 3)]
    page.get_by_role("button", name="找回").click()
    waiting(page, 1)


def pixel() -> str:
    return b64encode(photo("green")["buffer"]).decode()


def test_settled_on_the_spot_and_a_patrol(device: Device, call: Caller) -> None:
    page = device()
    get_ready(page)
    page.goto("/field/#/report")
    page.get_by_label("我当场处置").check()
    for name in ("before", "after"):
        page.locator(f'input[name="{name}"]').set_input_files(photo("grey"))
    page.get_by_label("问题描述").fill("单车倒地已扶正")
    page.get_by_label("事项（搜索目录）").fill("单车")
    page.locator(".item-row").first.click()
    page.get_by_role("button", name="在地图上选").click()
    page.locator("[data-at=pick-map][data-drawn]").wait_for()
    page.get_by_role("button", name="就在这里").click()
    page.get_by_role("button", name="保存记录").click()
    expect(page.locator('.queue-row[data-status="done"]')).to_contain_text("自行处置")

    street = page.evaluate("fetch('/api/v1/field/ground').then(a => a.json())")[0]["streets"][0]
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or "") if "patrols" in request.url else None)
    page.goto("/field/#/patrol")
    page.get_by_role("button", name="开始巡查").click()
    for lon, lat in street[:3]:
        page.context.set_geolocation({"longitude": lon, "latitude": lat, "accuracy": 5})
        page.wait_for_timeout(300)
    expect(page.locator('[data-at="patrol-state"]')).to_contain_text("正在巡查")
    page.reload()  # the phone was out of battery
    expect(page.locator('[data-at="patrol-state"]')).to_contain_text("正在巡查")
    page.get_by_role("button", name="结束并记录覆盖率").click()
    page.goto("/field/#/queue")
    expect(page.locator('.queue-row[data-status="done"]')).to_have_count(2)
    body = json.loads(sent[0])
    assert set(body) == {"duty_grid", "day", "share", "day_share"}
    assert 0 < body["share"] <= body["day_share"] < 0.1


def test_every_screen_is_for_everyone(device: Device, to_verify: Callable[[], str]) -> None:
    to_verify()
    page = device()
    heard = complaints(page)
    get_ready(page)
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        for screen in ("tasks", "report", "patrol", "queue", "more"):
            page.goto(f"/field/#/{screen}")
            page.locator(f'[data-screen="{screen}"]').wait_for()
            assert faults(page) == [], screen
            assert overflow(page) == 0, screen
    page.goto("/field/#/tasks")
    page.locator(".task-row").first.press("Enter")
    expect(page.locator('[data-at="task"] h1')).to_be_focused()
    assert faults(page) == []
    page.set_viewport_size(PHONE)
    assert (overflow(page), faults(page)) == (0, [])
    page.goto("/field/#/map")
    page.locator("[data-at=map][data-drawn]").wait_for()
    assert faults(page) == []
    page.goto("/field/#/more")
    page.get_by_role("button", name="大字版").click()
    page.locator("html.large-type[data-started]").wait_for()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="More")).to_be_visible()
    for size in (PHONE, ZOOMED):
        page.set_viewport_size(size)
        assert overflow(page) == 0
    page.wait_for_function(SHELL_IN_ENGLISH)
    page.context.set_offline(True)
    page.reload()  # the shell that is kept is in the language and size that were chosen
    expect(page.get_by_role("heading", name="More")).to_be_visible()
    assert page.locator("html").get_attribute("class") == "large-type"
    assert heard == []


def test_the_page_on_coverage(as_person: Callable[[str], Page]) -> None:
    page = as_person("shift_leader")
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        page.goto("/field/coverage/")
        expect(page.get_by_role("heading", level=1)).to_have_text("巡查覆盖")
        assert faults(page) == []
        assert overflow(page) == 0
