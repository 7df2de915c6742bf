"""What the person is told beside a case: acts of which the rule book says that they tell, one of them the answer."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Max, QuerySet

from wanmi.cases.services import SUBJECT as CASE
from wanmi.joint.copies import copied_by
from wanmi.joint.models import Obligation, with_rules
from wanmi.joint.personal import SUBJECT
from wanmi.joint.rules.definition import Rules
from wanmi.joint.rules.store import rules_of
from wanmi.journal.models import Entry, Sealed
from wanmi.journal.reading import body_of
from wanmi.notices.companions import Companions, Telling, Told

GROUND = "legal_ground"  # the fact that says on which ground a limit was extended
REOPENS = ("reopen", "ask_reopening")  # acts by which a case that has ended is opened again


class Answers(Companions):
    def telling(self, entries: Sequence[Entry]) -> Mapping[int, Telling]:
        acts = {entry.subject for entry in entries if entry.subject_kind == SUBJECT}
        rows = {row.number: row for row in _with_cases().filter(number__in=acts)} if acts else {}
        found = [(entry, row, rules_of(row.rules)) for entry in entries if (row := rows.get(entry.subject))]
        return {
            entry.seq: Telling(_case(row), is_extension=entry.action in rules.extensions)
            for entry, row, rules in found
            if entry.action in rules.tells
        }

    def copied(self, entries: Sequence[Entry]) -> Mapping[int, Sequence[str]]:
        return copied_by(entries)

    def told_in(self, seq: int) -> Told:
        entry = Entry.objects.get(seq=seq)
        row = with_rules(Obligation.objects.filter(number=entry.subject)).first()
        return _told(entry, rules_of(row.rules)) if row else Told("")

    def answered_elsewhere(self, numbers: Collection[str]) -> Collection[str]:
        rows = [row for row in _with_cases().filter(case__number__in=numbers) if rules_of(row.rules).tells]
        told = {row.number: _case(row) for row in rows}
        answered = _last(SUBJECT, told, [act for row in rows for act in rules_of(row.rules).results])
        opened = _last(CASE, set(told.values()), REOPENS)
        done = {told[number] for number, seq in answered.items() if seq > opened.get(told[number], 0)}
        return done | {_case(row) for row in rows if row.is_open}


def last_told(row: Obligation) -> Told:
    """What the person was told last; its words are empty where there is nothing, or they were erased. Two queries."""
    rules = rules_of(row.rules)
    told = Entry.objects.filter(subject_kind=SUBJECT, subject=row.number, action__in=rules.tells)
    entry = told.order_by("-seq").first()
    return _told(entry, rules) if entry else Told("")


def _told(entry: Entry, rules: Rules) -> Told:
    sealed = Sealed.objects.select_related("entry").filter(entry=entry.seq, field=rules.tells.get(entry.action)).first()
    words = str(sealed.value() or "") if sealed else ""
    if entry.action not in rules.extensions:
        return Told(words)
    change = body_of(entry)["change"]
    until = _latest(change["clocks"], rules.extensions[entry.action])
    return Told(words, until, str(change["facts"].get(GROUND) or ""))


def _latest(clocks: Mapping[str, Any], extended: Iterable[str]) -> datetime | None:
    """The last deadline of those clocks that an act has extended."""
    return max((datetime.fromisoformat(clocks[key]["deadline"]) for key in extended if key in clocks), default=None)


def _with_cases() -> QuerySet[Obligation]:
    return with_rules(Obligation.objects.filter(case__isnull=False)).select_related("case")


def _case(row: Obligation) -> str:
    assert row.case is not None, "the query asks for it"
    return row.case.number


def _last(kind: str, subjects: Collection[str], actions: Collection[str]) -> dict[str, int]:
    """The last entry of each subject with one of these actions."""
    rows = Entry.objects.filter(subject_kind=kind, subject__in=subjects, action__in=actions)
    return dict(rows.values_list("subject").annotate(last=Max("seq")).order_by())
