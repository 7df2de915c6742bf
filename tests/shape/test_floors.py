"""A room imports only from rooms on lower floors, as docs/architecture.md draws the house."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FLOOR = re.compile(r"^\| (\d+) \| `wanmi\.(\w+)` \|", re.MULTILINE)
FLOORS = {room: int(floor) for floor, room in FLOOR.findall((ROOT / "docs" / "architecture.md").read_text())}
# What an engine must do without, so that it serves a notebook as well as the site.
PLAIN = {"codes", "worktime", "process"}


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
            yield from (f"{node.module}.{name.name}" for name in node.names)


def files(room: str) -> list[Path]:
    return sorted((ROOT / "wanmi" / room).rglob("*.py"))


def test_every_room_is_drawn():
    rooms = {path.parent.name for path in (ROOT / "wanmi").glob("*/__init__.py")}
    assert rooms == set(FLOORS)


@pytest.mark.parametrize("room", sorted(FLOORS))
def test_a_room_imports_only_from_below(room):
    above = {
        f"{path.relative_to(ROOT)} imports wanmi.{other}"
        for path in files(room)
        for name in imports(path)
        if (other := name.removeprefix("wanmi.").split(".")[0]) in FLOORS and name.startswith("wanmi.")
        if other != room and FLOORS[other] >= FLOORS[room]
    }
    assert above == set()


@pytest.mark.parametrize("room", sorted(PLAIN))
def test_the_engines_are_plain_python(room):
    for path in files(room):
        assert not [name for name in imports(path) if name.split(".")[0] in {"django", "ninja", "allauth"}], path
