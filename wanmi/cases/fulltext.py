"""Search in the texts of cases: an index over pairs of characters, in what each database brings with it.

Chinese has no blanks, so a text is written as its overlapping pairs (`路灯不亮` → `路灯 灯不 不亮`) and a search is the phrase
of its pairs. SQLite keeps them in an FTS5 table, PostgreSQL in a tsvector column; neither needs an extension.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection

from wanmi.cases.models import Case

_WORD = re.compile(r"\w+")


def pairs(text: str) -> list[str]:
    """Overlapping pairs of the letters in ``text``, word by word; a single letter stands alone."""
    words = _WORD.findall(text.lower().replace("_", " "))
    return [word[i : i + 2] for word in words for i in range(max(1, len(word) - 1))]


@dataclass(frozen=True, slots=True)
class _Dialect:
    write: str
    delete: str
    match: str  # SQL condition on cases_case.id with one parameter
    query: Callable[[list[str]], str]


_SQLITE = _Dialect(
    write="INSERT INTO cases_text(rowid, pairs) VALUES (%s, %s)",
    delete="DELETE FROM cases_text WHERE rowid = %s",
    match="cases_case.id IN (SELECT rowid FROM cases_text WHERE cases_text MATCH %s)",
    query=lambda found: '"' + " ".join(found) + '"',
)
_POSTGRESQL = _Dialect(
    write="INSERT INTO cases_text(id, pairs) VALUES (%s, to_tsvector('simple', %s))",
    delete="DELETE FROM cases_text WHERE id = %s",
    match="cases_case.id IN (SELECT id FROM cases_text WHERE pairs @@ to_tsquery('simple', %s))",
    query=lambda found: " <-> ".join(f"'{pair}'" for pair in found),
)


def _dialect() -> _Dialect:
    return _POSTGRESQL if connection.vendor == "postgresql" else _SQLITE


def index(case: Case) -> None:
    """Write the text and address of ``case`` anew; an erased case leaves the index."""
    dialect = _dialect()
    found = pairs(f"{case.text} {case.address}")
    with connection.cursor() as cursor:
        if case.version > 1:
            cursor.execute(dialect.delete, [case.pk])
        if found:
            cursor.execute(dialect.write, [case.pk, " ".join(found)])


def condition(text: str) -> tuple[str, list[str]] | None:
    """SQL condition and its parameters for cases whose text holds ``text``; None where it has no letters."""
    found = pairs(text)
    return (_dialect().match, [_dialect().query(found)]) if found else None
