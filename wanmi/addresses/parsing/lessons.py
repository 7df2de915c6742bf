"""From labelled texts, and from the structure of an address base, to a trained model."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from wanmi.addresses.canon import BadRow, Place, read_rows, take_apart
from wanmi.addresses.hashing import Table
from wanmi.addresses.naming import short_name
from wanmi.addresses.parsing.features import BEGIN, END, MARGIN, MIDDLE, SINGLE
from wanmi.addresses.parsing.field import Weights
from wanmi.addresses.parsing.gazetteer import (
    known_names,
    make_gazetteer,
    marks,
    names_of_divisions,
    names_of_places,
    names_of_villages,
)
from wanmi.addresses.parsing.model import Model
from wanmi.addresses.parsing.network import Network, see
from wanmi.addresses.parsing.teaching import Lesson, teach
from wanmi.addresses.parsing.training import Example, make_example, train

_FEWEST = 10
_LEVELS = {2: "prov", 4: "city", 6: "district", 9: "town"}
_MUNICIPALITIES = ("北京市", "天津市", "上海市", "重庆市")
Parts = list[tuple[str, str]]
Labelled = tuple[str, list[tuple[str, int, int]]]
_SHARE_SEEN = 0.5
"""Share of the base that a network sees, once, before the labelled texts."""


_EXCHANGED = 0.4
"""Share of the texts of a round in which names are exchanged, and of the names in them."""
_KEPT = ("redundant", "assist", "otherinfo")
"""Labels of what says nothing where it stands alone, and is left where it stands."""


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


def _places_of(path: Path) -> list[Place]:
    bad: list[BadRow] = []
    places = [Place(row.code, row.place, row.text) for _, row in read_rows(path, bad) if row.level == "place"]
    take_apart(places)
    return places


def _invented(places: Sequence[Place], chance: random.Random) -> Iterator[Labelled]:
    """Texts with their labels, put together from the structure of a base."""
    for place in places:
        text, entities = "", []
        for label, part in _division_parts(place, chance) + _place_parts(place, chance) + _tail_parts(chance):
            if part:
                entities.append((label, len(text), len(text) + len(part)))
                text += part
        yield text, entities


def _usable(labelled: Iterable[Labelled], labels: Sequence[str], gazetteer: Table) -> list[Example]:
    examples = (make_example(text, entities, labels, gazetteer) for text, entities in labelled)
    return [example for example in examples if example is not None]


@dataclass(frozen=True)
class Material:
    """What there is to learn from: labelled records, an address base, tables of divisions and of villages."""

    records: Sequence[dict[str, Any]]
    base: Path | None = None
    divisions: Path | None = None
    villages: Path | None = None


class School:
    """The examples of some material, and the steps that turn them into a model. Raises TooFewExamplesError."""

    def __init__(self, material: Material, say: Callable[[str], None]) -> None:
        labelled = [(str(record["text"]), _labelled(record)) for record in material.records]
        self.labels = sorted({label for _, entities in labelled for label, _, _ in entities})
        self.places = _places_of(material.base) if material.base else []
        self.gazetteer = self._known(material)
        self.examples = _usable(labelled, self.labels, self.gazetteer)
        if len(self.examples) < _FEWEST:
            raise TooFewExamplesError(f"{len(self.examples)} usable examples, at least {_FEWEST} are needed")
        say(f"{len(self.examples):,} of {len(labelled):,} records are usable: their segments cover the text")
        self.say = say

    def _known(self, material: Material) -> Table:
        divisions = names_of_divisions(material.divisions) if material.divisions else ()
        villages = names_of_villages(material.villages) if material.villages else ()
        return make_gazetteer([*divisions, *villages, *names_of_places(self.places)])

    def _invent(self, seed: int, share: float) -> list[Example]:
        chance = random.Random(seed)  # noqa: S311  # nothing secret is made
        places = chance.sample(self.places, int(share * len(self.places)))
        examples = _usable(_invented(places, chance), self.labels, self.gazetteer)
        self.say(f"{len(examples):,} examples from the base")
        return examples

    def _tell(self, what: str) -> Callable[[int, float], None]:
        return lambda round_, value: self.say(f"round {round_ + 1}: mean {what} {value:.3f}")

    def field(self, rounds: int, seeds: Sequence[int]) -> Weights:
        """The random field: the mean of one for each seed, each taught the structure of the base first."""
        tell, fields = self._tell("log-likelihood"), []
        for seed in seeds:
            start = train(self._invent(seed, 1.0), len(self.labels), 1, tell, seed) if self.places else None
            fields.append(train(self.examples, len(self.labels), rounds, tell, seed, start))
        features = sum((weights.features for weights in fields[1:]), fields[0].features) / np.float32(len(fields))
        following = sum((weights.following for weights in fields[1:]), fields[0].following) / np.float32(len(fields))
        return Weights(features, following)

    def network(self, rounds: int, seed: int) -> Network:
        """A network, taught the structure of the base first."""
        tell, start = self._tell("loss"), None
        if self.places:
            seen = [self._lesson(example) for example in self._invent(seed, _SHARE_SEEN)]
            start = teach(lambda: seen, len(self.labels), 1, tell, seed)
        return teach(self._varied(seed), len(self.labels), rounds, tell, seed, start)

    def model(self, rounds: int, seeds: Sequence[int]) -> Model:
        """A field and a network for each seed."""
        networks = [self.network(rounds, seed) for seed in seeds]
        return Model(tuple(self.labels), self.field(rounds, seeds), self.gazetteer, tuple(networks))

    def _lesson(self, example: Example) -> Lesson:
        return see(example.characters, marks(example.kinds)), _truth(example, len(self.labels))

    def _varied(self, seed: int) -> Callable[[], list[Lesson]]:
        """Lessons from the examples: in some texts of each round, names of others stand where theirs stood."""
        chance = random.Random(seed)  # noqa: S311  # nothing secret is made
        plain, names = [self._lesson(example) for example in self.examples], names_in(self.examples)
        kept = {self.labels.index(label) for label in _KEPT if label in self.labels}
        pools = {label: pool for label, pool in names.items() if label not in kept}

        def lessons() -> list[Lesson]:
            return [
                self._lesson(exchanged(example, pools, self.gazetteer, chance))
                if chance.random() < _EXCHANGED
                else lesson
                for example, lesson in zip(self.examples, plain, strict=True)
            ]

        return lessons


Pools = dict[int, list[npt.NDArray[np.int64]]]


def names_in(examples: Iterable[Example]) -> Pools:
    """The characters of all segments, by their label."""
    names: Pools = {}
    for example in examples:
        inside = example.characters[MARGIN:-MARGIN]
        for start, end, label in example.segments.tolist():
            names.setdefault(label, []).append(inside[start:end])
    return names


def exchanged(example: Example, pools: Pools, gazetteer: Table, chance: random.Random) -> Example:
    """An example in which some segments are exchanged for others with the same label."""
    inside, edge = example.characters[MARGIN:-MARGIN], example.characters[:MARGIN]
    parts, segments, at = [edge], [], 0
    for start, end, label in example.segments.tolist():
        swap = label in pools and chance.random() < _EXCHANGED
        part = chance.choice(pools[label]) if swap else inside[start:end]
        parts.append(part)
        segments.append((at, at + len(part), label))
        at += len(part)
    chars = np.concatenate((*parts, edge))
    return Example(chars, known_names(chars, gazetteer), np.array(segments, np.int64))


def _truth(example: Example, labels: int) -> npt.NDArray[np.int64]:
    """For each character its place in the segment and the segment's label."""
    truth = np.zeros(len(example.characters) - 2 * MARGIN, np.int64)
    for start, end, label in example.segments.tolist():
        truth[start:end] = MIDDLE * labels + label
        truth[start], truth[end - 1] = BEGIN * labels + label, END * labels + label
        if end - start == 1:
            truth[start] = SINGLE * labels + label
    return truth
