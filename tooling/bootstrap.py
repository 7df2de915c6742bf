"""Make or renew everything the project needs in its own folder; quick and quiet when nothing changed.

Runs on the machine's own Python (3.11 or newer) before any package is installed, so it uses the standard library alone.
"""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from tooling import node, pip

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
FRONTEND = ROOT / "frontend"
BUILT = ROOT / "wanmi" / "site" / "static" / "wanmi"


def main() -> None:
    parser = argparse.ArgumentParser(prog="script/bootstrap", description="Make or renew the environment.")
    parser.add_argument("--dev", action="store_true", help="also what the tests and checks need")
    dev = parser.parse_args().dev
    with (ROOT / ".bootstrap.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two scripts at once: the second waits and finds the work done
        make_venv()
        install_packages(dev)
        build_frontend()
        compile_translations()


def say(text: str) -> None:
    print(f"· {text}", flush=True)


def run(*command: str | Path, cwd: Path = ROOT, env: dict[str, str] | None = None) -> None:
    """Run a command quietly; on failure show what it said and stop with exit code 1."""
    done = subprocess.run(command, cwd=cwd, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        sys.exit(f"{done.stdout}\nThis failed: {' '.join(map(str, command))}")


def make_venv() -> None:
    """A virtual environment of the Python that runs this; made anew when that Python changed."""
    stamp = VENV / ".python"
    if PYTHON.exists() and (not stamp.exists() or stamp.read_text() == sys.version):
        stamp.write_text(sys.version)
        return
    say(f"making .venv with Python {sys.version.split()[0]}")
    run(sys.executable, "-m", "venv", "--without-pip", "--clear", VENV)
    pip.put_into(PYTHON, say)
    stamp.write_text(sys.version)


def install_packages(dev: bool) -> None:
    """Install the locked packages, each checked by its hash, then the project itself in place."""
    state = digest([ROOT / "pyproject.toml", ROOT / "requirements" / "run.lock", ROOT / "requirements" / "dev.lock"])
    stamps = {name: VENV / f".installed-{name}" for name in ("run", "dev")}
    wanted = ("dev",) if dev else ("run", "dev")  # what the tests need includes what the server needs
    if any(stamps[name].exists() and stamps[name].read_text() == state for name in wanted):
        return
    name = "dev" if dev else "run"
    lock = ROOT / "requirements" / f"{name}.lock"
    say(f"installing the packages of {lock.relative_to(ROOT)} (the first time takes a minute)")
    install = (PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--progress-bar", "off")
    run(*install, "--require-hashes", "--only-binary", ":all:", "-r", lock)
    run(*install, "--no-deps", "--no-build-isolation", "-e", ".")
    stamps[name].write_text(state)


def build_frontend() -> None:
    """Build the console's scripts and styles where their sources, the lock or the build's own settings changed."""
    sources = [path for path in FRONTEND.rglob("*") if path.is_file() and "node_modules" not in path.parts]
    stamp, state = BUILT / ".state", digest(sources)
    if stamp.exists() and stamp.read_text() == state:
        return
    command = node.find(say) or node.from_wheel(PYTHON, ROOT / "requirements" / "node.lock", say)
    env = os.environ | {"PATH": f"{command.node.parent}{os.pathsep}{os.environ['PATH']}"}
    installed = FRONTEND / "node_modules" / ".package-lock.json"
    if not installed.exists() or packages(installed) != packages(FRONTEND / "package-lock.json"):
        say("installing the front end's packages")
        run(command.node, command.npm, "ci", "--no-audit", "--no-fund", cwd=FRONTEND, env=env)
    say("building the front end")
    run(command.node, command.npm, "run", "build", cwd=FRONTEND, env=env)
    stamp.write_text(state)


def packages(lock: Path) -> dict[str, str]:
    """The installable packages of an npm lock file with their hashes; those of other machines are left out."""
    entries = json.loads(lock.read_text())["packages"].items()
    return {name: entry["integrity"] for name, entry in entries if name and not entry.get("optional")}


def compile_translations() -> None:
    catalogues = list((ROOT / "locale").glob("*/LC_MESSAGES/django.po"))
    stale = [po for po in catalogues if not newer(po.with_suffix(".mo"), po)]
    if stale:
        say("compiling translations")
        run(VENV / "bin" / "pybabel", "compile", "--domain", "django", "--directory", "locale")


def newer(made: Path, source: Path) -> bool:
    return made.exists() and made.stat().st_mtime >= source.stat().st_mtime


def digest(files: Iterable[Path]) -> str:
    total = hashlib.sha256()
    for path in sorted(files):
        total.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes() + b"\0")
    return total.hexdigest()


if __name__ == "__main__":
    started = time.monotonic()
    main()
    if (spent := time.monotonic() - started) > 5:
        say(f"the environment stands after {spent:.0f} s")
