"""A city that runs as it does in service: `wanmi serve` in processes of its own, with a home of its own."""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import httpx
import psycopg

from tooling.postgres import free_port

READY_WITHIN_S = 600  # the first start compiles the address engine, on a machine that may be busy


class LiveCity:
    """A demo city on a free loopback port. It stops when the test does, even if the tests are killed."""

    def __init__(self, home: Path, database_url: str = "") -> None:
        self.home = home
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.env = os.environ | {
            "DJANGO_SETTINGS_MODULE": "wanmi.settings",
            "DATABASE_URL": database_url,
            "WANMI_HOME": str(home),
            "WANMI_MODE": "demo",
            "WANMI_PORT": str(self.port),
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the server and wait until it answers; AssertionError with its log if it does not."""
        with self.log.open("ab") as log:
            command = [sys.executable, "-m", "wanmi", "serve", "--stop-with-input"]
            self.process = subprocess.Popen(command, env=self.env, stdin=subprocess.PIPE, stdout=log, stderr=log)
        deadline = time.monotonic() + READY_WITHIN_S
        while not self.answers():
            running = self.process.poll() is None and time.monotonic() < deadline
            assert running, f"the server does not answer:\n{self.log.read_text()[-5000:]}"
            time.sleep(0.1)

    def answers(self) -> bool:
        try:
            return httpx.get(f"{self.url}/account/sign-in/", timeout=5).status_code == 200
        except httpx.TransportError:
            return False

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """Stop the server, or kill it: its workers and clockwork follow by themselves."""
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(30)
            assert self.process.stdin is not None
            self.process.stdin.close()
            self.process = None

    def run(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run ``wanmi …`` in this city."""
        command = [sys.executable, "-m", "wanmi", *arguments]
        done = subprocess.run(command, env=self.env, capture_output=True, text=True)
        assert not check or done.returncode == 0, f"{arguments}: exit {done.returncode}\n{done.stdout}{done.stderr}"
        return done

    @property
    def log(self) -> Path:
        return self.home / "server.log"


@contextlib.contextmanager
def live_city(home: Path) -> Iterator[LiveCity]:
    """A running city, on a database of its own beside the one that DATABASE_URL names, else on SQLite."""
    with _database() as url:
        city = LiveCity(home, url)
        try:
            city.start()
            yield city
        finally:
            city.stop()


@contextlib.contextmanager
def _database() -> Iterator[str]:
    server = os.environ.get("DATABASE_URL", "")
    if not server:
        yield ""
        return
    name = f"wanmi_live_{secrets.token_hex(6)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
