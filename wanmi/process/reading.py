"""Reading a process definition from TOML, with a city's changes laid over it."""

from __future__ import annotations

import copy
import re
import tomllib
from collections.abc import Iterable, Mapping
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
    State,
    Transition,
)
from wanmi.process.errors import DefinitionRefused
from wanmi.worktime.limits import Limit, LimitError
from wanmi.worktime.units import Unit

Table = dict[str, Any]

_TRANSITION_LISTS = ("carries", "may_carry", "starts", "stops", "pauses", "resumes", "extends")
_TRANSITION_KEYS = {
    *_TRANSITION_LISTS,
    *("action", "label", "from", "to", "by", "side", "when", "unless", "clock_is", "at_most", "sets", "counts"),
    *("recomputes", "share", "place"),
}


def read_definition(path: Path, override: str = "", override_name: str = "override") -> Definition:
    """The definition in ``path`` with a city's changes; raises DefinitionRefused naming every problem.

    ``override`` is TOML too. It changes tables key by key; a transition with the same action and sources replaces the old one, a new one
    is added, and ``remove = ["action", …]`` takes actions away.
    """
    table = _parse(path.read_text(encoding="utf-8"), path.name)
    if override:
        table = _overlaid(table, _parse(override, override_name))
    definition = _built(table, override_name if override else path.name)
    if problems := problems_of(definition):
        raise DefinitionRefused(problems)
    return definition


def _parse(text: str, name: str) -> Table:
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DefinitionRefused([f"{name}: not valid TOML: {error}"]) from error
    lines = [number for number, line in enumerate(text.splitlines(), 1) if re.match(r"\s*\[\[transition]]", line)]
    for number, (row, line) in enumerate(zip(table.get("transition", []), lines, strict=False), 1):
        row["place"] = f"{name} line {line}, transition {number} ({row.get('action', '?')})"
    return table


def _overlaid(base: Table, changes: Table) -> Table:
    merged = _merged(base, {key: value for key, value in changes.items() if key not in ("transition", "remove")})
    removed = set(changes.get("remove", []))
    rows = {_identity(row): row for row in base.get("transition", []) if row.get("action") not in removed}
    rows |= {_identity(row): row for row in changes.get("transition", [])}
    merged["transition"] = list(rows.values())
    return merged


def _identity(row: Table) -> tuple[object, ...]:
    return row.get("action"), tuple(sorted(row.get("from", []))), repr(sorted(row.get("when", {}).items()))


def _merged(base: Table, changes: Table) -> Table:
    merged = copy.deepcopy(base)
    for key, value in changes.items():
        both_tables = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = _merged(merged[key], value) if both_tables else value
    return merged


def _built(table: Table, name: str) -> Definition:
    try:
        head = table["process"]
        codes = {name: _codes(rows) for name, rows in table.get("codes", {}).items()}
        return Definition(
            key=head["key"],
            edition=head["edition"],
            label=head["label"],
            opens_with=head["opens_with"],
            stages=table["stages"],
            posts={key: Post(key=key, **row) for key, row in table["posts"].items()},
            states={key: State(key=key, **row) for key, row in table["states"].items()},
            requests={key: Request(key=key, **row) for key, row in table.get("requests", {}).items()},
            clocks={key: _clock(key, row) for key, row in table.get("clocks", {}).items()},
            fields={key: _field(key, row, codes) for key, row in table.get("fields", {}).items()},
            transitions=tuple(_transition(row) for row in table["transition"]),
            separation=_both_ways(table.get("separation", {})),
        )
    except KeyError as error:
        raise DefinitionRefused([f"{name}: {error} is missing"]) from error
    except (TypeError, ValueError, AttributeError) as error:
        raise DefinitionRefused([f"{name}: {error}"]) from error


def _codes(rows: Table) -> Mapping[str, Code]:
    return {key: Code(key, {"zh": row["zh"], "en": row["en"]}, row.get("sets", {})) for key, row in rows.items()}


def _clock(key: str, row: Table) -> Clock:
    row = dict(row)
    if (limit := row.pop("limit", None)) is not None:
        row["limit"] = _limit(key, limit)
    return Clock(key=key, **row)


def _limit(key: str, row: Table) -> Limit:
    try:
        return Limit(row["value"], Unit(row["unit"]))
    except (KeyError, ValueError, TypeError, LimitError) as error:
        units = ", ".join(Unit)
        raise ValueError(f"clock {key}: limit = {row}; expected a positive value and a unit of {units}") from error


def _field(key: str, row: Table, codes: Mapping[str, Mapping[str, Code]]) -> Field:
    kind = FieldKind(row["kind"])
    rest = {name: value for name, value in row.items() if name != "kind"}
    return Field(key=key, kind=kind, codes=codes.get(key, {}), **rest)


def _transition(row: Table) -> Transition:
    if unknown := set(row) - _TRANSITION_KEYS:
        raise ValueError(f"{row.get('place')}: unknown keys {sorted(unknown)}")
    missing = {"action", "label", "from", "by", "side"} - set(row)
    if missing:
        raise ValueError(f"{row.get('place')}: {', '.join(sorted(missing))} missing")
    return Transition(
        action=row["action"],
        label=row["label"],
        sources=frozenset(row["from"]),
        target=row.get("to"),
        by=frozenset(row["by"]),
        side=row["side"],
        place=row["place"],
        when=_conditions(row.get("when", {})),
        unless=_conditions(row.get("unless", {})),
        clock_is={clock: ClockState(state) for clock, state in row.get("clock_is", {}).items()},
        at_most=row.get("at_most", {}),
        sets=row.get("sets", {}),
        counts=row.get("counts", ""),
        recomputes=row.get("recomputes", False),
        share=row.get("share", 1.0),
        **{name: tuple(row.get(name, ())) for name in _TRANSITION_LISTS},
    )


def _conditions(row: Table) -> Mapping[str, tuple[Any, ...]]:
    return {fact: tuple(values) for fact, values in row.items()}


def _both_ways(table: Mapping[str, Iterable[str]]) -> Mapping[str, frozenset[str]]:
    pairs = {(side, other) for side, others in table.items() for other in others}
    pairs |= {(other, side) for side, other in pairs}
    return {side: frozenset(b for a, b in pairs if a == side) for side, _ in pairs}
