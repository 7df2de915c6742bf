"""The two processes of this room: the project's own tables with the city's changes laid over them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from wanmi.process.definition import Definition
from wanmi.process.reading import read_definition
from wanmi.territory.queries import current_city

ADDRESSES = Path(__file__).with_name("address.toml")
REMEDIES = Path(__file__).with_name("remedy.toml")


def address_definition() -> Definition:
    """The life of an address in this city."""
    return _followed(ADDRESSES, "address_process")


def remedy_definition() -> Definition:
    """How the address of a business row is remedied in this city."""
    return _followed(REMEDIES, "remedy_process")


def _followed(base: Path, setting: str) -> Definition:
    city = current_city()
    return _read(base, city.pack_digest, city.settings.get(setting, ""))


@lru_cache(maxsize=8)
def _read(base: Path, digest: str, override: str) -> Definition:
    return read_definition(base, override)
