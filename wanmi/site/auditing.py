"""The journal for the audit administrator: entries in words, and whether the chain holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.core.cache import cache
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wanmi.cases.services import SUBJECT
from wanmi.cases.timeline import codes_in
from wanmi.cases.wording import word
from wanmi.journal.models import Entry, Head
from wanmi.journal.reading import body_of
from wanmi.journal.verifying import verify
from wanmi.process.definition import Definition
from wanmi.workforce.models import Post, Staff

VERIFIED = "journal-verified"  # key of the last verification in the cache
SMALL = 20_000  # entries that are verified while one waits; more are for the command line
FAULTS_SHOWN = 20
# Acts that are no lines of the process of cases.
OTHERS: Mapping[str, str | Promise] = {
    "look_contact": _("Look at a contact to send a notice"),
    "look_person": _("Look at who stays at an address"),
    "erase_person": _("Erase who stayed at an address"),
    "look_pillar": _("Look at the people of an address"),
    "make_webhook": _("Make a webhook"),
    "change_webhook": _("Change a webhook"),
    "stop_webhook": _("Stop a webhook"),
    "start_webhook": _("Start a webhook"),
    "replay_webhook": _("Send a webhook again"),
    "renew_webhook_secret": _("Renew the secret of a webhook"),
    "end_webhook": _("End a webhook"),
    "appoint": _("Appoint"),
    "end_appointment": _("End an appointment"),
    "assign_duty": _("Give a duty grid to a post"),
    "end_duty": _("Take a duty grid from a post"),
    "load_grids": _("Load grids"),
    "redraw_grids": _("Redraw grids"),
    "end_grid": _("End a grid"),
    "give_duty": _("Make or change a duty grid"),
    "load_components": _("Load components"),
    "issue_token": _("Give an access token"),
    "revoke_token": _("Take an access token back"),
    "put_condition": _("Add or change a filing condition"),
    "end_condition": _("End a filing condition"),
    "put_owner": _("Name who answers for an item"),
    "remove_owner": _("Remove a rule of who answers"),
    "change_day": _("Change a day of the calendar"),
    "issue_key": _("Give a program a key"),
    "revoke_key": _("Take a program's key back"),
}


@dataclass(frozen=True, slots=True)
class AuditLine:
    """``case`` is the number where the entry speaks of a case."""

    seq: int
    at: datetime
    label: str
    actor: str
    post: Post | None
    subject: str
    case: str
    codes: list[tuple[str, str]]
    digest: str


def audit_lines(entries: Sequence[Entry], definition: Definition) -> list[AuditLine]:
    """Entries in words; two queries whatever their number."""
    people = [int(entry.actor) for entry in entries if entry.actor.isdecimal()]
    staff = {str(person.pk): person for person in Staff.objects.filter(pk__in=people)}
    posts = Post.objects.select_related("organisation").in_bulk([entry.post for entry in entries])
    return [
        AuditLine(
            seq=entry.seq,
            at=entry.at,
            label=action_name(entry.action, definition),
            actor=staff[entry.actor].display_name if entry.actor in staff else entry.actor,
            post=posts.get(entry.post),
            subject=entry.subject,
            case=entry.subject if entry.subject_kind == SUBJECT else "",
            codes=list(codes_in(definition, body_of(entry).get("carried", {}))),
            digest=entry.digest,
        )
        for entry in entries
    ]


def action_name(action: str, definition: Definition) -> str:
    known = {line.action for line in definition.transitions}
    return word(definition.action_label(action)) if action in known else str(OTHERS.get(action, action))


def journal_length() -> int:
    head = Head.objects.filter(pk=1).first()
    return head.seq if head else 0


@dataclass(frozen=True, slots=True)
class Verification:
    at: datetime
    entries: int
    digest: str
    faults: list[dict[str, object]]


def verify_now() -> Verification:
    """Walk the whole chain and remember what was found."""
    report = verify()
    faults = [asdict(fault) for fault in report.faults[:FAULTS_SHOWN]]
    found = Verification(timezone.now(), report.seq, report.digest, faults)
    cache.set(VERIFIED, found, timeout=None)
    return found


def last_verification() -> Verification | None:
    found = cache.get(VERIFIED)
    return found if isinstance(found, Verification) else None
