"""Filters in CQL2 text (OGC 21-065r2) over the queryables of a collection, as conditions of a query.

Understood are comparisons, LIKE, BETWEEN, IN, IS NULL, AND, OR, NOT. As the standard asks, what is unknown (null) fits
neither a comparison nor its negation, so a NOT is carried down to the comparisons.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import cql2
from django.db.models import Q
from django.utils import timezone

TEXT_AT_MOST = 2_000  # characters of a filter
DEPTH_AT_MOST = 20  # operators inside each other
WILDCARDS_AT_MOST = 2  # of a pattern: more of them make matching slow
COMPARISONS = {"=": "exact", "<": "lt", "<=": "lte", ">": "gt", ">=": "gte"}
INVERSE = {"=": "<>", "<>": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
Node = Any  # CQL2 as JSON


class BadFilter(ValueError):
    """A filter that cannot be read; the text says what was expected."""


@dataclass(frozen=True, slots=True)
class Queryable:
    """A property that can be filtered by: its column, and what its values are."""

    column: str
    kind: str = "string"  # string, number, boolean, date; day: a date, by a column that holds moments
    title: str = ""

    def schema(self) -> dict[str, str]:
        """As JSON Schema."""
        is_date = self.kind in ("date", "day")
        about = {"type": "string", "format": "date"} if is_date else {"type": self.kind}
        return {"title": self.title, **about}


def condition(text: str, queryables: Mapping[str, Queryable]) -> Q:
    """What ``text`` asks for. Raises BadFilter."""
    if len(text) > TEXT_AT_MOST:
        raise BadFilter(f"at most {TEXT_AT_MOST} characters")
    try:
        node = cql2.parse_text(text).to_json()
    except (cql2.ParseError, cql2.ValidationError, ValueError) as error:
        raise BadFilter(f"CQL2 text was expected: {' '.join(str(error).split())}") from error
    return _Reader(queryables).read(node, is_wanted=True, depth=0)


@dataclass(frozen=True, slots=True)
class _Reader:
    queryables: Mapping[str, Queryable]

    def read(self, node: Node, *, is_wanted: bool, depth: int) -> Q:
        """The condition of a node, or of its negation."""
        if not isinstance(node, dict) or "op" not in node or depth > DEPTH_AT_MOST:
            raise BadFilter("a comparison, or comparisons joined by AND, OR and NOT")
        op, args = node["op"], node["args"]
        if op == "not":
            return self.read(args[0], is_wanted=not is_wanted, depth=depth + 1)
        if op in ("and", "or"):
            parts = [self.read(each, is_wanted=is_wanted, depth=depth + 1) for each in args]
            joined = parts[0]
            for part in parts[1:]:
                joined = joined & part if (op == "and") == is_wanted else joined | part
            return joined
        return self._predicate(op, args, is_wanted)

    def _predicate(self, op: str, args: list[Node], is_wanted: bool) -> Q:
        queryable, is_first = self._property(args)
        if op == "isNull":
            return Q(**{f"{queryable.column}__isnull": is_wanted})
        known = Q(**{f"{queryable.column}__isnull": False})
        if op in INVERSE:
            turned = op if is_first else op.translate(str.maketrans("<>", "><")) if op != "<>" else op
            wanted = turned if is_wanted else INVERSE[turned]
            return known & _compared(queryable, wanted, _value(queryable, args[1 if is_first else 0]))
        found = self._advanced(op, queryable, args)
        return known & (found if is_wanted else ~found)

    def _property(self, args: list[Node]) -> tuple[Queryable, bool]:
        """The property of a predicate, and whether it stands first."""
        for place, arg in enumerate(args[:2]):
            if isinstance(arg, dict) and "property" in arg:
                if arg["property"] not in self.queryables:
                    names = ", ".join(self.queryables)
                    raise BadFilter(f"{arg['property']} is no queryable; expected one of {names}")
                return self.queryables[arg["property"]], place == 0
        raise BadFilter("a property to compare with")

    def _advanced(self, op: str, queryable: Queryable, args: list[Node]) -> Q:
        if op == "between":
            low, high = (_value(queryable, each) for each in args[1:3])
            return _compared(queryable, ">=", low) & _compared(queryable, "<=", high)
        if op == "in":
            found = Q(pk__in=[])
            for each in args[1]:
                found |= _compared(queryable, "=", _value(queryable, each))
            return found
        if op == "like" and queryable.kind == "string":
            return Q(**{f"{queryable.column}__regex": _pattern(args[1])})
        raise BadFilter(f"{op} is not understood here")


def _compared(queryable: Queryable, op: str, value: Any) -> Q:
    if queryable.kind == "day":
        return _of_day(queryable.column, op, value)
    if op == "<>":
        return ~Q(**{queryable.column: value})
    return Q(**{f"{queryable.column}__{COMPARISONS[op]}": value})


def _of_day(column: str, op: str, day: date) -> Q:
    """A comparison of days over a column of moments, as ranges that an index can answer."""
    start, end = (timezone.make_aware(datetime.combine(each, time.min)) for each in (day, day + timedelta(days=1)))
    before, after = Q(**{f"{column}__lt": start}), Q(**{f"{column}__gte": end})
    from_then, until_then = Q(**{f"{column}__gte": start}), Q(**{f"{column}__lt": end})
    conditions = {
        "=": from_then & until_then,
        "<>": before | after,
        "<": before,
        "<=": until_then,
        ">": after,
        ">=": from_then,
    }
    return conditions[op]


def _value(queryable: Queryable, node: Node) -> Any:
    if queryable.kind in ("date", "day"):
        text = node.get("date") if isinstance(node, dict) else node
        try:
            return date.fromisoformat(str(text))
        except ValueError as error:
            raise BadFilter("a day such as DATE('2026-11-24')") from error
    kinds: Mapping[str, tuple[type, ...]] = {"string": (str,), "number": (int, float), "boolean": (bool,)}
    if type(node) not in kinds[queryable.kind]:
        raise BadFilter(f"{queryable.title} is a {queryable.kind}")
    return node


def _pattern(node: Node) -> str:
    """A LIKE pattern as a regular expression: % for any characters, _ for one, a backslash before a plain one."""
    if not isinstance(node, str) or node.count("%") > WILDCARDS_AT_MOST or "\0" in node:
        raise BadFilter(f"a text with at most {WILDCARDS_AT_MOST} times % after LIKE")
    parts = re.findall(r"\\.|.", node, re.DOTALL)
    wild = {"%": ".*", "_": "."}
    return "^" + "".join(wild.get(part) or re.escape(part[-1]) for part in parts) + "$"
