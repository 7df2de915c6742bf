"""Signing in as a person sees it: real pages, the real policy against inline content, a real second factor."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

from wanmi.intake.cli import DEMO_PASSWORD

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def complaints(page):
    """What the browser complained of, the policy's refusals among it; there must be nothing."""
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    yield heard
    assert heard == []


def sign_in(page, name):
    page.goto("/account/sign-in/")
    page.get_by_label("用户名").fill(name)
    page.get_by_label("密码").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="登录").click()


def test_a_wrong_password_is_said_beside_the_form(page):
    page.goto("/account/sign-in/")
    page.get_by_label("用户名").fill("acceptor")
    page.get_by_label("密码").fill("wrong")
    page.get_by_role("button", name="登录").click()
    assert page.get_by_role("alert").is_visible()
    assert page.url.endswith("/account/sign-in/")


def test_an_administrator_is_led_to_his_second_factor(page):
    sign_in(page, "audit_admin")
    page.wait_for_url("**/account/reauthenticate/**")
    page.get_by_label("密码").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="确认").click()
    page.wait_for_url("**/account/second-factor/app/")
    assert page.locator(".card").get_by_role("img").evaluate("image => image.naturalWidth") > 100
    secret = page.locator(".card code").inner_text()
    page.get_by_label(re.compile("验证码|代码")).fill(code_for(secret))
    page.get_by_role("button", name="登记").click()
    page.wait_for_url("**/account/recovery-codes/")
    assert page.locator(".card code").count() == 10


def code_for(secret):
    _before, now, _after = yield_hotp_counters_from_time()
    return format_hotp_value(hotp_value(secret, now))
