"""Reading and writing GeoJSON (RFC 7946) one feature at a time, so that memory does not grow with the file."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, TextIO

import shapely
from shapely.geometry.base import BaseGeometry

from wanmi.grids.errors import GridError

CHUNK = 1 << 20  # characters read at a time
BETWEEN = re.compile(r"[ \t\r\n,]*")  # what may stand between two features
NUL = "\\u0000"  # as JSON writes it
MOST_IN_ONE = 32 << 20  # characters of one feature; a sound grid has a few thousand


class Feature(NamedTuple):
    """The number of a feature in its file, from 0, its shape in degrees and what is known of it."""

    number: int
    shape: BaseGeometry
    properties: dict[str, Any]


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A file beside ``path`` that takes its place at the end, and vanishes if anything fails."""
    scratch = path.with_name(f".{os.getpid()}.{path.name}")
    try:
        yield scratch
        scratch.replace(path)
    finally:
        scratch.unlink(missing_ok=True)


def write_features(path: Path, features: Iterable[tuple[BaseGeometry, Mapping[str, Any]]], *, note: str = "") -> int:
    """Write a FeatureCollection, all digits of every coordinate kept, and return how many features it has."""
    count = 0
    head = {"type": "FeatureCollection", **({"note": note} if note else {})}
    with replacing(path) as scratch, scratch.open("w", encoding="utf-8") as file:
        file.write(json.dumps(head, ensure_ascii=False)[:-1] + ', "features": [')
        for count, (shape, properties) in enumerate(features, 1):
            about = json.dumps(properties, ensure_ascii=False)
            line = f'{{"type": "Feature", "properties": {about}, "geometry": {shapely.to_geojson(shape)}}}'
            file.write(("\n" if count == 1 else ",\n") + line)
        file.write("\n]}\n")
    return count


def read_features(path: Path) -> Iterator[Feature]:
    """The features of a file in order. Raises GridError naming the file or the number of the feature at fault."""
    with path.open(encoding="utf-8-sig") as file:
        try:
            for number, (found, text) in enumerate(_objects(path, file)):
                yield _feature(number, found, text)
        except UnicodeDecodeError as error:
            raise GridError("not_utf8", "{feature} is not UTF-8 text.", feature=path.name) from error


def _feature(number: int, found: Any, text: str) -> Feature:
    if not isinstance(found, dict) or found.get("type") != "Feature":
        raise GridError("not_feature", "Feature {feature} is not a GeoJSON feature.", feature=number)
    if NUL in text:
        raise GridError(
            "nul_character", "Feature {feature} holds a NUL character, which no database keeps.", feature=number
        )
    properties = found.get("properties") or {}
    name = properties.get("code", number)
    if not found.get("geometry"):
        raise GridError("shape_missing", "{feature} has no shape.", feature=name)
    try:
        shape = shapely.from_geojson(text)
    except shapely.errors.GEOSException as error:
        raise GridError("shape_unreadable", "The shape of {feature} cannot be read.", feature=name) from error
    return Feature(number, shape, properties)


def _objects(path: Path, file: TextIO) -> Iterator[tuple[Any, str]]:
    """The members of the list "features" one by one, decoded and as text, from a sliding piece of the file."""
    decode = json.JSONDecoder().raw_decode
    text, at = _skip_to_list(path, file), 0
    number = 0
    while True:
        at = BETWEEN.match(text, at).end()  # type: ignore[union-attr]  # it matches nothing too
        if text.startswith("]", at):
            return
        try:
            found, end = decode(text, at)
        except json.JSONDecodeError as error:
            more = file.read(max(CHUNK, len(text) - at))
            text, at = text[at:] + more, 0
            if not more or len(text) > MOST_IN_ONE:
                raise _broken(path, number, not more) from error
            continue
        yield found, text[at:end]
        number, at = number + 1, end


def _broken(path: Path, number: int, ended: bool) -> GridError:
    if ended:
        message = "{file} breaks off or is not sound JSON at feature {feature}."
        return GridError("json_broken", message, file=path.name, feature=number)
    message = "Feature {feature} of {file} is not sound JSON or has more than {most} characters."
    return GridError("feature_too_long", message, file=path.name, feature=number, most=MOST_IN_ONE)


def _skip_to_list(path: Path, file: TextIO) -> str:
    """The text after the bracket that opens the list of features; it must come in the first piece of the file."""
    text = file.read(CHUNK)
    if not text.strip():
        raise GridError("empty_file", "{feature} is empty.", feature=path.name)
    key = text.find('"features"')
    start = text.find("[", key)
    if not text.lstrip().startswith("{") or key < 0 or start < 0:
        raise GridError("not_geojson", "{feature} is not a GeoJSON FeatureCollection.", feature=path.name)
    return text[start + 1 :]
