"""Giving and taking back keys: the page, the command, and who may."""

from __future__ import annotations

import json
import re

import pytest
from click.testing import CliRunner
from django.test import Client

from tests.open311.conftest import Keys
from tests.site.conftest import ClientOf, client_of
from wanmi.journal.models import Entry
from wanmi.open311.cli import group
from wanmi.open311.models import Client as Program
from wanmi.open311.queries import client_with

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
__all__ = ["client_of"]
PAGE = "/admin/open311/"
TYPED = {"name": "City app", "answer": "id", "per_minute": "30"}


def test_a_key_is_shown_once_and_only_its_digest_is_kept(client_of: ClientOf) -> None:
    admin = client_of("system_admin")
    key = re.findall(r"open311_[\w-]+", admin.post(PAGE, TYPED).text)[-1]
    found = client_with(key)
    assert found is not None
    assert (found.name, found.per_minute, found.is_test) == ("City app", 30, False)
    assert key not in f"{found.digest} {admin.get(PAGE).text}"
    assert Entry.objects.latest("seq").action == "issue_key"


def test_a_key_taken_back_is_worth_nothing(client_of: ClientOf, key_for: Keys) -> None:
    key = key_for()
    program, admin = Program.objects.get(), client_of("system_admin")
    for _ in range(2):
        assert admin.post(f"{PAGE}{program.pk}/revoke/", follow=True).status_code == 200
    assert client_with(key) is None
    assert Entry.objects.filter(action="revoke_key").count() == 1


@pytest.mark.parametrize("typed", [{"name": ""}, {"name": "x" * 101}, {"per_minute": "0"}, {"answer": "maybe"}])
def test_bad_terms_are_refused(client_of: ClientOf, typed: dict[str, str]) -> None:
    assert client_of("system_admin").post(PAGE, TYPED | typed).status_code == 422
    assert not Program.objects.exists()


@pytest.mark.parametrize("username", ["security_admin", "acceptor"])
def test_others_may_not(client_of: ClientOf, client: Client, key_for: Keys, username: str) -> None:
    key_for()
    pk = Program.objects.get().pk
    assert client_of(username).get(PAGE).status_code == 403
    assert client_of(username).post(f"{PAGE}{pk}/revoke/").status_code == 403
    assert client.post(f"{PAGE}{pk}/revoke/").status_code == 302
    assert Program.objects.get().revoked_at is None


def test_the_command_gives_lists_and_takes_back() -> None:
    runner = CliRunner()
    done = runner.invoke(group, ["add", "FixMyStreet", "--answer", "token"])
    assert done.exit_code == 0, (done.output, done.exception)
    key = done.output.strip()
    program = client_with(key)
    assert program is not None
    listed = json.loads(runner.invoke(group, ["list", "--json"]).output)
    assert (listed[0]["name"], listed[0]["answer"], listed[0]["revoked"]) == ("FixMyStreet", "token", False)
    assert runner.invoke(group, ["revoke", str(program.pk)]).exit_code == 0
    assert "FixMyStreet" in runner.invoke(group, ["list"]).output
    assert runner.invoke(group, ["revoke", "0"]).exit_code == 1
