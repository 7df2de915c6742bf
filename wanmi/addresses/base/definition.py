"""The two processes of this room, read once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from wanmi.process.definition import Definition
from wanmi.process.reading import read_definition


@cache
def address_definition() -> Definition:
    return read_definition(Path(__file__).with_name("address.toml"))


@cache
def remedy_definition() -> Definition:
    return read_definition(Path(__file__).with_name("remedy.toml"))
