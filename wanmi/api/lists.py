"""The lists: their versions and rows, what two versions differ in, who answers for what."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from wanmi.api.problems import Missing
from wanmi.api.reading import Day, Number
from wanmi.responsibility.models import Duty, Listed, ListVersion, Matter
from wanmi.responsibility.queries import NoList, answering, differences, find_matters, versions
from wanmi.workforce import kinds
from wanmi.workforce.api_auth import TokenOrSession

router = Router(tags=["lists"])
WORKING = TokenOrSession(*sorted(kinds.ALL - kinds.ADMINISTRATION))


class VersionOut(Schema):
    id: int
    kind: str
    version: str
    title_zh: str
    title_en: str
    valid_from: date
    valid_to: date | None
    source: str
    note: str


class ListedOut(Schema):
    code: str
    category_zh: str
    rule: str
    committee: str
    name_zh: str
    name_en: str
    organisation: str | None
    basis: str

    @staticmethod
    def resolve_organisation(row: Listed) -> str | None:
        return row.organisation_id


class ListedDutyOut(Schema):
    matter: str
    level: str
    region: str
    organisation: str
    role: str
    basis: str

    @staticmethod
    def resolve_matter(row: Duty) -> str:
        return row.matter_id

    @staticmethod
    def resolve_organisation(row: Duty) -> str:
        return row.organisation_id


class VersionFileOut(Schema):
    version: VersionOut
    items: list[ListedOut]
    duties: list[ListedDutyOut]


class DifferenceOut(Schema):
    key: str
    change: str
    before: dict[str, str] | None
    after: dict[str, str] | None


class AnswerOut(Schema):
    matter: str
    name_zh: str
    name_en: str
    list_version: str
    lead: str | None = Field(description="The lead of the level nearest to the place")
    duties: list[ListedDutyOut]


class AnswerAsking(Schema):
    matter: str = Field(max_length=60, description="Words of its name, or its code")
    place: str = Field(pattern="^[0-9]{6,15}$")
    day: Day | None = None


@router.get("/lists", auth=WORKING, response=list[VersionOut])
def all_versions(request: HttpRequest, kind: Literal["", "duty", "assist", "seal"] = "") -> list[ListVersion]:
    """All versions, the newest of each list first."""
    return versions(kind)


@router.get("/lists/answers", auth=WORKING, response=list[AnswerOut])
def who_answers(request: HttpRequest, asking: Query[AnswerAsking]) -> list[dict[str, Any]]:
    """Who answers for a matter at a place on a day, by the list of that day."""
    return [found for matter in find_matters(asking.matter) if (found := _answer(matter, asking))]


def _answer(matter: Matter, asking: AnswerAsking) -> dict[str, Any] | None:
    try:
        answer = answering(matter, asking.place, asking.day)
    except NoList:
        return None
    return {
        "matter": matter.code,
        "name_zh": matter.name_zh,
        "name_en": matter.name_en,
        "list_version": answer.version.version,
        "lead": answer.lead.organisation_id if answer.lead else None,
        "duties": answer.duties,
    }


@router.get("/lists/{pk}", auth=WORKING, response=VersionFileOut)
def version(request: HttpRequest, pk: Number) -> dict[str, Any]:
    """The rows of one version."""
    found = _version(pk)
    return {"version": found, "items": found.items.order_by("id"), "duties": found.duties.order_by("id")}


@router.get("/lists/{pk}/differences", auth=WORKING, response=list[DifferenceOut])
def changed(request: HttpRequest, pk: Number, since: Number) -> list[dict[str, Any]]:
    """What this version says otherwise than the version ``since`` of the same list."""
    newer, older = _version(pk), _version(since)
    if newer.kind != older.kind:
        raise Missing
    return [
        {"key": each.key, "change": each.word, "before": each.before, "after": each.after}
        for each in differences(older, newer)
    ]


def _version(pk: int) -> ListVersion:
    found = ListVersion.objects.filter(pk=pk).first()
    if found is None:
        raise Missing
    return found
