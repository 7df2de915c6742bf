"""A process definition for readers: a Mermaid state diagram, and the table of its transitions in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from wanmi.process.definition import ANY_STATE, NOWHERE, Definition, Json, Label, State, Transition

MOVES = ("stops", "pauses", "resumes", "extends", "starts")
HEAD = ("act", "from", "to", "post", "must carry", "may carry", "only if", "clocks")
WORDS = {
    "en": {
        **{"lists": ", ", "parts": "; "},
        **{"is running": "running", "is in_time": "running in time", "is late": "late"},
    },
    "zh": {
        "lists": "、",
        "parts": "；",
        **dict(zip(HEAD, ("动作", "从", "到", "岗位", "必须携带", "可以携带", "条件", "时限"), strict=True)),
        **dict(zip(MOVES, ("停止", "暂停", "恢复", "延长", "启动"), strict=True)),
        **{"any": "任意", "stays": "不变", "not": "非", "below": "少于"},
        **{"is running": "运行中", "is in_time": "未超期", "is late": "已超期"},
    },
}


class Labelled(Protocol):
    """A post, a state, a clock or a field."""

    @property
    def label(self) -> Label: ...


def mermaid(definition: Definition, language: str = "en") -> str:
    """The states and the transitions between them; acts that stay in a state are left out. ``language`` is zh or en."""
    lines = ["stateDiagram-v2"]
    lines += [f'    state "{_quoted(state, language)}" as {state.key}' for state in definition.states.values()]
    for (source, target), labels in _arrows(definition, language).items():
        lines.append(f"    {source} --> {target}: {' / '.join(labels)}")
    lines += [f"    {state.key} --> [*]" for state in definition.states.values() if state.final]
    return "\n".join(lines) + "\n"


def _quoted(state: State, language: str) -> str:
    return state.label[language].replace('"', "#quot;")


def _arrows(definition: Definition, language: str) -> dict[tuple[str, str], dict[str, None]]:
    """(from, to) -> the labels of the acts that lead there, in the order of the table."""
    arrows: dict[tuple[str, str], dict[str, None]] = {}
    for line in definition.transitions:
        for source in _sources(definition, line) if line.target else ():
            arrows.setdefault((source or "[*]", str(line.target)), {})[line.label[language]] = None
    return arrows


def _sources(definition: Definition, line: Transition) -> list[str]:
    """The states from which the line leads, in the order of the definition."""
    return [source for source, lines in definition.leaving.items() if line in lines]


def table(definition: Definition, language: str = "en") -> str:
    """The transitions as a Markdown table, one row for each line of the definition. ``language`` is zh or en."""
    rows = [[_word(head, language) for head in HEAD], ["---"] * len(HEAD)]
    rows += [list(_cells(definition, line, language)) for line in definition.transitions]
    return "".join(f"| {' | '.join(map(_cell, row))} |\n" for row in rows)


def _cell(text: str) -> str:
    return text.replace("|", r"\|") or "–"


def _cells(definition: Definition, line: Transition, language: str) -> Iterator[str]:
    sources = [source for source in _sources(definition, line) if source != NOWHERE]
    yield f"{line.label[language]} `{line.action}`"
    yield _word("any", language) if ANY_STATE in line.sources else _list(definition.states, sources, language)
    yield definition.states[line.target].label[language] if line.target else _word("stays", language)
    yield _list(definition.posts, [post for post in definition.posts if post in line.by], language)
    yield _list(definition.fields, line.carries, language)
    yield _list(definition.fields, line.may_carry, language)
    yield _word("parts", language).join(_conditions(definition, line, language))
    yield _word("parts", language).join(_moves(definition, line, language))


def _list(rows: Mapping[str, Labelled], keys: Iterable[str], language: str) -> str:
    return _word("lists", language).join(rows[key].label[language] for key in keys)


def _conditions(definition: Definition, line: Transition, language: str) -> Iterator[str]:
    for fact, values in line.when.items():
        yield f"`{fact}` = {_values(values)}"
    for fact, values in line.unless.items():
        yield f"{_word('not', language)} `{fact}` = {_values(values)}"
    for clock, wanted in line.clock_is.items():
        yield f"{definition.clocks[clock].label[language]} {_word(f'is {wanted}', language)}"
    for counter, most in line.at_most.items():
        yield f"{definition.counters[counter][language]} {_word('below', language)} {most}"


def _values(values: Iterable[Json]) -> str:
    return " / ".join(str(value).lower() if isinstance(value, bool) else str(value) for value in values)


def _moves(definition: Definition, line: Transition, language: str) -> Iterator[str]:
    for verb in MOVES:
        if keys := getattr(line, verb):
            yield f"{_word(verb, language)} {_list(definition.clocks, keys, language)}"


def _word(key: str, language: str) -> str:
    return WORDS[language].get(key, key)
