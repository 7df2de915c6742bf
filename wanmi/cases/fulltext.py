"""Search in the texts of cases: an index over pairs of characters, in what each database brings with it.

Chinese has no blanks, so a text is written as its overlapping pairs (``路灯不亮`` becomes ``路灯 灯不 不亮``), and a
search is the phrase of its pairs. SQLite keeps them in an FTS5 table, PostgreSQL in a tsvector column; neither needs
an extension.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import BigAutoField, Lookup

from wanmi.cases.models import Case

if TYPE_CHECKING:
    AnyLookup = Lookup[Any]
else:
    AnyLookup = Lookup  # takes no parameters when the program runs

_WORD = re.compile(r"\w+")
_DELETE = {
    "sqlite": "DELETE FROM cases_text WHERE rowid = %s",
    "postgresql": "DELETE FROM cases_text WHERE id = %s",
}
_WRITE = {
    "sqlite": "INSERT INTO cases_text(rowid, pairs) VALUES (%s, %s)",
    "postgresql": "INSERT INTO cases_text(id, pairs) VALUES (%s, %s::tsvector)",
}
_FOUND = {
    "sqlite": "(SELECT rowid FROM cases_text WHERE cases_text MATCH %s)",
    "postgresql": "(SELECT id FROM cases_text WHERE pairs @@ %s::tsquery)",
}


def pairs(text: str) -> list[str]:
    """Overlapping pairs of the letters in ``text``, word by word; a single letter stands alone."""
    words = _WORD.findall(text.lower().replace("_", " "))
    return [word[i : i + 2] for word in words for i in range(max(1, len(word) - 1))]


def index(case: Case) -> None:
    """Write the text and address of ``case`` anew; an erased case leaves the index."""
    found = pairs(f"{case.text} {case.address}")
    with connection.cursor() as cursor:
        if case.version > 1:
            cursor.execute(_DELETE[connection.vendor], [case.pk])
        if found:
            cursor.execute(_WRITE[connection.vendor], [case.pk, document(found)])


def document(found: list[str]) -> str:
    """What is written into the index. PostgreSQL gets the positions spelt out, so that its parser has no say."""
    if connection.vendor == "postgresql":
        return " ".join(f"'{pair}':{position}" for position, pair in enumerate(found, 1))
    return " ".join(found)


@BigAutoField.register_lookup
class Mentions(AnyLookup):
    """``Case.objects.filter(id__mentions="路灯")``: the cases whose text holds this phrase."""

    lookup_name = "mentions"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        return self._in(compiler, connection, '"' + " ".join(pairs(self.rhs)) + '"')

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        return self._in(compiler, connection, " <-> ".join(f"'{pair}'" for pair in pairs(self.rhs)))

    def _in(self, compiler: Any, connection: Any, phrase: str) -> tuple[str, list[Any]]:
        column, params = self.process_lhs(compiler, connection)
        return f"{column} IN {_FOUND[connection.vendor]}", [*params, phrase]
