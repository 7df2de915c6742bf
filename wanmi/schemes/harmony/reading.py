"""Reading an index from TOML and proving it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from wanmi.process.shapes import FLAG, LABEL, Keys, Shape
from wanmi.process.sources import Source, Table
from wanmi.schemes.definition import Given, Kind
from wanmi.schemes.harmony.definition import Dimension, Figure, Index, Mean, Weighting
from wanmi.schemes.numbers import exact, is_number
from wanmi.schemes.reading import Known, refuse, version_of
from wanmi.schemes.shapes import GIVEN, KEY, KINDS, NUMBER, ROUNDED, VERSION, Misfit, one_of, outline_misfits

WEIGHTS = Shape(
    lambda value: isinstance(value, dict) and all(map(is_number, value.values())), "a table of names with weights"
)
INDEX = Keys({**VERSION, "by": KINDS, "mean": one_of(Mean)}, {**ROUNDED, "coverage": NUMBER})
DIMENSION = Keys({"label": LABEL, "weight": NUMBER})
FIGURE = Keys(
    {"key": KEY, "label": LABEL, "dimension": KEY, "weight": NUMBER},
    {"low": NUMBER, "high": NUMBER, "falls": FLAG},
)
WEIGHTING = Keys({"key": KEY, "label": LABEL}, {"mean": one_of(Mean), "dimensions": WEIGHTS, "figures": WEIGHTS})


def read_index(name: str, text: str, known: Known) -> Index:
    """The index in ``text``, a file called ``name``; raises DefinitionRefused with every fault and its place."""
    source = Source(name, text)
    tables = {"dimensions": DIMENSION, "given": GIVEN}
    refuse(
        source,
        list(outline_misfits(source.table, {"index": INDEX}, tables, {"figure": FIGURE, "weighting": WEIGHTING})),
    )
    index = _built(source.table)
    refuse(source, list(_faults(index, known)))
    return index


def _built(table: Table) -> Index:
    head = table["index"]
    mean = Mean(head["mean"])
    return Index(
        by=frozenset(map(Kind, head["by"])),
        mean=mean,
        coverage=exact(head.get("coverage", 80)),
        dimensions=tuple(
            Dimension(key, row["label"], exact(row["weight"])) for key, row in table.get("dimensions", {}).items()
        ),
        figures=tuple(map(_figure, table["figure"])),
        given={key: Given(key, **row) for key, row in table.get("given", {}).items()},
        weightings=tuple(_weighting(row, mean) for row in table.get("weighting", [])),
        **version_of(head),
    )


def _figure(row: Table) -> Figure:
    low, high = exact(row.get("low", 0)), exact(row.get("high", 100))
    falls, weight = row.get("falls", False), exact(row["weight"])
    return Figure(row["key"], row["label"], row["dimension"], low, high, falls, weight)


def _weighting(row: Table, mean: Mean) -> Weighting:
    weights = [{name: exact(value) for name, value in row.get(part, {}).items()} for part in ("dimensions", "figures")]
    return Weighting(row["key"], row["label"], Mean(row.get("mean", mean)), *weights)


def _faults(index: Index, known: Known) -> Iterator[Misfit]:
    keys = [dimension.key for dimension in index.dimensions]
    if (total := sum((dimension.weight for dimension in index.dimensions), Fraction(0))) != 1:
        yield "dimensions", f'the weights add up to {total}; expected 1, such as "1/6" for each of six'
    if not 0 < index.coverage <= 100:
        yield "index.coverage", "expected more than 0, at most 100 per cent"
    for dimension in index.dimensions:
        if not index.of(dimension.key):
            yield f"dimensions.{dimension.key}", "has no figure"
    for number, figure in enumerate(index.figures):
        yield from ((f"figure.{number}", fault) for fault in _figure_faults(figure, index, keys, known))
    if len(set(index.values)) < len(index.values):
        yield "figure", "a figure stands there twice; expected each once"
    for number, weighting in enumerate(index.weightings):
        yield from ((f"weighting.{number}", fault) for fault in _unknown(weighting, keys, index.values))


def _figure_faults(figure: Figure, index: Index, keys: list[str], known: Known) -> Iterator[str]:
    if figure.dimension not in keys:
        yield f"dimension {figure.dimension!r} is not among {', '.join(keys)}"
    if figure.low >= figure.high:
        yield "expected low below high; falls = true turns a figure round"
    if figure.weight <= 0:
        yield "expected a weight above 0"
    if figure.key not in index.given and figure.key not in known:
        yield f"{figure.key!r} is neither an indicator nor under [given]"
    elif figure.key in known and not index.by <= known[figure.key]:
        yield f"{figure.key!r} is measured by {', '.join(sorted(known[figure.key]))} alone"


def _unknown(weighting: Weighting, keys: list[str], figures: tuple[str, ...]) -> Iterator[str]:
    named: list[tuple[Mapping[str, Fraction], tuple[str, ...]]] = [
        (weighting.dimensions, tuple(keys)),
        (weighting.figures, figures),
    ]
    for weights, names in named:
        yield from (f"{name!r} is not among {', '.join(names)}" for name in weights if name not in names)
        yield from (f"{name}: expected 0 or more" for name, weight in weights.items() if weight < 0)
        if names and all(weights.get(name) == 0 for name in names):
            yield "expected at least one weight above 0"
