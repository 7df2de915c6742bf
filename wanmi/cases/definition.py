"""The process that cases follow here: the project's own table with the city's changes laid over it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from wanmi.process.definition import Definition
from wanmi.process.reading import read_definition
from wanmi.territory.models import City
from wanmi.territory.queries import current_city

BASE = Path(__file__).with_name("process.toml")


def case_definition() -> Definition:
    """The definition in force."""
    return definition_of(current_city())


def definition_of(city: City) -> Definition:
    """The definition that ``city`` follows; cached per pack, so a newly loaded city is seen at the next call."""
    return _read(city.pack_digest, city.settings.get("process", ""))


@lru_cache(maxsize=4)
def _read(digest: str, override: str) -> Definition:
    return read_definition(BASE, override)
