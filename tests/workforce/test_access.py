from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.test import Client
from django.urls import path
from ninja import NinjaAPI

from wanmi.urls import urlpatterns as real
from wanmi.workforce.access import EVERYONE, SIGNED_IN, allow, rule_for
from wanmi.workforce.api_auth import TokenOrSession, guarded_urls
from wanmi.workforce.tokens import make_token

api = NinjaAPI(urls_namespace="probe", docs_url=None, openapi_url=None)


@api.post("/accept", auth=TokenOrSession("acceptor"))
def accept(request):
    return {"post": request.acting.post_id, "user": request.user.username}


@api.get("/open", auth=None)
def open_operation(request):
    return {"open": True}


def page(request):
    return HttpResponse("seen")


urlpatterns = [
    *real,
    path("probe/unmarked/", lambda request: page(request)),
    path("probe/everyone/", allow(EVERYONE)(lambda request: page(request))),
    path("probe/signed-in/", allow(SIGNED_IN)(lambda request: page(request))),
    path("probe/acceptor/", allow("acceptor")(lambda request: page(request))),
    path("probe/api/", guarded_urls(api)),
]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


def statuses(client):
    return {
        name: client.get(f"/probe/{name}/").status_code for name in ("unmarked", "everyone", "signed-in", "acceptor")
    }


def test_signed_out(client):
    assert statuses(client) == {"unmarked": 403, "everyone": 200, "signed-in": 302, "acceptor": 302}
    assert client.get("/probe/acceptor/").url == "/account/sign-in/?next=/probe/acceptor/"


def test_signed_in_without_a_post(client, alice):
    client.force_login(alice)
    assert statuses(client) == {"unmarked": 403, "everyone": 200, "signed-in": 200, "acceptor": 403}


def test_in_another_post(client, alice, hold):
    hold(alice, "dispatcher")
    client.force_login(alice)
    assert statuses(client) == {"unmarked": 403, "everyone": 200, "signed-in": 200, "acceptor": 403}


def test_in_the_right_post_only_while_acting_in_it(client, alice, hold):
    hold(alice, "acceptor")
    leader = hold(alice, "shift_leader")
    client.force_login(alice)
    assert client.get("/probe/acceptor/").status_code == 200
    assert client.post("/account/post/", {"appointment": leader.pk}).status_code == 302
    assert client.get("/probe/acceptor/").status_code == 403


def test_the_switcher_takes_only_ones_own_appointments(client, alice, make_staff, hold):
    bobs = hold(make_staff("bob"), "acceptor")
    hold(alice, "operator")
    client.force_login(alice)
    assert client.post("/account/post/", {"appointment": bobs.pk}).status_code == 403
    assert client.post("/account/post/", {"appointment": "x"}).status_code == 403
    assert client.get("/account/post/").status_code == 405


@pytest.mark.parametrize("kind", ["system_admin", "security_admin", "audit_admin"])
def test_administrators_enrol_a_second_factor_before_anything_else(client, alice, hold, kind):
    hold(alice, "acceptor")
    hold(alice, kind)
    client.force_login(alice)
    assert client.get("/probe/signed-in/").url == "/account/second-factor/app/"
    assert client.get("/probe/acceptor/").url == "/account/second-factor/app/"
    assert client.post("/probe/api/accept").status_code == 403
    Authenticator.objects.create(user=alice, type=Authenticator.Type.TOTP, data={"secret": "x"})
    assert client.get("/probe/acceptor/").status_code == 200


def test_an_unknown_kind_of_post_is_a_mistake():
    with pytest.raises(ValueError, match="acceptr"):
        rule_for("acceptr")
    with pytest.raises(ValueError, match="expected"):
        rule_for()


def bearer(token):
    return {"headers": {"Authorization": f"Bearer {token}"}}


def test_api_by_token(client, alice, hold):
    token = make_token(hold(alice, "acceptor"), "replay", days=1)
    answer = client.post("/probe/api/accept", **bearer(token))
    assert answer.json() == {"post": "office/acceptor", "user": "alice"}
    assert client.post("/probe/api/accept", **bearer(token + "x")).status_code == 401
    assert client.post("/probe/api/accept").status_code == 401
    assert client.get("/probe/api/open").json() == {"open": True}


def test_api_in_another_post(client, alice, hold):
    token = make_token(hold(alice, "dispatcher"), "replay", days=1)
    assert client.post("/probe/api/accept", **bearer(token)).status_code == 403


def test_a_bad_token_is_not_rescued_by_a_good_session(client, alice, hold):
    hold(alice, "acceptor")
    client.force_login(alice)
    assert client.post("/probe/api/accept", **bearer("wrong")).status_code == 401


def test_api_by_session_needs_the_csrf_token(alice, hold):
    hold(alice, "acceptor")
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    assert client.post("/probe/api/accept").status_code == 403
    client.get("/account/sign-out/")
    token = client.cookies["csrftoken"].value
    assert client.post("/probe/api/accept", headers={"X-CSRFToken": token}).status_code == 200


def test_an_operation_without_a_rule_is_refused_when_the_site_is_built():
    careless = NinjaAPI(urls_namespace="careless", docs_url=None)
    careless.get("/all")(lambda request: {})
    with pytest.raises(ImproperlyConfigured, match="/all"):
        guarded_urls(careless)
