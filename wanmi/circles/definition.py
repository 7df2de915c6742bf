"""The process of what was said: the project's own table with the city's changes laid over it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from wanmi.process.definition import Definition
from wanmi.process.reading import read_definition
from wanmi.territory.queries import current_city

BASE = Path(__file__).with_name("candidate.toml")
SETTING = "candidate_process"


def candidate_definition() -> Definition:
    city = current_city()
    return _read(city.pack_digest, city.settings.get(SETTING, ""))


@lru_cache(maxsize=4)
def _read(digest: str, override: str) -> Definition:
    return read_definition(BASE, override)
