"""Reading a scheme from TOML and proving it; what does not fit is named with its file, line and what was expected."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from wanmi.process.errors import DefinitionRefused
from wanmi.process.sources import Source, Table, place_of
from wanmi.schemes.definition import (
    Band,
    Bands,
    Counted,
    Deduction,
    Given,
    Grade,
    Group,
    Kind,
    Line,
    Linear,
    Lost,
    Mark,
    Missing,
    Rule,
    Run,
    Scheme,
    Worse,
)
from wanmi.schemes.numbers import Rounding, exact
from wanmi.schemes.proving import faults
from wanmi.schemes.shapes import misfits

Known = Mapping[str, frozenset[str]]  # indicator -> the kinds of subject it is measured for


def read_scheme(name: str, text: str, known: Known) -> Scheme:
    """The scheme in ``text``, a file called ``name``; raises DefinitionRefused with every fault and its place."""
    source = Source(name, text)
    refuse(source, list(misfits(source.table)))
    scheme = _built(source.table)
    refuse(source, list(faults(scheme, known)))
    return scheme


def refuse(source: Source, found: list[tuple[str, str]]) -> None:
    """Raise DefinitionRefused where something was found, each (path, fault) with the line it stands in."""
    if found:
        raise DefinitionRefused([f"{place_of(source.places, path)}, {path}: {fault}" for path, fault in found])


def _built(table: Table) -> Scheme:
    head = table["scheme"]
    total = exact(head["total"])
    missing = Missing(head.get("missing", Missing.LEAVE_OUT))
    lines = tuple(_line(row, missing) for row in table["line"])
    bonus = sum((line.points for line in lines if line.is_bonus), Fraction(0))
    return Scheme(
        by=frozenset(map(Kind, head["by"])),
        total=total,
        least=exact(head.get("least", 0)),
        most=exact(head["most"]) if "most" in head else total + bonus,
        rounds_lines=head.get("rounds_lines", False),
        lines=lines,
        groups={key: _group(key, row) for key, row in table.get("groups", {}).items()},
        given={key: Given(key, **row) for key, row in table.get("given", {}).items()},
        grades=tuple(map(_grade, table.get("grade", []))),
        **version_of(head),
    )


def version_of(head: Table) -> dict[str, Any]:
    """The fields that schemes and indices have in common."""
    return {
        **{name: head[name] for name in ("key", "version", "label", "source", "valid_from")},
        "mark": Mark(head["mark"]),
        "valid_to": head.get("valid_to"),
        "places": head.get("places", 2),
        "rounding": Rounding(head.get("rounding", Rounding.HALF_UP)),
    }


def _line(row: Table, missing: Missing) -> Line:
    return Line(
        key=row["key"],
        label=row["label"],
        value=row.get("value", ""),
        points=exact(row["points"]),
        least=exact(row.get("least", 0)),
        rule=_rule(row),
        missing=Missing(row.get("missing", missing)),
        group=row.get("group", ""),
        is_bonus=row.get("bonus", False),
        note=row.get("note", {}),
    )


def _rule(row: Table) -> Rule:
    if "deduct" in row:
        return Counted(tuple(Deduction(r["value"], exact(r["each"]), exact(r.get("after", 0))) for r in row["deduct"]))
    if "bands" in row:
        bands = tuple(Band(*(exact(band[name]) for name in ("from", "to", "points"))) for band in row["bands"])
        return Bands(bands, Run(row.get("run", Run.RISING)))
    if "each" in row:
        worse = Worse(row.get("worse", Worse.BELOW))
        return Lost(exact(row["full"]), exact(row["each"]), worse, row.get("whole", False))
    return Linear(exact(row.get("zero", 0)), exact(row.get("full", 100)))


def _group(key: str, row: Table) -> Group:
    points = exact(row["points"])
    return Group(key, row["label"], points, exact(row["most"]) if "most" in row else points)


def _grade(row: Table) -> Grade:
    start, end = exact(row["from"]), exact(row["to"])
    return Grade(row["key"], row["label"], start, end, row["colour"], row["pattern"])
