"""joint/*.toml: rule books of joint obligations, each with the processes in joint/processes/ that it names."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.utils.translation import gettext as _

from wanmi.joint.models import RuleBook
from wanmi.joint.rules.definition import Rules
from wanmi.joint.rules.proving import Known
from wanmi.joint.rules.reading import read_rules
from wanmi.packs.columns import Row
from wanmi.packs.pack import Load, Pack, Part, Source
from wanmi.packs.parts.organisations import OrganisationRow
from wanmi.packs.parts.posts import PostRow
from wanmi.packs.problems import At
from wanmi.packs.reading import line_of, read_text
from wanmi.packs.writing import Counts, Written
from wanmi.process.errors import DefinitionRefused
from wanmi.process.reading import read_text as read_process
from wanmi.process.sources import Source as Toml


@dataclass(frozen=True, slots=True, kw_only=True)
class JointProcessRow(Row):
    """A process of obligations, as TOML; named by its file."""

    REGISTER: ClassVar[str] = "joint_process"
    name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JointRow(Row):
    """A rule book, as TOML."""

    REGISTER: ClassVar[str] = "joint"
    text: str


@dataclass(frozen=True, slots=True)
class Book:
    """A rule book on its way into the database."""

    key: str
    version: str
    valid_from: date
    valid_to: date | None
    file: str
    text: str
    processes: Mapping[str, str]

    @property
    def digest(self) -> str:
        return hashlib.sha256(json.dumps([self.text, self.processes], sort_keys=True).encode()).hexdigest()


def read_a_process(source: Source, pack: Pack, kind: type[Row]) -> None:
    text = read_text(source, pack)
    if text is None:
        return
    try:
        read_process(source.name, text)
    except DefinitionRefused as error:
        _refuse(source.name, error, pack, _("a sound process"))
    else:
        pack.add(JointProcessRow(at=At(source.name), name=source.path.stem, text=text))


def read_a_book(source: Source, pack: Pack, kind: type[Row]) -> None:
    text = read_text(source, pack)
    if text is not None:
        pack.add(JointRow(at=At(source.name), text=text))


def check(pack: Pack) -> None:
    """Each book fits its processes and names organisations that the pack lists; nothing is left unused or twice."""
    named = _processes(pack)
    known = Known(frozenset(row.code for row in pack.rows(OrganisationRow)))
    seen: dict[str, str] = {}
    for row in pack.rows(JointRow):
        try:
            rules = read_rules(row.at.file, row.text, named, known if pack.is_read(OrganisationRow) else None)
        except DefinitionRefused as error:
            _refuse(row.at.file, error, pack, _("a sound rule book"))
            continue
        for kind in rules.kinds:
            name = f"{kind} {rules.valid_from}"
            if seen.setdefault(name, row.at.file) != row.at.file:
                expected = _("a kind that {file} does not have").format(file=seen[name])
                pack.refuse(row.at, "kinds", kind, expected)
        if pack.is_read(PostRow):
            _check_levels(pack, row, rules)


def _check_levels(pack: Pack, row: JointRow, rules: Rules) -> None:
    """A post stands at every level through which something may climb: else nothing could ever be raised."""
    kinds = rules.level_posts
    regions = {post.region for post in pack.rows(PostRow) if post.kind in kinds}
    lengths = set(rules.levels.values()) if kinds else set()
    at = At(row.at.file, line_of(row.text, "[levels]"))
    missing = lengths - {len(region) for region in regions}
    for length in sorted(missing):
        expected = _("a post in posts.csv at a place of {length} characters: {kinds}")
        pack.refuse(at, "levels", length, expected.format(length=length, kinds=", ".join(sorted(kinds))))
    lowest = sorted(region for region in regions if len(region) == max(lengths, default=0))
    above = {region[:length]: region for region in lowest for length in lengths - missing}
    for place in sorted(above.keys() - regions):
        expected = _("a post in posts.csv at this place, to which what {below} has climbs: {kinds}")
        pack.refuse(at, "levels", place, expected.format(below=above[place], kinds=", ".join(sorted(kinds))))


def kinds_in(pack: Pack) -> dict[str, Rules]:
    """The kinds that a pack's sound rule books have, each with its book."""
    found: dict[str, Rules] = {}
    for row in pack.rows(JointRow):
        with suppress(DefinitionRefused):  # check() names the faults
            rules = read_rules(row.at.file, row.text, _processes(pack))
            found |= dict.fromkeys(rules.kinds, rules)
    return found


def _processes(pack: Pack) -> dict[str, str]:
    return {row.name: row.text for row in pack.rows(JointProcessRow)}


def _refuse(file: str, error: DefinitionRefused, pack: Pack, expected: str) -> None:
    for problem in error.problems:
        named = re.match(rf"{re.escape(file)}(?: line (\d+))?[,:] ", problem)
        line, value = (int(named[1] or 0), problem[named.end() :]) if named else (0, problem)
        pack.refuse(At(file, line), "", value, expected)


def books(pack: Pack) -> list[Book]:
    """The rule books of a sound pack, each with the processes that it names."""
    named, found = _processes(pack), []
    for row in pack.rows(JointRow):
        table = Toml(row.at.file, row.text).table
        used = {name: named[name] for name in table["processes"].values()}
        since, until = table["valid_from"], table.get("valid_to")
        found.append(Book(table["key"], table["version"], since, until, row.at.file, row.text, used))
    return found


def write(pack: Pack, load: Load) -> Written:
    """Add what is new; what the pack no longer says opens nothing any more, but stays for what it has opened."""
    rows = books(pack)
    stored = {(book.key, book.digest): book for book in RuleBook.objects.all()}
    wanted = {(row.key, row.digest): row for row in rows}
    fresh = [row for key, row in wanted.items() if key not in stored]
    RuleBook.objects.bulk_create(_stored(row) for row in fresh)
    kept = [key for key, book in stored.items() if key in wanted and book.is_listed]
    back = [stored[key].pk for key in wanted if key in stored and not stored[key].is_listed]
    gone = [book.pk for key, book in stored.items() if key not in wanted and book.is_listed]
    RuleBook.objects.filter(pk__in=back).update(is_listed=True)
    RuleBook.objects.filter(pk__in=gone).update(is_listed=False)
    return {"joint": Counts(added=len(fresh), changed=len(back), unchanged=len(kept), ended=len(gone))}


def _stored(row: Book) -> RuleBook:
    names = ("key", "version", "digest", "valid_from", "valid_to", "file", "text", "processes")
    return RuleBook(**{name: getattr(row, name) for name in names})


PROCESSES = Part("joint/processes/*.toml", JointProcessRow, read_a_process, needed=False)
PART = Part("joint/*.toml", JointRow, read_a_book, check, write, needed=False)
