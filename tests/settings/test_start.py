from __future__ import annotations

import os
import socket
import subprocess
import sys

import pytest
from django.core.checks import run_checks

from wanmi import checks
from wanmi.workforce.models import Staff

pytestmark = pytest.mark.django_db


def faults():
    return {fault.id for fault in run_checks(tags=[checks.START])}


@pytest.fixture
def production(settings, tmp_path):
    settings.PRODUCTION = True
    settings.ALLOWED_HOSTS = ["city.example"]
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SECRET_FILE = tmp_path / "secret"
    return settings


def test_a_good_production_starts(production):
    assert faults() == set()


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("DEBUG", True, "start.debug"),
        ("ALLOWED_HOSTS", ["*"], "start.hosts"),
        ("ALLOWED_HOSTS", [], "start.hosts"),
        ("SESSION_COOKIE_SECURE", False, "start.cookies"),
        ("CSRF_COOKIE_SECURE", False, "start.cookies"),
        ("SECRET_KEY", "short", "start.secret"),
    ],
)
def test_production_refuses(production, name, value, fault):
    setattr(production, name, value)
    assert faults() == {fault}


def test_production_refuses_demo_accounts(production):
    Staff.objects.create_user("demo", password=None, display_name="Demo", is_demo=True)
    assert faults() == {"start.demo_accounts"}


def test_production_refuses_a_secret_that_others_may_read(production):
    production.SECRET_FILE.write_text("x" * 60)
    production.SECRET_FILE.chmod(0o644)
    assert faults() == {"start.secret_mode"}


def test_production_refuses_a_home_that_others_may_read(production, tmp_path):
    production.HOME = tmp_path
    tmp_path.chmod(0o755)
    assert faults() == {"start.home"}


def test_a_demo_may_have_demo_accounts(settings):
    Staff.objects.create_user("demo", password=None, display_name="Demo", is_demo=True)
    assert faults() == set()


def serve(home, **variables):
    env = os.environ | {"WANMI_HOME": str(home), "DJANGO_SETTINGS_MODULE": "wanmi.settings", "DATABASE_URL": ""}
    command = [sys.executable, "-m", "wanmi", "serve"]
    return subprocess.run(command, env=env | variables, capture_output=True, text=True, timeout=60)


def test_the_server_names_each_fault_and_does_not_start(tmp_path):
    done = serve(tmp_path, WANMI_MODE="production", WANMI_DEBUG="1", WANMI_ALLOWED_HOSTS="*", WANMI_SECRET_KEY="short")
    assert done.returncode == 1
    for fault in ("start.debug", "start.hosts", "start.secret"):
        assert fault in done.stderr


def test_a_taken_port_is_said(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = serve(tmp_path, WANMI_PORT=port)
    assert done.returncode == 1
    assert f"cannot listen on 127.0.0.1:{port}" in done.stderr


def test_what_was_acknowledged_survives_a_power_cut(tmp_path):
    """In service SQLite waits for the disk (FULL, 2); the tests themselves do without it, for speed."""
    code = (
        "import django; django.setup(); from django.db import connection as c; cursor = c.cursor(); "
        "print(cursor.execute('PRAGMA synchronous').fetchone(), cursor.execute('PRAGMA journal_mode').fetchone())"
    )
    env = os.environ | {"WANMI_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "wanmi.settings", "DATABASE_URL": ""}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "(2,) ('wal',)"
