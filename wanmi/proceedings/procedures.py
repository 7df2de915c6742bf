"""The procedures that rooms bring: each a process table with what its values mean. A room registers its own."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from wanmi.acts.carrying_out import Work
from wanmi.process.definition import Definition, Json
from wanmi.process.engine import Snapshot
from wanmi.process.reading import read_definition
from wanmi.territory.models import City
from wanmi.territory.queries import current_city

About = Mapping[str, Any]
Meaning = Callable[[Work, Snapshot], Mapping[str, Json]]  # the facts that follow; raises Refused
Sentence = Callable[[About, Definition], str]
Facts = Mapping[str, Any]
SETTING = "procedures"  # the city's changes, by key


class UnknownProcedure(LookupError):
    """No room has registered this procedure."""


def no_meaning(work: Work, snapshot: Snapshot) -> Mapping[str, Json]:
    """The meaning of a procedure whose values mean nothing beyond their shapes."""
    return {}


def nothing_follows(work: Work, after: Snapshot) -> None:
    """What a procedure writes that has no rows elsewhere."""


def no_names(titles: Collection[str]) -> Mapping[str, str]:
    """The names of titles that say themselves what they mean."""
    return {}


def nothing_more(facts: Facts) -> list[tuple[str, str]]:
    """What a procedure tells whose facts say all."""
    return []


@dataclass(frozen=True, slots=True)
class Procedure:
    """``sentences`` say why this procedure refuses; ``title_from`` names the fact that titles a run, and ``names`` says
    what people call titles that are codes.

    ``several`` are texts that name several of their choices, with a space between; ``one_of`` are texts that must be
    one of theirs. ``is_wide``: one may be about the whole ground of whoever opens it. ``shared_by`` names the text
    that lists further organisations, with a space between, whose posts may read a run without having a part in it.
    ``tells`` is what else is told of a run today: what follows from its facts by a rule, such as days counted so far.
    ``follows`` writes what an act brings about in rooms below, in the transaction of the act and before its entry; a
    rebuild leaves that to those rooms.
    """

    key: str
    table: Path
    means: Meaning = no_meaning
    title_from: str = "title"
    names: Callable[[Collection[str]], Mapping[str, str]] = no_names  # title -> what people call it
    sentences: Mapping[str, Sentence] = field(default_factory=dict)
    choices: Callable[[str, str], list[tuple[str, str]]] | None = None  # (field, place) -> (value, words)
    several: frozenset[str] = frozenset()
    one_of: frozenset[str] = frozenset()
    is_wide: bool = False
    shared_by: str = ""
    tells: Callable[[Facts], list[tuple[str, str]]] = nothing_more  # (label, value)
    follows: Callable[[Work, Snapshot], None] = nothing_follows


_PROCEDURES: dict[str, Procedure] = {}


def register(*procedures: Procedure) -> None:
    _PROCEDURES.update({each.key: each for each in procedures})


def procedures() -> list[Procedure]:
    return list(_PROCEDURES.values())


def procedure(key: str) -> Procedure:
    """Raises UnknownProcedure."""
    try:
        return _PROCEDURES[key]
    except KeyError as error:
        raise UnknownProcedure(key) from error


def definition_of(key: str) -> Definition:
    """The table of a procedure with this city's changes. Raises UnknownProcedure."""
    return _in(current_city(), procedure(key))


def definitions() -> dict[str, Definition]:
    """The tables of all procedures by their keys, with this city's changes: for lists. One query."""
    city = current_city()
    return {each.key: _in(city, each) for each in procedures()}


def _in(city: City, each: Procedure) -> Definition:
    return _read(each.table, city.pack_digest, city.settings.get(SETTING, {}).get(each.key, ""))


@lru_cache(maxsize=64)
def _read(table: Path, digest: str, override: str) -> Definition:
    return read_definition(table, override)
