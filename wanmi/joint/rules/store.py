"""Rule books as they are stored: those in force on a day, and the one that an obligation keeps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache

from django.db.models import Q, QuerySet

from wanmi.joint.errors import UnknownKind
from wanmi.joint.models import RuleBook
from wanmi.joint.rules.definition import Kind, Rules
from wanmi.joint.rules.reading import read_rules
from wanmi.process.definition import Label


def rules_of(book: RuleBook) -> Rules:
    """What a stored book says; read once, since a book never changes."""
    return _read(book.pk, book.digest)


@lru_cache(maxsize=64)
def _read(pk: int, digest: str) -> Rules:
    book = RuleBook.objects.get(pk=pk, digest=digest)
    return read_rules(book.file, book.text, book.processes)


def newer_than(book: RuleBook) -> QuerySet[RuleBook]:
    """The books of the same key that came later, the newest first."""
    found = RuleBook.objects.filter(key=book.key, pk__gt=book.pk)
    return found.defer("text", "processes").order_by("-pk")


def in_force(day: date) -> list[RuleBook]:
    """The books under which something may be opened on ``day``."""
    found = RuleBook.objects.filter(Q(valid_to=None) | Q(valid_to__gt=day), is_listed=True, valid_from__lte=day)
    return list(found.defer("text", "processes").order_by("key", "pk"))  # what they say is read once: rules_of()


def books_where(wanted: Callable[[Rules], object]) -> dict[int, Rules]:
    """The rule books, in force or not, whose rules have what is wanted, by their key in the database. One query."""
    books = ((book.pk, rules_of(book)) for book in RuleBook.objects.defer("text", "processes"))
    return {pk: rules for pk, rules in books if wanted(rules)}


def post_labels(day: date) -> dict[str, Label]:
    """The names of those kinds of posts that only obligations know."""
    return {kind: label for book in in_force(day) for kind, label in rules_of(book).posts.items()}


def book_with(kind: str, day: date) -> tuple[RuleBook, Kind]:
    """The book in force that has this kind. Raises UnknownKind."""
    for book in in_force(day):
        if found := rules_of(book).kinds.get(kind):
            return book, found
    raise UnknownKind(kind)
