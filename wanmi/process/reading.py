"""Reading a process definition from TOML, with a city's changes laid over it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from wanmi.process.checking import problems_of
from wanmi.process.definition import (
    Clock,
    ClockState,
    Code,
    Definition,
    Field,
    FieldKind,
    Post,
    Request,
    Scope,
    State,
    Transition,
)
from wanmi.process.drafts import Draft, Line, draft, overlaid
from wanmi.process.errors import DefinitionRefused
from wanmi.process.sources import Source, Table, text_of
from wanmi.worktime.limits import Limit
from wanmi.worktime.units import Unit


def read_definition(path: Path, override: str = "", override_name: str = "override") -> Definition:
    """The definition in ``path`` with a city's changes; raises DefinitionRefused naming every problem with its place.

    ``override`` is TOML too. It changes tables key by key, and likewise a transition with the same action, ``from``
    and ``when``; other transitions are added, and ``remove = ["action", "states.suspended", …]`` takes actions and
    keys away.
    """
    return _read((path.name, text_of(path)), (override_name, override))


def read_text(name: str, text: str) -> Definition:
    """The definition in ``text``, a file called ``name``; raises DefinitionRefused naming every problem."""
    return _read((name, text), ("", ""))


@lru_cache(maxsize=64)
def _read(base: tuple[str, str], override: tuple[str, str]) -> Definition:
    """By name and text of both files: to prove one takes a second, and loading a pack asks for the same repeatedly."""
    read = draft(Source(*base))
    return _proved(overlaid(read, draft(Source(*override))) if override[1] else read)


def _proved(read: Draft) -> Definition:
    if problems := read.problems():
        raise DefinitionRefused(problems)
    definition = _built(read)
    if problems := problems_of(definition):
        raise DefinitionRefused(problems)
    return definition


def _built(read: Draft) -> Definition:
    """The dataclasses of a draft whose shapes are right."""
    tables = read.tables
    head = tables["process"]
    codes = {name: _codes(rows) for name, rows in tables.get("codes", {}).items()}
    return Definition(
        key=head["key"],
        edition=head["edition"],
        label=head["label"],
        opens_with=head["opens_with"],
        sides=tables["sides"],
        separation=_both_ways(tables.get("separation", {})),
        stages=tables["stages"],
        counters=tables.get("counters", {}),
        posts={key: Post(key=key, **row | {"scope": Scope(row["scope"])}) for key, row in tables["posts"].items()},
        states={key: State(key=key, **row) for key, row in tables["states"].items()},
        requests={key: Request(key=key, **row) for key, row in tables.get("requests", {}).items()},
        clocks={key: _clock(key, row) for key, row in tables.get("clocks", {}).items()},
        fields={key: _field(key, row, codes) for key, row in tables.get("fields", {}).items()},
        transitions=tuple(map(_transition, read.lines.values())),
        places=read.places,
    )


def _codes(rows: Table) -> Mapping[str, Code]:
    return {key: Code(key, {"zh": row["zh"], "en": row["en"]}, row.get("sets", {})) for key, row in rows.items()}


def _clock(key: str, row: Table) -> Clock:
    limit = row.get("limit")
    return Clock(key=key, **row | {"limit": limit and Limit(limit["value"], Unit(limit["unit"]))})


def _field(key: str, row: Table, codes: Mapping[str, Mapping[str, Code]]) -> Field:
    typed = {"kind": FieldKind(row["kind"]), "gives": tuple(row.get("gives", ())), "codes": codes.get(key, {})}
    return Field(key=key, **row | typed)


_LISTS = ("carries", "may_carry", "starts", "stops", "pauses", "resumes", "extends")


def _transition(line: Line) -> Transition:
    row = line.row
    return Transition(
        action=row["action"],
        label=row["label"],
        sources=frozenset(row["from"]),
        target=row.get("to"),
        by=frozenset(row["by"]),
        side=row["side"],
        place=line.place,
        when=_conditions(row.get("when", {})),
        unless=_conditions(row.get("unless", {})),
        clock_is={clock: ClockState(state) for clock, state in row.get("clock_is", {}).items()},
        at_most=row.get("at_most", {}),
        sets=row.get("sets", {}),
        counts=row.get("counts", ""),
        recomputes=row.get("recomputes", False),
        share=row.get("share", 1.0),
        **{name: tuple(row.get(name, ())) for name in _LISTS},
    )


def _conditions(row: Table) -> Mapping[str, tuple[Any, ...]]:
    return {fact: tuple(values) for fact, values in row.items()}


def _both_ways(table: Mapping[str, Iterable[str]]) -> Mapping[str, frozenset[str]]:
    pairs = {(side, other) for side, others in table.items() for other in others}
    pairs |= {(other, side) for side, other in pairs}
    return {side: frozenset(other for one, other in pairs if one == side) for side, _ in pairs}
