"""A process definition drawn as a Mermaid state diagram for the docs."""

from __future__ import annotations

from collections import defaultdict

from wanmi.process.definition import Definition


def mermaid(definition: Definition, language: str = "en") -> str:
    """The states and the transitions between them; acts that stay in a state are left out."""
    lines = ["stateDiagram-v2"]
    lines += [f'    state "{state.label[language]}" as {state.key}' for state in definition.states.values()]
    for (source, target), actions in sorted(_arrows(definition, language).items()):
        lines.append(f"    {source} --> {target}: {' / '.join(actions)}")
    lines += [f"    {state.key} --> [*]" for state in definition.states.values() if state.final]
    return "\n".join(lines) + "\n"


def _arrows(definition: Definition, language: str) -> dict[tuple[str, str], list[str]]:
    arrows: dict[tuple[str, str], list[str]] = defaultdict(list)
    for transition in definition.transitions:
        if transition.target is None:
            continue
        for source in transition.sources or {"[*]"}:
            arrows[source, transition.target].append(transition.label[language])
    return arrows


def table(definition: Definition, language: str = "en") -> str:
    """The transitions as a Markdown table: action, from, to, by, carries, clocks."""
    rows = ["| action | from | to | post | must carry | clocks |", "|---|---|---|---|---|---|"]
    for t in definition.transitions:
        sources = ", ".join(_state(definition, s, language) for s in sorted(t.sources)) or "–"
        target = _state(definition, t.target, language) if t.target else "stays"
        posts = ", ".join(definition.posts[post].label[language] for post in sorted(t.by))
        carried = ", ".join(definition.fields[key].label[language] for key in t.carries) or "–"
        moves = (
            ("starts", t.starts),
            ("stops", t.stops),
            ("pauses", t.pauses),
            ("resumes", t.resumes),
            ("extends", t.extends),
        )
        clocks = "; ".join(f"{verb} {', '.join(keys)}" for verb, keys in moves if keys) or "–"
        rows.append(f"| {t.label[language]} `{t.action}` | {sources} | {target} | {posts} | {carried} | {clocks} |")
    return "\n".join(rows) + "\n"


def _state(definition: Definition, key: str, language: str) -> str:
    return "any" if key == "*" else definition.states[key].label[language]
