from __future__ import annotations

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db
PAGE = "/account/sign-in/"


def test_no_script_or_style_may_stand_in_a_page(client):
    policy = client.get(PAGE).headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


def test_pages_are_not_kept_framed_or_told_of_elsewhere(client):
    headers = client.get(PAGE).headers
    assert "no-store" in headers["Cache-Control"]
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Permissions-Policy"].startswith("geolocation=(self)")


def test_cookies_are_for_this_site_alone(client):
    cookie = client.get(PAGE).cookies["csrftoken"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_a_body_that_is_too_large_is_refused_unread(client, settings):
    settings.MAX_BODY_BYTES = 1000
    answer = client.post(PAGE, {"login": "x" * 2000, "password": "y"})
    assert answer.status_code == 413


def test_what_is_wrong_is_said_in_plain_words(client):
    answer = client.get("/no/such/page")
    assert answer.status_code == 404
    assert "没有找到" in answer.content.decode()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="about SQLite alone")
def test_sqlite_writes_ahead_and_waits_for_its_turn():
    options = connection.settings_dict["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert options["timeout"] >= 20
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert cursor.execute("PRAGMA foreign_keys").fetchone() == (1,)
