"""Keys of programs that report through Open311."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from wanmi.api.paging import Paging, Rows, keyset
from wanmi.api.problems import Missing
from wanmi.api.reading import holder
from wanmi.cases.queries import Page
from wanmi.open311 import services
from wanmi.open311.models import Client
from wanmi.workforce.api_auth import TokenOrSession

router = Router(tags=["open311"])
KEEPING = TokenOrSession("system_admin")


class ClientOut(Schema):
    id: int
    name: str
    is_test: bool
    answer: str
    per_minute: int
    created_at: datetime
    revoked_at: datetime | None


class ClientIn(Schema):
    name: str = Field(min_length=1, max_length=100)
    is_test: bool = Field(False, description="Reports are judged and answered, never kept")
    answer: Literal["id", "token"] = "id"
    per_minute: int = Field(60, ge=1, le=10_000)


class NewClient(Schema):
    """``key`` is shown this once; only its digest is kept."""

    key: str
    client: ClientOut


@router.get("/open311/clients", auth=KEEPING, response=Rows[ClientOut])
def clients(request: HttpRequest, paging: Query[Paging]) -> Page[Client]:
    return keyset(Client.objects.all(), paging)


@router.post("/open311/clients", auth=KEEPING, response={201: NewClient})
def issue(request: HttpRequest, body: ClientIn) -> Status[dict[str, object]]:
    """Give a program a key."""
    terms = services.Terms(body.is_test, body.answer, body.per_minute)
    client, key = services.issue_key(body.name, terms, holder(request))
    return Status(201, {"key": key, "client": client})


@router.post("/open311/clients/{pk}/revoke", auth=KEEPING, response=ClientOut)
def revoke(request: HttpRequest, pk: int) -> Client:
    """Take a key back."""
    found = Client.objects.filter(pk=pk).first()
    if found is None:
        raise Missing
    services.revoke_key(found, holder(request))
    found.refresh_from_db()
    return found
