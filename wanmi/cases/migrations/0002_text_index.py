"""The table behind ``id__mentions``: FTS5 on SQLite, a tsvector with a GIN index on PostgreSQL."""

from __future__ import annotations

from typing import Any

from django.db import migrations

CREATE = {
    "sqlite": ["CREATE VIRTUAL TABLE cases_text USING fts5(pairs, tokenize = \"unicode61 remove_diacritics 0\")"],
    "postgresql": [
        "CREATE TABLE cases_text (id bigint PRIMARY KEY, pairs tsvector NOT NULL)",
        "CREATE INDEX cases_text_pairs ON cases_text USING gin (pairs)",
    ],
}


def create(apps: Any, schema_editor: Any) -> None:
    for statement in CREATE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop(apps: Any, schema_editor: Any) -> None:
    schema_editor.execute("DROP TABLE cases_text")


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
