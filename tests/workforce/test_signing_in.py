from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def no_attempts_yet(db):
    cache.clear()


def sign_in(client, name="alice", password=PASSWORD, **headers):
    return client.post("/account/sign-in/", {"login": name, "password": password}, **headers)


def enrol(client):
    """Confirm the password again, as enrolling asks, then enrol an authenticator app; returns its secret."""
    asked = client.get("/account/second-factor/app/").url
    assert client.post(asked, {"password": PASSWORD}).url == "/account/second-factor/app/"
    form = client.get("/account/second-factor/app/")
    secret = form.context["form"].secret
    assert secret in form.content.decode()
    assert client.post("/account/second-factor/app/", {"code": code_for(secret)}).status_code == 302
    return secret


def code_for(secret):
    """That of the present step, which lies between the one before and the one after: it still holds a moment later."""
    _before, now, _after = yield_hotp_counters_from_time()
    return format_hotp_value(hotp_value(secret, now))


def test_sign_in_and_out(client, alice):
    assert sign_in(client).status_code == 302
    assert client.session["_auth_user_id"] == str(alice.pk)
    assert client.post("/account/sign-out/").url == "/account/sign-in/"
    assert "_auth_user_id" not in client.session


def test_wrong_password_says_the_same_as_unknown_name(client, alice):
    wrong = sign_in(client, password="wrong").content.decode()
    unknown = sign_in(client, name="nobody").content.decode().replace("nobody", "alice")
    assert _without_token(wrong) == _without_token(unknown)


def _without_token(page):
    return page.split("csrfmiddlewaretoken")[0] + page.split("autofocus")[-1]


def test_guessing_one_name_is_stopped_wherever_it_comes_from(client, alice):
    for number in range(5):
        sign_in(client, password="wrong", REMOTE_ADDR=f"192.0.2.{number}")
    assert sign_in(client, REMOTE_ADDR="192.0.2.99").status_code == 200  # right password, still refused
    assert "_auth_user_id" not in client.session


def test_one_address_guessing_many_names_is_stopped(client, alice):
    answers = [sign_in(client, name=f"name{number}", password="wrong").status_code for number in range(31)]
    assert answers[-1] == 429


def test_a_closed_account_does_not_get_in(client, alice):
    alice.is_active = False
    alice.save()
    sign_in(client)
    assert "_auth_user_id" not in client.session


def test_there_is_no_sign_up():
    for name in ("account_signup", "account_reset_password", "account_email"):
        with pytest.raises(NoReverseMatch):
            reverse(name)


def test_second_factor_from_enrolment_to_sign_in(client, alice, hold):
    hold(alice, "audit_admin")
    sign_in(client)
    secret = enrol(client)
    stored = Authenticator.objects.get(user=alice, type=Authenticator.Type.TOTP)
    assert secret not in str(stored.data)  # encrypted where it lies
    codes = client.get("/account/recovery-codes/").context["unused_codes"]
    assert len(codes) == 10
    client.post("/account/sign-out/")
    assert sign_in(client).url == "/account/second-factor/sign-in/"
    assert "_auth_user_id" not in client.session
    assert client.get("/account/second-factor/sign-in/").status_code == 200
    client.post("/account/second-factor/sign-in/", {"code": codes[0]})
    assert client.session["_auth_user_id"] == str(alice.pk)


def test_an_administrator_keeps_his_second_factor(client, alice, hold):
    hold(alice, "audit_admin")
    sign_in(client)
    enrol(client)
    client.post("/account/second-factor/app/remove/")
    assert Authenticator.objects.filter(user=alice, type=Authenticator.Type.TOTP).exists()


def test_an_idle_session_ends_and_one_in_use_goes_on(client, alice, monkeypatch, settings):
    sign_in(client)
    client.get("/account/password/")
    start = timezone.now()
    half = timedelta(seconds=settings.SESSION_COOKIE_AGE * 0.6)

    def later(by):
        monkeypatch.setattr("django.utils.timezone.now", lambda: start + by)
        monkeypatch.setattr("time.time", lambda: (start + by).timestamp())

    later(half)
    assert client.get("/account/password/").status_code == 200
    later(half * 2)
    assert client.get("/account/password/").status_code == 200
    later(half * 4)
    assert client.get("/account/password/").status_code == 302


def test_the_language_is_chinese_unless_english_is_chosen(client):
    assert "登录" in client.get("/account/sign-in/").content.decode()
    client.post("/language/", {"language": "en", "next": "/account/sign-in/"})
    assert "Sign in" in client.get("/account/sign-in/").content.decode()
