"""Reading a rule book and its processes, and proving that they fit; each fault is named with its place."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from wanmi.joint.rules.definition import Choice, Kind, Of, Repeats, Role, Rules, Score, Weights
from wanmi.joint.rules.proving import Known, faults
from wanmi.joint.rules.shapes import misfits
from wanmi.process.definition import Definition
from wanmi.process.errors import DefinitionRefused
from wanmi.process.reading import read_text
from wanmi.process.sources import Source, Table, place_of


def read_rules(name: str, text: str, processes: Mapping[str, str], known: Known | None = None) -> Rules:
    """The rule book in ``text``, a file called ``name``; ``processes``: name -> TOML of each process beside it.

    ``known`` are the codes of organisations that a pack lists; without it they are not looked up. Raises
    DefinitionRefused with every fault and its place.
    """
    source = Source(name, text)
    _refuse(source, list(misfits(source.table)))
    named = source.table["processes"]
    if missing := [(f"processes.{key}", value) for key, value in named.items() if value not in processes]:
        listed = ", ".join(sorted(processes)) or "none"
        _refuse(source, [(path, f"there is no process {value}; expected one of {listed}") for path, value in missing])
    rules = _built(source.table, {key: read_text(f"{name}.toml", processes[name]) for key, name in named.items()})
    _refuse(source, list(faults(rules, known)))
    return rules


def _refuse(source: Source, found: list[tuple[str, str]]) -> None:
    if found:
        raise DefinitionRefused([f"{place_of(source.places, path)}, {path}: {fault}" for path, fault in found])


def _built(table: Table, definitions: Mapping[str, Definition]) -> Rules:
    score = table.get("score")
    return Rules(
        **{name: table[name] for name in ("key", "version", "label", "source", "valid_from", "letter")},
        valid_to=table.get("valid_to"),
        posts=table.get("posts", {}),
        roles={key: Role(key, frozenset(row["posts"]), Of(row["of"])) for key, row in table["roles"].items()},
        obligation=definitions["obligation"],
        part=definitions.get("part"),
        calls={act: tuple(fields) for act, fields in table.get("calls", {}).items()},
        with_parts=table.get("with_parts", {}),
        when_all=table.get("when_all", {}),
        levels=table.get("levels", {}),
        choices={
            name: {key: _choice(row) for key, row in rows.items()} for name, rows in table.get("choices", {}).items()
        },
        kinds={key: _kind(key, row) for key, row in table["kinds"].items()},
        score=_score(score) if score else None,
        rates=_weights(table["rates"]) if "rates" in table else None,
        repeats=_repeats(table["repeats"]) if "repeats" in table else None,
        within_m=table["arrival"]["within_m"] if "arrival" in table else 0,
        promises=table.get("promises", {}),
        guards=table.get("guards", {}),
        holds=frozenset(table.get("holds", ())),
        tells=table.get("tells", {}),
        rated=table.get("rated", {}),
        copies=table.get("copies", {}),
        marks={state: Fraction(str(mark)) for state, mark in table.get("marks", {}).items()},
        fair=Fraction(str(table["measures"]["fair"])) if "measures" in table else None,
        low=frozenset(table["measures"]["low"]) if "measures" in table else frozenset(),
    )


def _kind(key: str, row: Table) -> Kind:
    return Kind(key, row["label"], frozenset(row["callers"]), row["limits"], frozenset(row.get("organisations", ())))


def _choice(row: Table) -> Choice:
    dates = {name: row[name] for name in ("valid_from", "valid_to") if name in row}
    to = frozenset(row.get("to", ()))
    return Choice(row.get("limits", {}), row.get("holder", ""), row.get("label", {}), to, **dates)


def _weights(row: Table) -> Weights:
    return Weights(**{name: Fraction(str(row[name])) for name in ("response", "solved", "satisfied", "fair")})


def _repeats(row: Table) -> Repeats:
    return Repeats(tuple(row["same"]), row["level"], row["times"], row["days"])


def _score(row: Table) -> Score:
    weights = {name: Fraction(str(row[name])) for name in ("arrival", "solved", "rating")}
    return Score(weights, Fraction(str(row["share"])))
