"""What a book with ``[measures]`` counts of a period: what was settled low, such as on the spot, and how people rate.

Levels and the three rates have figures of their own (linkage.rates, joint.rates); these need neither.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.db.models import Count

from wanmi.joint.models import Tally
from wanmi.joint.rates import Rate
from wanmi.joint.rules.store import books_where


@dataclass(frozen=True, slots=True)
class Measures:
    """``low``: settled at a level that the book calls low, of all that came; ``satisfied``: of those rated."""

    low: Rate
    satisfied: Rate


def measures(key: str, region: str, since: datetime, until: datetime) -> Measures:
    """Of what was opened on a ground in a period under any version of a book. Two queries, one of them a GROUP BY."""
    books = books_where(lambda rules: rules.key == key and rules.fair is not None)
    rows = Tally.objects.filter(rules__in=books, place__startswith=region, opened_at__gte=since, opened_at__lt=until)
    groups = rows.order_by().values_list("rules_id", "answered_at", "rating").annotate(number=Count("pk"))
    tickets = low = rated = 0
    satisfied = Fraction(0)
    for book, answered_at, rating, number in groups:
        tickets += number
        low += number if answered_at in books[book].low else 0
        rated += number if rating else 0
        satisfied += number * {"satisfied": Fraction(1), "fair": books[book].fair or Fraction(0)}.get(
            rating, Fraction(0)
        )
    return Measures(Rate(Fraction(low), tickets), Rate(satisfied, rated))
