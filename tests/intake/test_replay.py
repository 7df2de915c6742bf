"""Replaying files through a running city: nothing lost, nothing doubled, also when the server is killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection

from tooling.live import LiveCity, live_city
from wanmi.intake.replaying import BadFile, read_reports

SHARED = Path(os.environ.get("WANMI_SHARED", Path(__file__).resolve().parents[3] / "shared"))
MESSAGES = SHARED / "data" / "tickets" / "citizen_messages_2019.jsonl"
PLACES = ["110101001001", "110101001002"]


def test_a_message_gets_the_same_place_each_time(tmp_path: Path) -> None:
    file = tmp_path / "messages.jsonl"
    file.write_text('{"id": "1", "title": "路灯", "text": "不亮"}\n{"text": "积水", "place": "110101002001"}\n')
    first, second = read_reports(file, PLACES), read_reports(file, PLACES)
    assert first == second
    assert first[0][1]["place"] in PLACES
    assert first[1] == ("messages:2", {"channel": "hotline", "text": "积水", "place": "110101002001"})


@pytest.mark.parametrize("line", ["not json", "[]", '{"id": "1"}', "7"])
def test_a_bad_line_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "messages.jsonl"
    file.write_text('{"id": "1", "title": "路灯", "text": "不亮"}\n' + line + "\n")
    with pytest.raises(BadFile, match=r"messages\.jsonl line 2"):
        read_reports(file, PLACES)


@pytest.mark.everywhere
@pytest.mark.realdata
def test_a_year_of_messages_survives_two_kills(tmp_path: Path) -> None:
    if not MESSAGES.exists():
        pytest.skip(f"needs {MESSAGES.name}, which the project does not ship")
    every = MESSAGES.read_text(encoding="utf-8").splitlines(keepends=True)
    some = every if connection.vendor == "sqlite" else every[:1200]  # a second database need not see all of them
    messages, lines = tmp_path / MESSAGES.name, len(some)
    messages.write_text("".join(some), encoding="utf-8")
    with live_city(tmp_path) as city:
        before = _count(city)
        summary = _replay_while_killing(city, messages, kills=2)
        assert summary["refused"] == {}
        assert summary["sent"] == lines
        assert _count(city) - before == lines
        assert json.loads(city.run("journal", "verify", "--json").stdout)["faults"] == []
        again = json.loads(city.run("replay", str(messages), "--url", city.url, "--json").stdout)
        assert (again["opened"], again["known_before"]) == (0, lines)
        assert _count(city) - before == lines


def _replay_while_killing(city: LiveCity, messages: Path, kills: int) -> dict[str, object]:
    """Replay the messages; kill the server (SIGKILL) and start it again while they are under way."""
    command = [sys.executable, "-m", "wanmi", "replay", str(messages), "--url", city.url, "--json"]
    command += ["--patience", "240"]  # a server begins slowly on a busy machine
    replay = subprocess.Popen(command, env=city.env, stdout=subprocess.PIPE, text=True)
    for _ in range(kills):
        _wait_for_more(city, 300)
        city.stop(signal.SIGKILL)
        city.start()
        assert replay.poll() is None, "the replay ended before the server could be killed"
    output, _ = replay.communicate(timeout=300)
    summary: dict[str, object] = json.loads(output)
    assert summary["retries"], "no report was under way when the server was killed"
    return summary


def _wait_for_more(city: LiveCity, cases: int) -> None:
    wanted = _count(city) + cases
    deadline = time.monotonic() + 120
    while _count(city) < wanted:
        assert time.monotonic() < deadline, "the replay does not get on"
        time.sleep(0.2)


def _count(city: LiveCity) -> int:
    """How many cases the city has, asked in a process of its own."""
    code = "import django; django.setup(); from wanmi.cases.models import Case; print(Case.objects.count())"
    done = subprocess.run([sys.executable, "-c", code], env=city.env, capture_output=True, text=True, check=True)
    return int(done.stdout)
