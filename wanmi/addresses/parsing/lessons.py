"""From labelled texts, and from the structure of an address base, to a trained model."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from wanmi.addresses.canon import BadRow, Place, read_rows, take_apart
from wanmi.addresses.naming import short_name
from wanmi.addresses.parsing.field import Weights
from wanmi.addresses.parsing.model import Model
from wanmi.addresses.parsing.training import Example, make_example, train

_FEWEST = 10
_LEVELS = {2: "prov", 4: "city", 6: "district", 9: "town"}
_MUNICIPALITIES = ("北京市", "天津市", "上海市", "重庆市")
Parts = list[tuple[str, str]]


class TooFewExamplesError(Exception):
    """Not enough usable examples to learn from."""


def _labelled(record: dict[str, Any]) -> list[tuple[str, int, int]]:
    entities = record.get("entities")
    try:
        return [(str(e[0]), int(e[1]), int(e[2])) for e in entities] if isinstance(entities, list) else []
    except (TypeError, ValueError, IndexError):
        return []


def _division_parts(place: Place, chance: random.Random) -> Parts:
    """Most of a place's divisions, now and then by their short names."""
    parts = []
    for code, name in place.divisions:
        label = "city" if name in _MUNICIPALITIES else _LEVELS[len(code)]
        if chance.random() < 0.75:
            parts.append((label, (short_name(name, len(code)) or name) if chance.random() < 0.12 else name))
    return parts


def _tail_parts(chance: random.Random) -> Parts:
    parts = []
    if chance.random() < 0.35:
        parts.append(("houseno", f"{chance.randint(1, 60)}{chance.choice(['幢', '栋', '号楼', '号', '座', '#'])}"))
        if chance.random() < 0.5:
            parts.append(("cellno", f"{chance.randint(1, 4)}单元"))
        if chance.random() < 0.8:
            parts.append(("roomno", f"{chance.randint(1, 20)}0{chance.randint(1, 6)}{chance.choice(['室', ''])}"))
    return parts


def _place_parts(place: Place, chance: random.Random) -> Parts:
    """A place as labelled parts; a code of twelve digits is a community's or village's."""
    if not place.road:
        return [("community" if len(place.code) == 12 else "poi", place.name)]
    number = place.number if chance.random() < 0.8 else place.number[:-1]
    parts = [("road", place.road), ("roadno", number)]
    return [*parts, ("poi", place.name)] if chance.random() < 0.7 else parts


def _lessons_from_base(path: Path, labels: Sequence[str], chance: random.Random) -> Iterator[Example]:
    bad: list[BadRow] = []
    places = [Place(row.code, row.place, row.text) for _, row in read_rows(path, bad) if row.level == "place"]
    take_apart(places)
    for place in places:
        parts = _division_parts(place, chance) + _place_parts(place, chance) + _tail_parts(chance)
        text, entities = "", []
        for label, part in parts:
            if part:
                entities.append((label, len(text), len(text) + len(part)))
                text += part
        if (example := make_example(text, entities, labels)) is not None:
            yield example


def train_model(
    records: Sequence[dict[str, Any]],
    base: Path | None,
    rounds: int,
    seeds: Sequence[int],
    say: Callable[[str], None],
) -> Model:
    """Train on labelled records, first on the structure of a base if there is one; the mean of one model for each seed.

    Raises TooFewExamplesError.
    """
    labelled = [(str(record["text"]), _labelled(record)) for record in records]
    labels = sorted({label for _, entities in labelled for label, _, _ in entities})
    examples = [e for e in (make_example(text, entities, labels) for text, entities in labelled) if e is not None]
    if len(examples) < _FEWEST:
        raise TooFewExamplesError(f"{len(examples)} usable examples, at least {_FEWEST} are needed")
    say(f"{len(examples):,} of {len(records):,} records are usable: their segments cover the text")

    def progress(round_: int, likelihood: float) -> None:
        say(f"round {round_ + 1}: mean log-likelihood {likelihood:.3f}")

    models = []
    for seed in seeds:
        start = None
        if base is not None:
            lessons = list(_lessons_from_base(base, labels, random.Random(seed)))  # noqa: S311  # nothing secret is made
            say(f"{len(lessons):,} examples from the base")
            start = train(lessons, len(labels), 1, progress, seed)
        models.append(train(examples, len(labels), rounds, progress, seed, start))
    features = sum((model.features for model in models[1:]), models[0].features) / np.float32(len(models))
    following = sum((model.following for model in models[1:]), models[0].following) / np.float32(len(models))
    return Model(tuple(labels), Weights(features, following))
