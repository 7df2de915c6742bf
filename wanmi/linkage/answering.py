"""The one answer to the person: an act of which the rule book says that it tells, beside a case with a reporter."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from django.db.models import Max, QuerySet

from wanmi.cases.services import SUBJECT as CASE
from wanmi.joint.copies import copied_by
from wanmi.joint.models import Obligation, with_rules
from wanmi.joint.personal import SUBJECT
from wanmi.joint.rules.store import rules_of
from wanmi.journal.models import Entry, Sealed
from wanmi.notices.companions import Companions

REOPENS = ("reopen", "ask_reopening")  # acts by which a case that has ended is opened again


class Answers(Companions):
    def answering(self, entries: Sequence[Entry]) -> Mapping[int, str]:
        acts = {entry.subject for entry in entries if entry.subject_kind == SUBJECT}
        rows = {row.number: row for row in _with_cases().filter(number__in=acts)} if acts else {}
        found = ((entry.seq, rows.get(entry.subject), entry.action) for entry in entries)
        return {seq: _case(row) for seq, row, action in found if row and action in rules_of(row.rules).tells}

    def copied(self, entries: Sequence[Entry]) -> Mapping[int, Sequence[str]]:
        return copied_by(entries)

    def answer_in(self, seq: int) -> str:
        return _words(seq, self._field(seq))

    def _field(self, seq: int) -> str:
        entry = Entry.objects.get(seq=seq)
        row = with_rules(Obligation.objects.filter(number=entry.subject)).first()
        return rules_of(row.rules).tells.get(entry.action, "") if row else ""

    def answered_elsewhere(self, numbers: Collection[str]) -> Collection[str]:
        rows = [row for row in _with_cases().filter(case__number__in=numbers) if rules_of(row.rules).tells]
        told = {row.number: _case(row) for row in rows}
        answered = _last(SUBJECT, told, [act for row in rows for act in rules_of(row.rules).results])
        opened = _last(CASE, set(told.values()), REOPENS)
        done = {told[number] for number, seq in answered.items() if seq > opened.get(told[number], 0)}
        return done | {_case(row) for row in rows if row.is_open}


def last_answer(row: Obligation) -> str:
    """The words of the last answer to the person; empty where there is none, or they were erased. Two queries."""
    tells = rules_of(row.rules).tells
    told = Entry.objects.filter(subject_kind=SUBJECT, subject=row.number, action__in=tells).order_by("-seq").first()
    return _words(told.seq, tells[told.action]) if told else ""


def _words(seq: int, field: str) -> str:
    row = Sealed.objects.select_related("entry").filter(entry=seq, field=field).first()
    return str(row.value() or "") if row else ""


def _with_cases() -> QuerySet[Obligation]:
    return with_rules(Obligation.objects.filter(case__isnull=False)).select_related("case")


def _case(row: Obligation) -> str:
    assert row.case is not None, "the query asks for it"
    return row.case.number


def _last(kind: str, subjects: Collection[str], actions: Collection[str]) -> dict[str, int]:
    """The last entry of each subject with one of these actions."""
    rows = Entry.objects.filter(subject_kind=kind, subject__in=subjects, action__in=actions)
    return dict(rows.values_list("subject").annotate(last=Max("seq")).order_by())
