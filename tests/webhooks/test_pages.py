"""The pages, the API and the commands of webhooks and notices: owner, colleague and stranger; good and bad input."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client
from django.utils import translation

from tests.city import reported
from tests.outbox.receiver import Receiver
from tests.site.conftest import ClientOf
from tests.webhooks.conftest import send, subscribed
from wanmi.journal.models import Entry
from wanmi.notices.contacts import digest_of, has_refused, token_for
from wanmi.notices.models import Preference, Refusal
from wanmi.outbox.models import Message
from wanmi.webhooks.cli import group
from wanmi.webhooks.models import Subscription
from wanmi.workforce.models import Appointment, Staff
from wanmi.workforce.tokens import make_token

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
GOOD = {"label": "Lake", "url": "http://127.0.0.1:9/x", "types": ["case.close"], "region": "110101001"}


def bearer(username: str = "system_admin") -> dict[str, str]:
    token = make_token(Appointment.objects.filter(staff__username=username)[0], "test", 1)
    return {"Authorization": f"Bearer {token}"}


def test_a_subscription_is_made_on_the_page_and_its_secret_shown_once(client_of: ClientOf) -> None:
    client = client_of("system_admin")
    page = client.post("/admin/webhooks/", GOOD).text
    assert "whsec_" in page
    made = Subscription.objects.get()
    assert "whsec_" not in client.get("/admin/webhooks/").text + client.get(f"/admin/webhooks/{made.pk}/").text
    assert "whsec_" not in Entry.objects.get(action="make_webhook").body + made.secret


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ({"label": ""}, "a name of 1 to 100"),
        ({"url": "ftp://example.org"}, "Expected an address such as"),
        ({"url": "http://user:word@127.0.0.1/"}, "without user name"),
        ({"url": "http://127.0.0.1:x/"}, "Expected an address such as"),
        ({"types": []}, "at least one kind"),
        ({"types": ["case.look_reporter"]}, "is not a kind of entry"),
        ({"region": "999999"}, "is not the code of a division"),
    ],
)
def test_what_does_not_fit_is_named_and_nothing_is_made(client_of: ClientOf, typed: Any, named: str) -> None:
    answer = client_of("system_admin").post("/admin/webhooks/", GOOD | typed)
    assert answer.status_code == 422
    assert named in answer.text
    assert not Subscription.objects.exists()


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "10.1.2.3", "[::1]", "169.254.169.254", "[::ffff:10.0.0.1]", "0.0.0.0", "2130706433"],
)
def test_private_addresses_are_refused(client_of: ClientOf, settings: Any, host: str) -> None:
    settings.OUTGOING_PRIVATE = False
    answer = client_of("system_admin").post("/admin/webhooks/", GOOD | {"url": f"http://{host}/"})
    assert answer.status_code == 422
    assert "private network" in answer.text


def test_production_asks_for_https(client_of: ClientOf, settings: Any) -> None:
    settings.PRODUCTION = True
    assert "https://" in client_of("system_admin").post("/admin/webhooks/", GOOD).text
    assert not Subscription.objects.exists()


def test_everything_can_be_done_on_the_page(client_of: ClientOf, hook: Receiver) -> None:
    made, _ = subscribed(hook)
    reported()
    send()
    client, path = client_of("system_admin"), f"/admin/webhooks/{made.pk}/"
    assert "delivered" in client.get(path).text
    message = Message.objects.get()
    assert "It goes again" in client.post(f"{path}deliveries/{message.pk}/", follow=True).text
    assert "goes again" in client.post(f"{path}replay/", {"entry": "1"}, follow=True).text
    assert "goes again" in client.post(f"{path}replay/", {"since": "2026-01-01T00:00"}, follow=True).text
    assert "Nothing was sent" in client.post(f"{path}replay/", follow=True).text
    assert "It is stopped" in client.post(f"{path}stop/", follow=True).text
    assert "It goes on" in client.post(f"{path}start/", follow=True).text
    assert "whsec_" in client.post(f"{path}secret/").text
    assert "is changed" in client.post(path, GOOD, follow=True).text
    assert client.get(path + "?state=nonsense").status_code == 400
    assert client.post(f"{path}dance/").status_code == 404
    assert "has ended" in client.post(f"{path}end/", follow=True).text
    assert client.get(path).status_code == 404
    assert client_of("acceptor").post(f"{path}stop/").status_code == 403


def test_everything_can_be_done_through_the_api(client: Client, hook: Receiver) -> None:
    headers = bearer()
    body = GOOD | {"url": hook.url, "types": ["case.*"], "region": ""}
    made = client.post("/api/v1/webhooks", body, "application/json", headers=headers)
    assert made.status_code == 201
    path = f"/api/v1/webhooks/{made.json()['subscription']['id']}"
    reported()
    send()
    (delivery,) = client.get(f"{path}/deliveries", headers=headers).json()["messages"]
    assert (delivery["state"], delivery["attempts"][0]["status"]) == ("done", 204)
    assert client.post(f"{path}/deliveries/{delivery['id']}/replay", headers=headers).status_code == 204
    assert client.post(f"{path}/replay", {"entry": 1}, "application/json", headers=headers).json() == {"entry": 1}
    assert client.post(f"{path}/stop", headers=headers).json()["is_running"] is False
    assert client.post(f"{path}/start", headers=headers).json()["is_running"] is True
    assert client.post(f"{path}/secret", headers=headers).json()["secret"].startswith("whsec_")
    assert client.put(path, GOOD, "application/json", headers=headers).json()["types"] == ["case.close"]
    refused = client.put(path, GOOD | {"types": ["x"]}, "application/json", headers=headers)
    assert (refused.status_code, refused.json()["reasons"][0]["field"]) == (422, "types")
    assert client.delete(path, headers=headers).status_code == 204
    assert client.get(path, headers=headers).status_code == 404
    assert client.get("/api/v1/webhooks", headers=bearer("acceptor")).status_code == 403
    assert client.get("/api/v1/webhooks").status_code == 401


def test_everything_can_be_done_by_command(hook: Receiver) -> None:
    def run(*arguments: str, exit_code: int = 0) -> str:
        done = CliRunner().invoke(group, arguments)
        assert done.exit_code == exit_code, done.output
        return done.output

    assert "whsec_" in run("add", "Lake", hook.url, "--type", "case.*")
    number = str(Subscription.objects.get().pk)
    reported()
    send()
    assert json.loads(run("log", number, "--json"))["state"] == "done"
    assert "from entry 1 on" in run("replay", number, "--entry", "1")
    run("replay", number, exit_code=2)
    run("stop", number)
    assert json.loads(run("list", "--json"))[0]["running"] is False
    run("start", number)
    run("end", number)
    run("stop", number, exit_code=1)
    with translation.override("en"):
        assert "expected one such as" in run("add", "Lake", hook.url, "--type", "x", exit_code=1)


def test_staff_keep_their_wishes(client_of: ClientOf) -> None:
    client = client_of("acceptor")
    typed = {"email": "su@example.org", "is_on": "1", "wanted": ["overdue"], "language": "en", "quiet_from": "22:00"}
    assert client.post("/notices/", typed).status_code == 422
    assert client.post("/notices/", typed | {"quiet_until": "07:00"}).status_code == 302
    kept = Preference.objects.get(staff__username="acceptor")
    assert (kept.is_on, "overdue" in kept.off, "new_task" in kept.off) == (True, False, True)
    assert Staff.objects.get(username="acceptor").email == "su@example.org"
    assert 'value="22:00"' in client.get("/notices/").text


def test_a_test_notice_is_sent_from_the_page(client_of: ClientOf, settings: Any, tmp_path: Any) -> None:
    settings.NOTICES_FILE = tmp_path / "notices.log"
    client = client_of("system_admin")
    assert "was taken" in client.post("/admin/notices/test/", {"contact": "13800001111"}, follow=True).text
    assert "1380000" not in settings.NOTICES_FILE.read_text()
    assert "Nothing was sent" in client.post("/admin/notices/test/", {"contact": "nobody"}, follow=True).text


def test_a_reporter_refuses_notices_by_the_link_alone(client: Client) -> None:
    path = f"/n/{token_for('138 0000 1111')}/"
    assert client.get(path).status_code == 200
    assert not Refusal.objects.exists()
    assert client.post(path).status_code == 200
    assert Refusal.objects.count() == 1
    assert has_refused("+86 13800001111")
    assert client.get(f"/n/{digest_of('x@example.org')}-000000000000/").status_code == 404
