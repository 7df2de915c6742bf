"""People of the demo city at their browsers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page

from tooling.live import LiveCity
from wanmi.intake.cli import DEMO_PASSWORD

As = Callable[[str], Page]
PATIENCE_MS = 60_000


def handler_of(organisation: str) -> str:
    """The account of the demo person who handles for a department or street."""
    return f"handler.{organisation.removeprefix('street.')}"


def photo(colour: str) -> FilePayload:
    buffer = BytesIO()
    Image.new("RGB", (640, 480), colour).save(buffer, "JPEG")
    return {"name": f"{colour}.jpg", "mimeType": "image/jpeg", "buffer": buffer.getvalue()}


def sign_in(page: Page, username: str) -> None:
    page.goto("/account/sign-in/")
    page.locator("[name=login]").fill(username)
    page.locator("[name=password]").fill(DEMO_PASSWORD)
    page.locator("main [type=submit]").click()
    page.wait_for_url(lambda url: "sign-in" not in url)


@pytest.fixture(scope="module")
def as_person(browser: Browser, live_city: LiveCity) -> Iterator[As]:
    """The page of a person who has signed in; each person keeps his own through the module."""
    contexts: dict[str, BrowserContext] = {}

    def page_of(username: str) -> Page:
        if username not in contexts:
            contexts[username] = browser.new_context(base_url=live_city.url, locale="zh-CN")
            contexts[username].set_default_timeout(PATIENCE_MS)
            sign_in(contexts[username].new_page(), username)
        return contexts[username].pages[0]

    yield page_of
    for context in contexts.values():
        context.close()


def open_act(page: Page, number: str, act: str) -> None:
    """From the work list to the form of an act, as a person goes there."""
    page.goto("/")
    page.get_by_role("link", name=number).click()
    page.get_by_role("link", name=act, exact=True).click()
    page.get_by_role("heading", name=act, level=1).wait_for()


def send(page: Page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()
    page.locator(".flash").wait_for()
