"""What a scheme may name without giving it itself: the indicators that are measured from the journal, and for whom."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from wanmi.schemes.definition import Label

FILE = Path(__file__).with_name("measured.csv")


@dataclass(frozen=True, slots=True)
class Measured:
    """An indicator of GB/T 30428.4 or of practice: its name, and the kinds of subject it is measured for."""

    code: str
    label: Label
    subjects: frozenset[str]


@lru_cache(maxsize=1)
def measured() -> Mapping[str, Measured]:
    """Code -> indicator."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = [_measured(row) for row in csv.DictReader(file)]
    return {row.code: row for row in rows}


def _measured(row: Mapping[str, str]) -> Measured:
    label = {"zh": row["name_zh"], "en": row["name_en"]}
    return Measured(row["code"], label, frozenset(row["subjects"].split("|")))


def known() -> dict[str, frozenset[str]]:
    """Code -> the kinds of subject it is measured for, as ``read_scheme`` asks for it."""
    return {code: row.subjects for code, row in measured().items()}
