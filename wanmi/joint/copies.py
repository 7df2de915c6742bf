"""Copies: who reads along while an organisation of some kind has an obligation, and presses it.

北京市接诉即办工作条例 art. 12: what is dispatched directly to a street is copied to its district. A rule book says
so in ``[copies]``: the kind of organisation that has it -> the role that gets the copy.
"""

from __future__ import annotations

from collections.abc import Sequence

from wanmi.cases.queries import PAGE
from wanmi.joint.models import Obligation, with_rules
from wanmi.joint.personal import SUBJECT
from wanmi.joint.roles import Around, desk_of
from wanmi.joint.rules.definition import Rules
from wanmi.joint.rules.store import rules_of
from wanmi.journal.models import Entry
from wanmi.journal.reading import body_of
from wanmi.process.definition import Json
from wanmi.workforce.models import Organisation, Post

COPIED = "copied"  # the fact that names the organisation with the copy; empty where there is none


def copy_for(rules: Rules, holder: str, place: str) -> dict[str, Json]:
    """The fact that follows once ``holder`` has an obligation at ``place``; none under books without copies."""
    if not rules.copies:
        return {}
    kind = Organisation.objects.filter(code=holder).values_list("kind", flat=True).first() or ""
    reader = desk_of(rules, rules.copies[kind], Around(place)) if kind in rules.copies else None
    return {COPIED: reader.code if reader else ""}


def copies_at(organisation: str, before: int | None = None, size: int = PAGE) -> list[Obligation]:
    """What is open and copied to an organisation, newest first; ``before``: the page's last id before. One query."""
    rows = with_rules(Obligation.objects.filter(copied=organisation, is_open=True)).order_by("-id")
    return list((rows if before is None else rows.filter(id__lt=before)).select_related("caller", "case")[:size])


def copied_by(entries: Sequence[Entry]) -> dict[int, list[str]]:
    """Those of the entries by which an obligation was copied: number of the entry -> the posts that get the copy."""
    told = {entry.seq: entry for entry in entries if entry.subject_kind == SUBJECT and _copied(entry)}
    rows = with_rules(Obligation.objects.filter(number__in={entry.subject for entry in told.values()})) if told else ()
    rules = {row.number: rules_of(row.rules) for row in rows}
    return {seq: _posts(rules[entry.subject], _copied(entry)) for seq, entry in told.items()}


def _copied(entry: Entry) -> str:
    return str(body_of(entry)["change"]["facts"].get(COPIED) or "")


def _posts(rules: Rules, organisation: str) -> list[str]:
    kinds = {kind for role in rules.copies.values() for kind in rules.roles[role].posts}
    found = Post.objects.filter(organisation=organisation, kind__in=kinds, until=None)
    return list(found.order_by("code").values_list("code", flat=True))
