"""Getting pip into a virtual environment, also on a Debian that keeps it in packages of its own."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

Say = Callable[[str], None]

HELP = """pip is missing, and none of the usual ways to get it works here. One of these helps:
  · as an administrator: apt-get install python3-venv
  · a Python that has the ensurepip module, from another source"""


def put_into(python: Path, say: Say) -> None:
    """Give ``python``'s environment a pip: from this Python, from Debian's package, or from that package unpacked."""
    for way in (_from_ensurepip, _from_apt, _from_debian_wheel):
        if way(python, say):
            return
    sys.exit(HELP)


def _from_ensurepip(python: Path, say: Say) -> bool:
    return importlib.util.find_spec("ensurepip") is not None and _quietly(python, "-m", "ensurepip", "--default-pip")


def _from_apt(python: Path, say: Say) -> bool:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    say("installing Debian's python3-venv")
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    _quietly("apt-get", "update", env=env)
    installed = _quietly("apt-get", "install", "-y", "--no-install-recommends", "python3-venv", env=env)
    return installed and _quietly(python, "-m", "ensurepip", "--default-pip")


def _from_debian_wheel(python: Path, say: Say) -> bool:
    """Unpack Debian's pip wheel into a private folder, which needs no administrator, and let it install itself."""
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        return False
    say("unpacking Debian's pip")
    with tempfile.TemporaryDirectory() as folder:
        _quietly("apt-get", "download", "python3-pip-whl", cwd=folder)
        for package in Path(folder).glob("python3-pip-whl_*.deb"):
            _quietly("dpkg-deb", "--extract", package, folder)
        return any(
            _quietly(python, wheel / "pip", "install", "--no-index", "--no-deps", wheel)
            for wheel in Path(folder).glob("usr/share/python-wheels/pip-*.whl")
        )


def _quietly(*command: str | Path, cwd: str | None = None, env: dict[str, str] | None = None) -> bool:
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True).returncode == 0
