from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from wanmi.workforce.cli import group
from wanmi.workforce.tokens import appointment_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def run():
    return lambda *arguments: CliRunner().invoke(group, arguments)


def test_from_account_to_token(run, make_post):
    make_post("operator")
    assert run("add", "wang", "王芳", "--password", "long enough secret").exit_code == 0
    assert run("appoint", "wang", "office/operator").exit_code == 0
    listed = json.loads(run("list", "--json").output)
    assert listed == [{"username": "wang", "name": "王芳", "active": True, "demo": False, "posts": ["office/operator"]}]
    token = run("token", "wang", "office/operator", "--label", "hotline").output.strip()
    assert appointment_for(token).staff.username == "wang"
    assert run("end", "wang", "office/operator").exit_code == 0
    assert appointment_for(token) is None


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("add", "li", "李", "--password", "short"), "10"),
        (("appoint", "nobody", "office/operator"), "There is no account nobody."),
        (("appoint", "alice", "office/none"), "There is no post office/none."),
        (("appoint", "alice", "office/dispatcher"), "supervision side"),
        (("end", "alice", "office/dispatcher"), "alice does not hold office/dispatcher today."),
    ],
)
def test_what_cannot_be_done_is_said(run, alice, hold, make_post, arguments, reason):
    hold(alice, "acceptor")
    make_post("dispatcher")
    done = run(*arguments)
    assert done.exit_code == 1
    assert reason in done.output


def test_wrong_use(run):
    assert run("token").exit_code == 2
    assert run("appoint", "alice", "office/operator", "--since", "yesterday").exit_code == 2
