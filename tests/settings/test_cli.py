from __future__ import annotations

import os
import subprocess
import sys

import click
import pytest
from django.utils import translation

from wanmi.cli import COMMANDS, main


def wanmi(*arguments, **variables):
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "wanmi.settings", "DATABASE_URL": ""} | variables
    return subprocess.run([sys.executable, "-m", "wanmi", *arguments], env=env, capture_output=True, text=True)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_is_there_and_says_what_it_does(name):
    with translation.override(translation.get_language()):  # it sets the language, which is not to outlive this test
        command = main.get_command(click.Context(main), name)
    assert command is not None
    for one in [command, *getattr(command, "commands", {}).values()]:
        assert one.help, one.name


def test_help_lists_all_and_leaves_nothing_behind(tmp_path):
    done = wanmi("--help", WANMI_HOME=str(tmp_path / "home"))
    assert done.returncode == 0
    assert all(f"  {name} " in done.stdout for name in COMMANDS)
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("arguments", [("no-such-command",), ("--no-such-option",), ("staff", "token")])
def test_wrong_use(tmp_path, arguments):
    assert wanmi(*arguments, WANMI_HOME=str(tmp_path)).returncode == 2


@pytest.mark.parametrize(("spoken", "said"), [("zh_CN.UTF-8", "处问题"), ("C.UTF-8", "problems")])
def test_it_speaks_the_language_of_the_terminal(tmp_path, spoken, said):
    done = wanmi("pack", "check", str(tmp_path), WANMI_HOME=str(tmp_path), LC_ALL=spoken)
    assert done.returncode == 1
    assert said in done.stderr
