"""One fact entered once: entering and changing facts, and reading them for a need."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from django.http import HttpRequest
from ninja import Field, Router, Schema

from wanmi.api.problems import Unfit
from wanmi.api.reading import actor
from wanmi.ledgers import forms, services
from wanmi.ledgers.errors import LedgerRefused
from wanmi.ledgers.models import Ledger
from wanmi.ledgers.queries import Row
from wanmi.ledgers.wording import sentence
from wanmi.site.navigation import STREET
from wanmi.workforce.api_auth import TokenOrSession

router = Router(tags=["ledgers"])
KEEPING = TokenOrSession(*STREET)
Answer = TypeVar("Answer")
KEY = "^[a-z][a-z0-9_]{1,39}$"


class FactIn(Schema):
    field: str = Field(pattern=KEY)
    subject: str = Field(pattern="^[0-9A-Za-z-]{1,60}$", description="Such as the address code of the room")
    place: str = Field("", pattern="^[0-9]{0,15}$", description="Where the subject is; not for a change")
    value: str = Field(min_length=1, max_length=500)


class ReadIn(Schema):
    need: str = Field(max_length=40, description="Key of the granted need")
    subject: str = Field(pattern="^[0-9A-Za-z-]{1,60}$")
    fields: list[str] = Field(min_length=1, max_length=50)


class OpenIn(Schema):
    need: str = Field(max_length=40)
    after: str = Field("", max_length=60, description="The last subject of the page before")


class FactOut(Schema):
    field: str
    subject: str


class RowOut(Schema):
    subject: str
    place: str
    values: dict[str, str]
    sources: dict[str, int] = Field(description="Entries of the journal that the values come from")


class SubjectIn(Schema):
    subject: str = Field(pattern="^[0-9A-Za-z-]{1,60}$")


class LedgerFieldOut(Schema):
    """One field of a form. ``value`` and ``entry`` are empty where it is not known, or not for the caller to see."""

    field: str
    keeper: str
    is_mine: bool
    is_granted: bool
    value: str | None
    entry: int | None = Field(description="Entry of the journal that the value comes from")
    at: datetime | None


class LedgerFormOut(Schema):
    ledger: str
    subject: str
    place: str
    fields: list[LedgerFieldOut]


class FactHistoryIn(SubjectIn):
    field: str = Field(pattern=KEY)


class FactChangeOut(Schema):
    """Newest first; ``value`` is empty where it was erased."""

    entry: int
    action: str
    at: datetime
    value: str | None


class LedgerOut(Schema):
    key: str
    name_zh: str
    name_en: str
    fields: list[str]


@router.get("/ledgers", auth=KEEPING, response=list[LedgerOut])
def listed(request: HttpRequest) -> list[Ledger]:
    """The ledgers of the city with the fields that they show."""
    return list(Ledger.objects.order_by("key"))


@router.post("/ledgers/{key}/forms", auth=KEEPING, response=LedgerFormOut)
def form(request: HttpRequest, key: str, body: SubjectIn) -> dict[str, Any]:
    """A ledger's form for a subject, filled from the base: each value with where it is from. The look is journaled."""
    found = _say(lambda: forms.form_for(key, body.subject, actor(request)))
    return {
        "ledger": found.ledger.pk,
        "subject": found.subject,
        "place": found.place,
        "fields": [
            {
                **{name: getattr(each, name) for name in ("is_mine", "is_granted", "value", "entry", "at")},
                "field": each.field.pk,
                "keeper": each.field.keeper_id,
            }
            for each in found.fields
        ],
    }


@router.post("/facts/histories", auth=KEEPING, response=list[FactChangeOut])
def history(request: HttpRequest, body: FactHistoryIn) -> list[forms.Change]:
    """Who entered and changed a fact, newest first; the look is journaled."""
    return _say(lambda: forms.history(body.field, body.subject, actor(request)))


@router.post("/facts", auth=KEEPING, response=FactOut)
def enter(request: HttpRequest, body: FactIn) -> dict[str, str]:
    """Enter a fact for the first time: only the organisation that keeps the field may."""
    _say(lambda: services.enter(body.field, body.subject, body.place, body.value, actor(request)))
    return {"field": body.field, "subject": body.subject}


@router.post("/facts/changes", auth=KEEPING, response=FactOut)
def change(request: HttpRequest, body: FactIn) -> dict[str, str]:
    """Change a fact in its one place."""
    _say(lambda: services.change(body.field, body.subject, body.value, actor(request)))
    return {"field": body.field, "subject": body.subject}


@router.post("/facts/reads", auth=KEEPING, response=dict[str, str])
def read(request: HttpRequest, body: ReadIn) -> dict[str, str]:
    """The values of a subject for a need; what lies outside the grant is refused, and the try is journaled."""
    return _say(lambda: services.read(body.need, body.subject, body.fields, actor(request)))


@router.post("/ledgers/{key}/reads", auth=KEEPING, response=list[RowOut])
def open_ledger(request: HttpRequest, key: str, body: OpenIn) -> list[Row]:
    """The rows of a ledger on the ground of the caller's post; the look is journaled."""
    return _say(lambda: services.open_ledger(key, body.need, actor(request), body.after))


def _say(run: Callable[[], Answer]) -> Answer:
    try:
        return run()
    except LedgerRefused as refused:
        raise Unfit(sentence(refused), refused.about.get("field", "")) from refused
