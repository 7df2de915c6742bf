"""A trained model as a compact file, and the parser that uses it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from wanmi.addresses.hashing import Table, make_table
from wanmi.addresses.parsing.features import ROWS, characters
from wanmi.addresses.parsing.field import Weights, best_path, segment_scores
from wanmi.addresses.parsing.gazetteer import contents, known_names, marks
from wanmi.addresses.parsing.network import Network, Text, score, see

_LONGEST_TEXT = 300
_STEPS = 127
VOTE = 0.5
"""Weight of the networks' mean logarithmic probabilities beside the scores of the field."""


ELEMENTS = (
    "prov", "city", "district", "devzone", "town", "community", "road", "roadno", "poi", "houseno", "cellno", "floorno",
    "roomno",
)  # fmt: skip
"""The labels that make an address; the others mark what stands around it."""


class BadModelError(Exception):
    """A file holds no model of this kind."""


@dataclass(frozen=True)
class Entity:
    """A labelled stretch of a text, in characters."""

    label: str
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Model:
    """A random field over segments, and networks that vote on each character, with what is known of names.

    ``labels`` are in the order of the weights' columns; the networks' mean vote counts ``VOTE`` times.
    """

    labels: tuple[str, ...]
    weights: Weights
    gazetteer: Table
    networks: tuple[Network, ...]

    def parse(self, text: str) -> list[Entity]:
        """The elements of a text, in order, from end to end; what lies beyond 300 characters is left out."""
        return self.parse_many([text])[0]

    def parse_many(self, texts: Sequence[str]) -> list[list[Entity]]:
        """The elements of each text; many together are several times faster than one by one."""
        read = [text[:_LONGEST_TEXT] if text.strip() else "" for text in texts]
        chars = [characters(text) for text in read]
        kinds = [known_names(c, self.gazetteer) for c in chars]
        votes = self._votes([see(c, marks(k)) for c, k in zip(chars, kinds, strict=True) if len(k)])
        return [
            self._segments(text, c, k, next(votes)) if text else []
            for text, c, k in zip(read, chars, kinds, strict=True)
        ]

    def _votes(self, seen: Sequence[Text]) -> Iterator[npt.NDArray[np.float32]]:
        """The networks' votes on each text: (n, 4, labels)."""
        if not self.networks:
            return (np.zeros((len(text.characters), 4, len(self.labels)), np.float32) for text in seen)
        scores = [score(network, seen) for network in self.networks]
        share = np.float32(VOTE / len(scores))
        return (share * sum(each[1:], each[0]) for each in zip(*scores, strict=True))

    def _segments(self, text: str, chars: Any, kinds: Any, votes: npt.NDArray[np.float32]) -> list[Entity]:
        scores = segment_scores(chars, kinds, self.weights.features, votes)
        path: npt.NDArray[np.int64] = best_path(scores, self.weights.following)
        return [Entity(self.labels[label], start, end, text[start:end]) for start, end, label in path.tolist()]


def _in_steps(values: npt.NDArray[np.float32]) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float32]]:
    """Weights in 255 steps, and the size of a step in each row."""
    size = np.abs(values).max(axis=-1, keepdims=True) / np.float32(_STEPS)
    return np.round(values / np.maximum(size, np.float32(1e-12))).astype(np.int8), size


def save_model(model: Model, path: Path, weakest: float = 0.1) -> None:
    """Write a model with its weights in 255 steps; rows in which no weight exceeds ``weakest`` are left out."""
    features = model.weights.features
    used = np.flatnonzero(np.abs(features).max(axis=1) > weakest)
    scale = float(np.abs(features).max()) / _STEPS
    names, kinds = contents(model.gazetteer)
    parts: dict[str, Any] = {
        "labels": np.frombuffer(json.dumps(model.labels).encode(), np.uint8),
        "rows": np.diff(used, prepend=0).astype(np.uint16 if np.diff(used, prepend=0).max() < 65536 else np.uint32),
        "scale": np.float64(scale),
        "features": np.round(features[used] / scale).astype(np.int8),
        "following": model.weights.following,
        "names": np.diff(names, prepend=0).astype(np.uint32),
        "kinds": kinds.astype(np.uint16),
    }
    for i, network in enumerate(model.networks):
        for name, values in zip(Network._fields, network, strict=True):
            parts[f"network{i}.{name}"], parts[f"network{i}.{name}.steps"] = _in_steps(values)
    np.savez_compressed(path, **parts)


def load_model(path: Path) -> Model:
    """Read a model. Raises BadModelError."""
    try:
        with np.load(path) as file:
            labels = tuple(json.loads(file["labels"].tobytes()))
            features = np.zeros((ROWS, len(labels)), np.float32)
            features[np.cumsum(file["rows"].astype(np.int64))] = file["features"] * np.float32(file["scale"])
            gazetteer = make_table(np.cumsum(file["names"].astype(np.int64)), file["kinds"].astype(np.int32))
            networks = (_load_network(file, i) for i in range(sum(name.endswith(".out") for name in file.files)))
            return Model(labels, Weights(features, file["following"]), gazetteer, tuple(networks))
    except (OSError, ValueError, KeyError, IndexError) as error:
        raise BadModelError(f"{path} is no parser model: {error}") from error


def _load_network(file: Mapping[str, npt.NDArray[Any]], number: int) -> Network:
    names = [f"network{number}.{name}" for name in Network._fields]
    return Network(*(file[name] * file[f"{name}.steps"] for name in names))


@cache
def shipped_model() -> Model:
    """The model that comes with the package."""
    with as_file(files("wanmi.addresses").joinpath("data/parser.npz")) as path:
        return load_model(path)


def parse(text: str, model: Model | None = None) -> list[Entity]:
    """The labelled elements of an address text: prov, city, district, town, road, roadno, poi, houseno, roomno, …"""
    return (model or shipped_model()).parse(text)


def f1(truth: Sequence[Sequence[Entity]], found: Sequence[Sequence[Entity]], labels: Sequence[str]) -> float:
    """Micro-averaged F1 of exactly matching entities with these labels."""
    right = wrong = missed = 0
    for expected, got in zip(truth, found, strict=True):
        gold = {e for e in expected if e.label in labels}
        mine = {e for e in got if e.label in labels}
        right, wrong, missed = right + len(gold & mine), wrong + len(mine - gold), missed + len(gold - mine)
    return 2 * right / max(1, 2 * right + wrong + missed)
