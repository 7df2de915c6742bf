"""What all tests share: a live city, a browser, and plain last lines about what was skipped."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, Page, sync_playwright

from tooling import browser as chromium
from tooling.live import LiveCity
from tooling.live import live_city as serving

settings.register_profile("untimed", deadline=None)  # a busy machine is no fault of the code
settings.load_profile("untimed")

NO_CHROMIUM = "no Chromium on this machine and none could be installed"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--second-database",
        action="store_true",
        help="only what a database can change: tests that ask one, and of the pages those marked everywhere",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests on a live city run in one process one after another: they share its two cores with the server."""
    for item in items:
        if "live_city" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("live"))
    if config.getoption("--second-database"):
        config.hook.pytest_deselected(items=[item for item in items if not _asks_the_database(item)])
        items[:] = filter(_asks_the_database, items)


def _asks_the_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("everywhere"):
        return True
    fixtures = set(getattr(item, "fixturenames", ()))
    asks = bool({"db", "transactional_db", "live_city"} & fixtures) or item.get_closest_marker("django_db") is not None
    return asks and "browser" not in fixtures


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reasons = Counter(report.longrepr[2] for report in terminalreporter.stats.get("skipped", []))
    for reason, count in reasons.items():
        terminalreporter.write_line(f"{count} not run: {reason.removeprefix('Skipped: ')}")


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """The home of a demo city that has been served once, to be copied: its first start is the slow one."""
    live = [item for item in request.session.items if item.get_closest_marker("xdist_group")]
    assert "PYTEST_XDIST_WORKER" not in os.environ or all("@" in item.nodeid for item in live), "xdist lost its groups"
    city = LiveCity(tmp_path_factory.mktemp("demo"))
    city.start()
    city.stop()
    return city.home


@pytest.fixture(scope="module")
def live_city(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveCity]:
    """A demo city as in service, shared by the tests of one module. Its database is not the test process's own."""
    home = tmp_path_factory.mktemp("city")
    shutil.copytree(demo_home, home, dirs_exist_ok=True)
    with serving(home) as city:
        yield city


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium. While it is open Django refuses database access in this process: ask the city, not the database."""
    path = chromium.find()
    if path is None and os.environ.get("WANMI_REQUIRE_BROWSER"):
        pytest.fail(NO_CHROMIUM)
    if path is None:
        pytest.skip(NO_CHROMIUM)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=chromium.flags())
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser, live_city: LiveCity) -> Iterator[Page]:
    """A page with cookies of its own, its addresses relative to the live city."""
    context = browser.new_context(base_url=live_city.url, locale="zh-CN")
    context.set_default_timeout(60_000)  # a busy machine is not a fault
    yield context.new_page()
    context.close()
