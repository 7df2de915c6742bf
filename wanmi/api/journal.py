"""The journal, as the audit administrator reads it, and whether its chain holds."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from wanmi.api.paging import Paging, Rows
from wanmi.api.problems import Missing, Unfit
from wanmi.api.reading import Told, told
from wanmi.cases.definition import case_definition
from wanmi.cases.queries import BadCursor
from wanmi.journal.reading import entries_by_action
from wanmi.site import auditing
from wanmi.workforce.api_auth import TokenOrSession

router = Router(tags=["journal"])
AUDITING = TokenOrSession("audit_admin")


class JournalAsking(Paging):
    action: str = Field("", max_length=40)


class EntryOut(Schema):
    seq: int
    at: datetime
    label: str
    actor: str
    post: str
    subject: str
    values: list[Told]
    digest: str


class FaultOut(Schema):
    seq: int
    what: str


class VerificationOut(Schema):
    at: datetime
    entries: int
    digest: str
    faults: list[FaultOut] = Field(description="The first of them; empty where the chain holds")


@router.get("/journal", auth=AUDITING, response=Rows[EntryOut])
def journal(request: HttpRequest, paging: Query[JournalAsking]) -> dict[str, Any]:
    """Entries of one action, or all of them, newest first."""
    wanted = [paging.action] if paging.action else []
    entries = list(entries_by_action(wanted, _before(paging.after))[: paging.size + 1])
    lines = auditing.audit_lines(entries[: paging.size], case_definition())
    rows = [
        {
            **{name: getattr(line, name) for name in ("seq", "at", "label", "actor", "subject", "digest")},
            "post": line.post.code if line.post else "",
            "values": told(line.codes),
        }
        for line in lines
    ]
    return {"rows": rows, "after": str(lines[-1].seq) if len(entries) > paging.size else ""}


@router.post("/journal/verifications", auth=AUDITING, response=VerificationOut)
def verify(request: HttpRequest) -> auditing.Verification:
    """Walk the whole chain of a small journal; a large one is verified by ``wanmi journal verify``."""
    if auditing.journal_length() > auditing.SMALL:
        raise Unfit(_("The journal is too long to be verified while one waits: wanmi journal verify"))
    return auditing.verify_now()


@router.get("/journal/verifications/last", auth=AUDITING, response=VerificationOut)
def last(request: HttpRequest) -> auditing.Verification:
    """What the last verification found."""
    found = auditing.last_verification()
    if found is None:
        raise Missing
    return found


def _before(after: str) -> int | None:
    if not after:
        return None
    if not (after.isascii() and after.isdecimal() and len(after) < 19):
        raise BadCursor(after)
    return int(after)
