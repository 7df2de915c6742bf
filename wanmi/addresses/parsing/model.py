"""A trained model as a compact file, and the parser that uses it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np
import numpy.typing as npt

from wanmi.addresses.parsing.features import ROWS, characters
from wanmi.addresses.parsing.field import Weights, best_path, segment_scores

_LONGEST_TEXT = 300
_STEPS = 127


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
    """Labels in the order of the weights' columns, and the weights."""

    labels: tuple[str, ...]
    weights: Weights

    def parse(self, text: str) -> list[Entity]:
        """The elements of a text, in order, from end to end; what lies beyond 300 characters is left out."""
        read = text[:_LONGEST_TEXT]
        if not read.strip():
            return []
        scores = segment_scores(characters(read), self.weights.features, len(self.labels))
        path: npt.NDArray[np.int64] = best_path(scores, self.weights.following)
        return [Entity(self.labels[label], start, end, read[start:end]) for start, end, label in path.tolist()]


def save_model(model: Model, path: Path, weakest: float = 0.1) -> None:
    """Write a model with its weights in 255 steps; rows in which no weight exceeds ``weakest`` are left out."""
    features = model.weights.features
    used = np.flatnonzero(np.abs(features).max(axis=1) > weakest)
    scale = float(np.abs(features).max()) / _STEPS
    np.savez_compressed(
        path,
        labels=np.frombuffer(json.dumps(model.labels).encode(), np.uint8),
        rows=np.diff(used, prepend=0).astype(np.uint16 if np.diff(used, prepend=0).max() < 65536 else np.uint32),
        scale=np.float64(scale),
        features=np.round(features[used] / scale).astype(np.int8),
        following=model.weights.following,
    )


def load_model(path: Path) -> Model:
    """Read a model. Raises BadModelError."""
    try:
        with np.load(path) as file:
            labels = tuple(json.loads(file["labels"].tobytes()))
            features = np.zeros((ROWS, len(labels)), np.float32)
            features[np.cumsum(file["rows"].astype(np.int64))] = file["features"] * np.float32(file["scale"])
            return Model(labels, Weights(features, file["following"]))
    except (OSError, ValueError, KeyError, IndexError) as error:
        raise BadModelError(f"{path} is no parser model: {error}") from error


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
