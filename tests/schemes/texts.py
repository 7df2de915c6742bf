"""The presets of the national pack, and a small scheme to break."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

from wanmi.schemes.definition import Scheme
from wanmi.schemes.harmony.definition import Index
from wanmi.schemes.harmony.reading import read_index
from wanmi.schemes.measured import known
from wanmi.schemes.numbers import exact
from wanmi.schemes.reading import read_scheme
from wanmi.schemes.scoring import Score, score

NATIONAL = Path(__file__).parents[2] / "cities" / "national"
TINY = """[scheme]
key = "tiny"
version = "1"
label = { zh = "小", en = "tiny" }
by = ["department"]
total = 10
mark = "proposal"
source = "a test"
valid_from = 2026-01-01

[[line]]
key = "closing"
label = { zh = "结案", en = "closed" }
value = "archive_rate"
points = 10
"""


def preset(key: str) -> Scheme:
    path = NATIONAL / "schemes" / f"{key}.toml"
    return read_scheme(path.name, path.read_text(encoding="utf-8"), known())


def index() -> Index:
    path = NATIONAL / "indices" / "six_harmonies.toml"
    return read_index(path.name, path.read_text(encoding="utf-8"), known())


def tiny(text: str = TINY) -> Scheme:
    return read_scheme("tiny.toml", text, known())


def figures(values: Mapping[str, object]) -> dict[str, Fraction | None]:
    return {name: None if value is None else exact(value) for name, value in values.items()}


def scored(scheme: Scheme, **values: object) -> Score:
    return score(scheme, figures(values))
