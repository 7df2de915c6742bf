"""Pages for what goes wrong say what to do, in both languages."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.city import reported
from tests.site.conftest import ClientOf
from wanmi.cases import queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

ADVICE = {
    400: {"en": "could not be understood", "zh-hans": "无法理解"},
    403: {"en": "Your post may not do this", "zh-hans": "岗位"},
    404: {"en": "not on the ground of your post", "zh-hans": "岗位"},
    413: {"en": "send fewer or smaller ones", "zh-hans": "减少或缩小照片"},
    500: {"en": "The fault is ours", "zh-hans": "稍后再试"},
}
PATHS = {400: "/cases/?after=x", 403: "/admin/audit/", 404: "/cases/404/", 413: "/report/", 500: "/cases/"}


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("status", PATHS)
def test_the_page_says_what_to_do(
    client_of: ClientOf, settings: Any, monkeypatch: pytest.MonkeyPatch, status: int, language: str
) -> None:
    client = client_of("acceptor")
    client.cookies["django_language"] = language
    client.raise_request_exception = False
    if status == 413:
        settings.MAX_BODY_BYTES = 10
        response = client.post(PATHS[status], {"text": "much too much"})
    else:
        if status == 500:
            monkeypatch.setattr(queries, "search", lambda *arguments: 1 / 0)
        response = client.get(PATHS[status])
    assert response.status_code == status
    assert ADVICE[status][language] in response.text
    assert f'<html lang="{language}"' in response.text
    assert 'href="/"' in response.text


def test_who_has_two_posts_may_change_to_the_other(client_of: ClientOf) -> None:
    client = client_of("night_desk")
    client.cookies["django_language"] = "en"
    assert "Switch to another of your posts" in client.get("/admin/audit/").text


def test_whoever_is_not_signed_in_is_led_to_the_pages_for_residents(client: Client) -> None:
    response = client.get("/nothing/", headers={"Accept-Language": "en"})
    assert response.status_code == 404
    assert "open the whole link" in response.text
    assert "your post" not in response.text
    assert 'href="/public/"' in response.text


def test_a_strange_host_or_form_is_answered_with_a_page(client: Client) -> None:
    assert "<main" in client.get("/", headers={"Host": "elsewhere.example"}).text
    strict = Client(enforce_csrf_checks=True, headers={"Accept-Language": "en"})
    response = strict.post("/account/sign-in/", {"login": "acceptor"})
    assert response.status_code == 403
    assert "Load the page again" in response.text


def test_pages_are_kept_by_no_one(client_of: ClientOf) -> None:
    response = client_of("acceptor").get(f"/cases/{reported().number}/")
    assert "no-store" in response["Cache-Control"]
    assert "unsafe-inline" not in response["Content-Security-Policy"]
    assert "style=" not in response.text
    assert "onclick" not in response.text


def test_large_type_is_kept_in_a_cookie(client: Client) -> None:
    response = client.post("/type-size/", {"large": "1", "next": "/account/sign-in/"})
    assert response["Location"] == "/account/sign-in/"
    assert 'class="large-type"' in client.get("/account/sign-in/").text
    client.post("/type-size/", {"large": ""})
    assert 'class="large-type"' not in client.get("/account/sign-in/").text


def test_large_type_leads_back_to_this_site_alone(client: Client) -> None:
    assert client.post("/type-size/", {"next": "https://elsewhere.example/"})["Location"] == "/"
