"""The rules of the queue and of coverage, by Node's own test runner."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tooling import node

FRONTEND = Path(__file__).parents[2] / "frontend"


def test_the_rules_of_the_app() -> None:
    found = node.find(print)
    if found is None:
        pytest.skip("no Node on this machine: the rules of the app are tried in the browser alone")
    tests = sorted(str(path) for path in (FRONTEND / "tests").glob("*.test.js"))
    done = subprocess.run([found.node, "--test", *tests], cwd=FRONTEND, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
