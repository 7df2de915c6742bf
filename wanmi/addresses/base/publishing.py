"""The index that answers, built from the base: each version in a folder of its own, switched in one step.

A server process looks at the name of the current version before each question, so it notices a new one by itself.
"""

from __future__ import annotations

import csv
import gzip
import os
import secrets
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models.functions import Coalesce

from wanmi.addresses.base.elements import PLACE, UNIFIED
from wanmi.addresses.base.errors import NotPublished
from wanmi.addresses.base.models import AddressCode, Alias

if TYPE_CHECKING:
    from wanmi.addresses import Resolver
    from wanmi.addresses.building import BuildReport

KEPT = 2  # versions: a process may still be answering from the one before
CHUNK = 5_000  # rows read at once
_CANON = ("code", "level", "pid", "bld", "unit", "room", "text")
_PARTS = ("building", "unit", "room")  # the elements that the engine reads apart
_POSITIONS = ("code", "lng", "lat")
Progress = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class Published:
    """A version of the index and what went into it."""

    version: str
    report: BuildReport


def folder() -> Path:
    return Path(settings.HOME) / "addresses"


def publish(progress: Progress) -> Published:
    """Build an index from the addresses in force and let it answer from now on. Bad rows are left out and listed."""
    version = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"
    target = folder() / version
    target.mkdir(parents=True)
    source, positions = target / "canon.tsv.gz", target / "positions.tsv.gz"
    _write_source(source, positions, progress)
    from wanmi.addresses import Resolver, build

    report = build(source, target, positions, progress)
    Resolver.open(target).resolve(version)  # it can be read; and what it compiles at its first question is kept on disk
    _switch(version)
    _remove_old()
    return Published(version, report)


def _write_source(source: Path, positions: Path, progress: Progress) -> None:
    """The addresses in force as the engine reads them, and their other names."""
    written = 0
    with _table(source, _CANON) as canon, _table(positions, _POSITIONS) as points:
        for code, level, place, elements, text, lon, lat in _in_force():
            canon((code, level, place, *(elements.get(name, "") for name in _PARTS), text))
            if level == PLACE and lon is not None:
                points((code, lon, lat))
            written += 1
            if written % CHUNK == 0:
                progress("addresses written", written)
        for value, place, text in _aliases():
            canon((value, "alias", place, "", "", "", text))
    progress("addresses written", written)


@contextmanager
def _table(path: Path, columns: tuple[str, ...]) -> Iterator[Callable[[tuple[object, ...]], object]]:
    with gzip.open(path, "wb", compresslevel=1) as packed, TextIOWrapper(packed, "utf-8", newline="") as text:
        rows = csv.writer(text, "excel-tab", quoting=csv.QUOTE_NONE, quotechar=None, lineterminator="\n")
        rows.writerow(columns)
        yield rows.writerow


def _in_force() -> Iterator[Sequence[Any]]:
    """(code, level, id of the place around it or its own, elements, text, longitude, latitude), as they came.

    The scheme is looked at here: a database that is asked for it goes by its index and sorts the whole city in memory.
    """
    found = AddressCode.objects.filter(address__state="active").order_by("id")
    place = Coalesce("address__parent__parent_id", "address__parent_id", "address_id")
    columns = ("address__elements", "address__text", "address__lon", "address__lat")
    rows = found.values_list("scheme", "value", "address__level", place, *columns).iterator(CHUNK)
    return (row for scheme, *row in rows if scheme == UNIFIED)


def _aliases() -> Iterator[tuple[str, str, str]]:
    """(code, id, text) of every other name; one that is no whole text stands in the address's county and street.

    The id is that of a place, whose buildings and rooms go by its other names too.
    """
    found = Alias.objects.filter(address__state="active").order_by("id")
    about = ("address__codes__scheme", "address__codes__value", "address__level", "address_id", "address__text")
    rows = found.values_list(*about, "address__elements", "text", "kind").iterator(CHUNK)
    for code, level, id, text, elements, alias, kind in (row for scheme, *row in rows if scheme == UNIFIED):
        first = next(iter(elements.values()), "")
        divisions = text[: text.find(first)] if first in text else ""
        yield code, str(id) if level == PLACE else "", alias if kind == Alias.Kind.OLD_NAME else divisions + alias


def _switch(version: str) -> None:
    """Let readers find ``version`` from now on: the name is replaced in one step."""
    fresh = folder() / f".current-{version}"
    fresh.write_text(version, encoding="ascii")
    os.replace(fresh, folder() / "current")


def _remove_old() -> None:
    versions = sorted(path for path in folder().iterdir() if path.is_dir())
    for path in versions[:-KEPT]:
        shutil.rmtree(path)


class _Opened(threading.local):
    """The index that one thread has open: a resolver is not for several at once, its memory is shared anyway."""

    version = ""
    resolver: Resolver | None = None


_opened = _Opened()


def published() -> Path | None:
    """The folder of the index that answers, None where none was published."""
    version = current_version()
    return folder() / version if version else None


def current_version() -> str:
    """The version that answers; empty where none was published."""
    try:
        return (folder() / "current").read_text(encoding="ascii")
    except FileNotFoundError:
        return ""


def is_published() -> bool:
    """Whether an index answers: one of another release does not, until it is published again."""
    try:
        resolver()
    except NotPublished:
        return False
    return True


def resolver() -> Resolver:
    """The current index. Raises NotPublished, also where it is of another release and must be built again."""
    version = current_version()
    if not version:
        raise NotPublished
    if _opened.resolver is None or _opened.version != version:
        _opened.resolver, _opened.version = _open(folder() / version), version
    return _opened.resolver


def _open(path: Path) -> Resolver:
    from wanmi.addresses import Resolver  # not before it is needed: the engine takes most of a second to load
    from wanmi.addresses.index import BadIndexError

    try:
        return Resolver.open(path)
    except BadIndexError as error:
        raise NotPublished from error
