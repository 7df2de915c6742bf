"""A Chromium for the browser tests: one that is there, else Debian's package, else Playwright's own.

``python -m tooling.browser`` gets one where it can and says which; tests only use what is there by then.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def flags() -> list[str]:
    """How to start Chromium: as root it has no sandbox of its own."""
    return [*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]


def find() -> str | None:
    """The path of a Chromium on this machine, or None."""
    for name in NAMES:
        if path := shutil.which(name):
            return path
    own = _playwrights_own()
    return own if own and Path(own).exists() else None


def get() -> str | None:
    """Like ``find``, but installs one where there is none."""
    return find() or _from_debian() or _from_playwright()


def _playwrights_own() -> str | None:
    code = "from playwright.sync_api import sync_playwright as s\nwith s() as p: print(p.chromium.executable_path)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    return done.stdout.strip() or None


def _from_debian() -> str | None:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "-y", "--no-install-recommends", "chromium", "fonts-noto-cjk"]):
        if subprocess.run(["apt-get", "-qq", *command], env=env, stdout=sys.stderr).returncode:
            return None
    return find()


def _from_playwright() -> str | None:
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], capture_output=True)
    return find()


if __name__ == "__main__":
    path = get()
    print(f"Chromium for the browser tests: {path or 'none can be had; they will be skipped'}")
