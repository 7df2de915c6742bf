"""Personal data of a case: where they lie, whose they are, and how they go.

They are the sealed payloads of its entries, so the name of an entry's actor tells whose they are. A resident erases and
corrects his own; whoever answers for the case erases all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from wanmi.acts import pictures as files
from wanmi.cases.actors import RESIDENT
from wanmi.cases.models import Attachment
from wanmi.journal import writing
from wanmi.journal.models import Sealed
from wanmi.journal.reading import unsealed
from wanmi.process.engine import Actor

SUBJECT = "case"
TEXTS = ("text", "address")  # what stands in columns of the case too
# What each act erases before it writes anew; acts that are not named here erase nothing.
ERASES: Mapping[str, tuple[str, ...]] = {
    "erase_personal": ("reporter", *TEXTS),
    "erase_contact": ("reporter",),
    "erase_report": ("reporter", *TEXTS, "note"),
    "correct_contact": ("reporter",),
}
ERASES_PICTURES = ("erase_personal", "erase_report")
SENT_WITH = ("report", "support", "supplement", "ask_reopening")  # acts whose pictures people sent
_NOT_A_DIGIT = re.compile(r"[^\d+]")
PICTURES, ALL = "pictures", "all"  # the field that says which pictures go too, and its code for every one


def texts(number: str) -> dict[str, str]:
    """Description and address of a case as last told; empty where they were erased or never told."""
    told = dict.fromkeys(TEXTS, "")
    for _, fields in sorted(unsealed(SUBJECT, number, TEXTS).items()):
        told |= {name: value or "" for name, value in fields.items()}
    return told


def contacts(number: str) -> dict[str, dict[str, Any]]:
    """Who left a contact that was not erased: the actor's name -> name, phone, e-mail as last told. One query."""
    rows = Sealed.objects.filter(subject_kind=SUBJECT, subject=number, field="reporter", erased_at=None)
    return {row.entry.actor: row.value() for row in rows.select_related("entry").order_by("entry_id")}


def contact_key(reporter: Mapping[str, object]) -> str:
    """Phone or e-mail in one form, whatever blanks were typed; empty where there is neither."""
    phone = _NOT_A_DIGIT.sub("", str(reporter.get("phone") or "")).removeprefix("+86")
    return phone or str(reporter.get("email") or "").strip().lower()


def given_by(number: str, actor: str) -> dict[str, Any]:
    """Everything that one actor has told in a case and that was not erased: field -> the last value. One query."""
    rows = Sealed.objects.filter(subject_kind=SUBJECT, subject=number, entry__actor=actor, erased_at=None)
    return {row.field: row.value() for row in rows.order_by("entry_id")}


def erase(number: str, action: str, actor: Actor, carried: Mapping[str, Any]) -> list[str]:
    """Erase what the act asks for: a resident's own data, or everybody's. Gives the digests of the pictures that go.

    The files go once the transaction has committed.
    """
    whose = actor.id if actor.post_kind == RESIDENT else None
    writing.erase(SUBJECT, number, ERASES[action], whose)
    if action not in ERASES_PICTURES:
        return []
    sent = Attachment.objects.filter(case__number=number)
    if whose:
        sent = sent.filter(entry__actor=whose)
    elif carried.get(PICTURES) != ALL:
        sent = sent.filter(entry__action__in=SENT_WITH)
    return files.erase(sent)
