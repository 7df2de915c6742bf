"""Lists page by key; strangers and colleagues in other posts get nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from tests.api.asking import V1, get, pages, send
from tests.city import reported
from wanmi.journal.models import Entry
from wanmi.territory.queries import today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


LISTS = [
    *[("/cases", "acceptor"), ("/work", "acceptor"), ("/organisations", "handler"), ("/posts", "handler")],
    *[("/staff", "security_admin"), ("/appointments", "security_admin"), ("/duties", "operator")],
    *[("/tokens", "security_admin"), ("/divisions", "operator"), ("/catalogue/items", "operator")],
    *[("/catalogue/owners", "operator"), ("/journal", "audit_admin"), ("/open311/clients", "system_admin")],
    *[("/grids", "operator"), ("/duty-grids", "operator"), ("/addresses", "operator"), ("/remedies", "acceptor")],
]


@pytest.mark.parametrize(("path", "kind"), LISTS)
def test_lists_page_by_key_without_gaps(client: Client, path: str, kind: str) -> None:
    for _ in range(3):
        reported()
    rows = pages(client, path, kind, size=2)
    whole = get(client, f"{path}?size={max(len(rows), 1)}", kind).json()["rows"]
    if path != "/tokens":  # each request of this test makes one
        assert rows == whole
    assert get(client, f"{path}?after=nonsense", kind).status_code == 400
    assert get(client, f"{path}?size=0", kind).status_code == 422


READS = [path for path, _ in LISTS] + ["/cases/x", "/cases/x/file", "/city", "/process", "/calendar", "/addresses/x"]


@pytest.mark.parametrize("path", READS)
def test_strangers_read_nothing(client: Client, path: str) -> None:
    answer = client.get(f"{V1}{path}")
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
    assert answer["WWW-Authenticate"] == "Bearer"


REFUSED = [
    *[("GET", "/staff", "acceptor"), ("GET", "/journal", "system_admin"), ("GET", "/tokens", "system_admin")],
    *[("GET", "/calendar", "security_admin"), ("GET", "/cases", "security_admin"), ("GET", "/work", "audit_admin")],
    *[("GET", "/remedies", "handler"), ("GET", "/open311/clients", "handler"), ("POST", "/reports", "handler")],
    *[("POST", "/appointments", "shift_leader"), ("POST", "/duties", "acceptor"), ("POST", "/tokens", "acceptor")],
    *[("PUT", "/calendar/days/2026-12-25", "acceptor"), ("PUT", "/catalogue/owners", "security_admin")],
    *[("PUT", "/catalogue/conditions/x", "shift_leader"), ("POST", "/packs/check", "acceptor")],
    *[("POST", "/journal/verifications", "security_admin"), ("POST", "/addresses", "dispatcher")],
    *[("POST", "/open311/clients", "security_admin"), ("DELETE", "/tokens/x", "operator")],
]


@pytest.mark.parametrize(("method", "path", "kind"), REFUSED)
def test_colleagues_in_other_posts_are_refused(client: Client, method: str, path: str, kind: str) -> None:
    before = Entry.objects.count()
    answer = send(client, method, path, kind, {})
    assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")
    assert client.generic(method, f"{V1}{path}", "{}", content_type="application/json").status_code == 401
    assert Entry.objects.count() == before


def test_expired_days_do_not_break_pages(client: Client) -> None:
    assert get(client, f"/cases?since={today() + timedelta(days=9)}", "acceptor").json() == {"rows": [], "after": ""}
