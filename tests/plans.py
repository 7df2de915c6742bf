"""By which indices SQLite answers what was asked."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

# On a table of a few rows PostgreSQL may take any index that is at hand.
reads_plans = pytest.mark.skipif(connection.vendor != "sqlite", reason="reads the plan of SQLite")


def plans(asked: CaptureQueriesContext, naming: str) -> dict[str, str]:
    """Query -> its plan in one line, of those queries that name something, in their order."""
    queries = [each["sql"] for each in asked.captured_queries if naming in each["sql"]]
    with connection.cursor() as cursor:
        return {
            query: "; ".join(str(row[-1]) for row in cursor.execute(f"EXPLAIN QUERY PLAN {query}").fetchall())
            for query in queries
        }
