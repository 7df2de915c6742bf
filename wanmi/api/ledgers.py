"""One fact entered once: entering and changing facts, and reading them for a need."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema

from wanmi.api.problems import Unfit
from wanmi.api.reading import actor
from wanmi.ledgers import services
from wanmi.ledgers.errors import LedgerRefused
from wanmi.ledgers.queries import Row
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


def sentence(refused: LedgerRefused) -> str:
    """Why a fact was not entered or read, in words."""
    return {
        "unknown_field": _("No such field is kept"),
        "unknown_ledger": _("There is no such ledger"),
        "held_elsewhere": _("This fact is held elsewhere: %(keeper)s enters it, and it is not entered twice"),
        "held_already": _("This fact is held already; change it in its one place"),
        "not_held": _("This fact has not been entered yet"),
        "outside_region": _("The place is not on the ground of your post"),
        "bad_value": _("Expected a value of at most 500 characters"),
        "no_such_need": _("Your organisation has no need “%(need)s” in force; the try stands in the journal"),
        "outside_the_grant": _("The need “%(need)s” does not grant: %(fields)s. The try stands in the journal"),
    }[refused.code] % refused.about
