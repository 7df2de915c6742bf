from __future__ import annotations

import json
import signal
import time

import httpx
import psutil
import pytest


@pytest.fixture
def family(live_city):
    """The server's process and all that it started."""
    process = psutil.Process(live_city.process.pid)
    return [process, *process.children(recursive=True)]


def gone(processes, within_s=15):
    deadline = time.monotonic() + within_s
    while any(process.is_running() and process.status() != psutil.STATUS_ZOMBIE for process in processes):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def test_it_tells_where_it_serves_and_who_may_sign_in(live_city):
    deadline = time.monotonic() + 10  # it asks itself, and tells when it has answered
    while (told := f"Wanmi serves at {live_city.url}") not in live_city.log.read_text():
        assert time.monotonic() < deadline, told
        time.sleep(0.1)
    assert "acceptor" in live_city.log.read_text()


def test_files_have_names_that_change_with_their_content(live_city):
    page = httpx.get(f"{live_city.url}/account/sign-in/")
    style = page.text.split('rel="stylesheet" href="')[1].split('"')[0]
    answer = httpx.get(f"{live_city.url}{style}", headers={"Accept-Encoding": "br"})
    assert answer.status_code == 200
    assert answer.headers["Content-Encoding"] == "br"
    assert "immutable" in answer.headers["Cache-Control"]


def test_a_killed_server_leaves_nothing_behind_and_can_be_started_again(live_city, family):
    before = json.loads(live_city.run("staff", "list", "--json").stdout)
    assert len(family) > 2  # a worker and the clockwork besides the server
    live_city.stop(signal.SIGKILL)
    assert gone(family)
    live_city.start()
    assert json.loads(live_city.run("staff", "list", "--json").stdout) == before


def test_it_stops_with_whoever_started_it(live_city, family):
    live_city.process.stdin.close()
    assert gone(family)
    live_city.stop()
    live_city.start()
