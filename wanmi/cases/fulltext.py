"""Search in the texts of cases: an index over pairs of characters, in what each database brings with it.

Chinese has no blanks, so a text is written as its overlapping pairs (``路灯不亮`` becomes ``路灯 灯不 不亮``), and a
search is the phrase of its pairs. SQLite keeps them in an FTS5 table, PostgreSQL in a tsvector column; neither needs
an extension.
"""

from __future__ import annotations

import re

from django.db import connection

from wanmi.cases.models import Case

_WORD = re.compile(r"\w+")
_DELETE = {
    "sqlite": "DELETE FROM cases_text WHERE rowid = %s",
    "postgresql": "DELETE FROM cases_text WHERE id = %s",
}
WRITE = {
    "sqlite": "INSERT INTO cases_text(rowid, pairs) VALUES (%s, %s)",
    "postgresql": "INSERT INTO cases_text(id, pairs) VALUES (%s, %s::tsvector)",
}
_NEWEST = {
    "sqlite": "SELECT rowid FROM cases_text WHERE cases_text MATCH %s AND rowid < %s ORDER BY rowid DESC LIMIT %s",
    "postgresql": "SELECT id FROM cases_text WHERE pairs @@ %s::tsquery AND id < %s ORDER BY id DESC LIMIT %s",
}
PAST_THE_LAST = 2**63 - 1


def pairs(text: str) -> list[str]:
    """Overlapping pairs of the letters in ``text``, word by word; a single letter stands alone."""
    words = _WORD.findall(text.lower().replace("_", " "))
    return [word[i : i + 2] for word in words for i in range(max(1, len(word) - 1))]


def index(case: Case) -> None:
    """Write the text and address of ``case`` anew; an erased case leaves the index."""
    if case.version > 1:
        forget(case)
    if found := pairs(f"{case.text} {case.address}"):
        with connection.cursor() as cursor:
            cursor.execute(WRITE[connection.vendor], [case.pk, document(found)])


def forget(case: Case) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_DELETE[connection.vendor], [case.pk])


def document(found: list[str]) -> str:
    """What is written into the index. PostgreSQL gets the positions spelt out, so that its parser has no say."""
    if connection.vendor == "postgresql":
        return " ".join(f"'{pair}':{position}" for position, pair in enumerate(found, 1))
    return " ".join(found)


def newest(text: str, before: int, size: int) -> list[int]:
    """Ids below ``before`` of the cases whose text holds this phrase, the newest first, ``size`` at most."""
    found = pairs(text)
    if not found:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST[connection.vendor], [_phrase(found), before, size])
        return [row[0] for row in cursor.fetchall()]


def _phrase(found: list[str]) -> str:
    if connection.vendor == "postgresql":
        return " <-> ".join(f"'{pair}'" for pair in found)
    return '"' + " ".join(found) + '"'
