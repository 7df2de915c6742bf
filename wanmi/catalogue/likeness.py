"""Items that a text in everyday words may mean, by the pairs of letters it shares with names and filing conditions."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from math import log

from wanmi.catalogue.models import Condition, Item, Kind

_WORD = re.compile(r"[a-z]{3,}|[^\W\d_a-z]+")  # words of Latin letters; runs of other letters, which have no blanks
_MEANS_NOTHING = frozenset({"and", "are", "for", "from", "has", "not", "the", "was", "with"})
LEAST_SHARE = 0.35  # of the best score: what lies below is noise


def items_like(text: str, limit: int = 8) -> list[Item]:
    """Items of the current edition that share the rarest pairs of letters with ``text``, best first. Two queries."""
    asked = set(_parts(text))
    documents = _documents()
    known = Counter(part for parts in documents.values() for part in parts & asked)
    scores = {
        item: sum(log(1 + len(documents) / known[part]) for part in parts & asked) for item, parts in documents.items()
    }
    best = max(scores.values(), default=0.0)
    found = [item for item, score in scores.items() if score and score >= LEAST_SHARE * best]
    return sorted(found, key=lambda item: (-scores[item], item.kind != Kind.EVENT, item.code))[:limit]


def _documents() -> dict[Item, frozenset[str]]:
    """What each item is known by: its names, and what its filing conditions say."""
    filings: dict[int, list[str]] = defaultdict(list)
    for item, text in Condition.objects.filter(valid_to=None).values_list("item", "filing_zh"):
        filings[item].append(text)
    items = Item.objects.filter(edition__is_current=True, valid_to=None)
    return {
        item: frozenset(_parts(" ".join((item.name_zh, item.name_en, *filings[item.pk])))) for item in items.iterator()
    }


def _parts(text: str) -> Iterator[str]:
    for word in _WORD.findall(text.lower()):
        if not word.isascii():
            yield from (word[i : i + 2] for i in range(max(1, len(word) - 1)))
        elif word not in _MEANS_NOTHING:
            yield word
