from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from wanmi import environment
from wanmi.environment import SettingError

ROOT = Path(__file__).parents[2]


def test_the_page_of_settings_shows_the_table_of_the_code():
    assert environment.as_table() in (ROOT / "docs" / "settings.md").read_text()


def test_the_code_reads_no_variable_that_the_table_does_not_have():
    written = set()
    for path in (ROOT / "wanmi").rglob("*.py"):
        written |= set(re.findall(r"\bWANMI_[A-Z_]+\b|\bDATABASE_URL\b", path.read_text()))
    assert written == set(environment.VARIABLES)


@pytest.mark.parametrize(
    ("name", "value", "read"),
    [
        ("WANMI_PORT", "eighty", lambda: environment.number("WANMI_PORT")),
        ("WANMI_MODE", "staging", lambda: environment.choice("WANMI_MODE", "demo", "production")),
    ],
)
def test_what_cannot_be_used_is_named(monkeypatch, name, value, read):
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingError, match=f"{name}='{value}': expected"):
        read()


def test_empty_means_default(monkeypatch):
    monkeypatch.setenv("WANMI_PORT", " ")
    assert environment.number("WANMI_PORT") == 8000


def test_private_values_are_not_shown(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://me:secret@localhost/wanmi")
    assert environment.shown("DATABASE_URL") == "(given)"


def test_a_wrong_value_stops_the_command_line_with_a_clear_word(tmp_path):
    env = os.environ | {
        "WANMI_HOME": str(tmp_path),
        "WANMI_MODE": "staging",
        "DJANGO_SETTINGS_MODULE": "wanmi.settings",
    }
    done = subprocess.run([sys.executable, "-m", "wanmi", "migrate"], env=env, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr == "Error: WANMI_MODE='staging': expected demo or production\n"
