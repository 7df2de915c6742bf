"""The three procedures of the lists: asking for assistance, using the seal, letting new work in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from wanmi.acts.carrying_out import Work
from wanmi.proceedings.models import Proceeding
from wanmi.proceedings.procedures import Procedure
from wanmi.process.definition import Definition, Json
from wanmi.process.engine import Snapshot
from wanmi.process.errors import Reason, Refused
from wanmi.responsibility.models import Listed, ListVersion
from wanmi.responsibility.queries import NoList, find_listed, in_force

HERE = Path(__file__).parent
ENTRY_KEY = "entry"
About = Mapping[str, Any]


def _version(kind: str, work: Work) -> ListVersion:
    try:
        return in_force(kind, work.at.date())
    except NoList as error:
        raise Refused([Reason("no_list", {"list": kind, "day": work.at.date().isoformat()})]) from error


def _about(field: str, value: str, version: ListVersion, item: Listed | None = None) -> dict[str, Any]:
    """What a refusal tells of the list: its name and version, and the entry that shuts the value out."""
    told = {"field": field, "value": value, "list_zh": version.title_zh, "list_en": version.title_en}
    told |= {"version": version.version, "source": version.source}
    return told if item is None else told | {"code": item.code, "name": item.name_zh, "basis": item.basis}


def _facts(version: ListVersion, item: Listed) -> dict[str, Json]:
    return {"title": item.name_zh, "code": item.code, "list": f"{version.kind} {version.version}"}


def assistance(work: Work, snapshot: Snapshot) -> Mapping[str, Json]:
    """What is asked for stands on the assist list of the day, or an entry in force carries it; else Refused."""
    if "task" not in work.carried:
        return {}
    words = str(work.carried["task"]).strip()
    version = _version(ListVersion.Kind.ASSIST, work)
    item = find_listed(version, words)
    if item is not None and item.rule == Listed.Rule.ALLOWED:
        _asked_by_its_owner(item, version, work, words)
        return _facts(version, item) | {"excepted": False}
    if number := str(work.carried.get("approval", "")).strip():
        return _excepted(number, words, version, work)
    code = "not_listed" if item is None else "shut_out"
    raise Refused([Reason(code, _about("task", words, version, item))])


def _asked_by_its_owner(item: Listed, version: ListVersion, work: Work, words: str) -> None:
    if item.organisation_id not in (None, work.order.actor.organisation):
        about = _about("task", words, version, item) | {"organisation": str(item.organisation)}
        raise Refused([Reason("listed_for_another", about)])


def _excepted(number: str, words: str, version: ListVersion, work: Work) -> dict[str, Json]:
    """The facts of a task that an approved entry carries: for the same work, on that ground, on this day."""
    entry = entry_in_force(number, str(work.carried.get("place", "")), work.at.date())
    if entry is None or entry.title != words:
        raise Refused([Reason("no_such_entry", _about("approval", number, version) | {"task": words})])
    return {"title": words, "code": entry.number, "list": f"{version.kind} {version.version}", "excepted": True}


def entry_in_force(number: str, place: str, day: date) -> Proceeding | None:
    """The entry with this approval number, where it is in force on that ground and day."""
    key, _dash, pk = number.rpartition("-")
    if key != ENTRY_KEY or not pk.isascii() or not pk.isdecimal() or len(pk) > 12:
        return None
    found = Proceeding.objects.filter(pk=int(pk), procedure=ENTRY_KEY, state="in_force").first()
    if found is None or not place.startswith(found.place):
        return None
    return found if date.fromisoformat(str(found.snapshot["facts"]["until"])) > day else None


def sealing(work: Work, snapshot: Snapshot) -> Mapping[str, Json]:
    """The kind of proof stands on the seal list of the day; what is not on it, or shut out by name, is Refused."""
    if "kind" not in work.carried:
        return {}
    words = str(work.carried["kind"]).strip()
    version = _version(ListVersion.Kind.SEAL, work)
    item = find_listed(version, words)
    if item is None:
        raise Refused([Reason("not_listed", _about("kind", words, version))])
    if item.rule == Listed.Rule.EXCLUDED:
        raise Refused([Reason("shut_out", _about("kind", words, version, item))])
    return _facts(version, item)


def _list_name(about: About) -> dict[str, Any]:
    return dict(about) | {"list": about["list_en" if (get_language() or "").startswith("en") else "list_zh"]}


def _not_listed(about: About, definition: Definition) -> str:
    return _(
        "“%(value)s” is not on the list “%(list)s”, version %(version)s: what is not listed may be refused (%(source)s)"
    ) % _list_name(about)


def _shut_out(about: About, definition: Definition) -> str:
    return _("“%(name)s” (%(code)s) is shut out by name in the list “%(list)s”, version %(version)s: %(basis)s") % (
        _list_name(about)
    )


def _listed_for_another(about: About, definition: Definition) -> str:
    return _("In the list “%(list)s”, version %(version)s, “%(name)s” may be asked for by %(organisation)s only") % (
        _list_name(about)
    )


def _no_such_entry(about: About, definition: Definition) -> str:
    return _("No entry in force on this ground has the number “%(value)s” and is for “%(task)s”") % dict(about)


def _no_list(about: About, definition: Definition) -> str:
    return _("No version of this list is in force on %(day)s; a city pack brings one") % dict(about)


SENTENCES = {
    "not_listed": _not_listed,
    "shut_out": _shut_out,
    "listed_for_another": _listed_for_another,
    "no_such_entry": _no_such_entry,
    "no_list": _no_list,
}


def _allowed(kind: str) -> list[tuple[str, str]]:
    """(code, name) of what the list of today allows, for the form to offer."""
    try:
        version = in_force(kind)
    except NoList:
        return []
    rows = version.items.filter(rule=Listed.Rule.ALLOWED).order_by("id")
    return [(item.code, item.name_zh) for item in rows]


def _choices(field: str, place: str) -> list[tuple[str, str]]:
    kinds = {"task": ListVersion.Kind.ASSIST, "kind": ListVersion.Kind.SEAL}
    return _allowed(kinds[field]) if field in kinds else []


ASSIST = Procedure("assist", HERE / "assist.toml", assistance, sentences=SENTENCES, choices=_choices)
SEAL = Procedure("seal", HERE / "seal.toml", sealing, sentences=SENTENCES, choices=_choices)
ENTRY = Procedure(ENTRY_KEY, HERE / "entry.toml", sentences=SENTENCES)
