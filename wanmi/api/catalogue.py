"""The catalogue, the process, and who answers for what; its conditions and owners are changed here too."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema, Status

from wanmi.api.paging import Paging, Rows, keyset
from wanmi.api.problems import Missing, Unfit
from wanmi.api.reading import Day, holder
from wanmi.cases.definition import case_definition
from wanmi.cases.queries import Page
from wanmi.cases.wording import word
from wanmi.catalogue import editing
from wanmi.catalogue.models import Condition, Item, Limit, Responsibility
from wanmi.catalogue.queries import conditions_of
from wanmi.process.definition import Definition
from wanmi.site.choices import chosen_item, items_for
from wanmi.workforce.api_auth import TokenOrSession
from wanmi.workforce.models import Organisation
from wanmi.workforce.queries import city_today

router = Router(tags=["catalogue"])
READING, EDITING = TokenOrSession(), TokenOrSession("system_admin")


class Finding(Paging):
    text: str = Field("", max_length=100, description="Everyday words, or the beginning of a code")


class ItemOut(Schema):
    key: str
    kind: str
    code: str
    major: str
    name_zh: str
    name_en: str
    is_extension: bool
    valid_to: date | None

    @staticmethod
    def resolve_key(item: Item) -> str:
        return f"{item.edition_id}/{item.kind}/{item.code}"

    @staticmethod
    def resolve_major(item: Item) -> str:
        return item.major_zh


class LimitShape(Schema):
    area_grade: Literal["all", "A", "B", "C"] = "all"
    season_from: str = Field("", pattern="^([01][0-9]-[0-3][0-9])?$", description="First day of the season, 03-01")
    season_to: str = Field("", pattern="^([01][0-9]-[0-3][0-9])?$")
    value: int = Field(ge=1, le=10_000)
    unit: Literal["urgent_minute", "urgent_hour", "urgent_day", "natural_day", "work_hour", "work_day"]


class ConditionOut(Schema):
    code: str
    filing_zh: str
    closing_zh: str
    source: str
    note: str
    valid_from: date
    valid_to: date | None
    limits: list[LimitShape]

    @staticmethod
    def resolve_limits(condition: Condition) -> list[Limit]:
        return list(condition.limits.all())


class ConditionIn(Schema):
    item: str = Field(max_length=30, description="Key of the item")
    filing_zh: str = Field(min_length=1, max_length=1_000)
    closing_zh: str = Field(min_length=1, max_length=1_000)
    source: str = Field(min_length=1, max_length=200, description="The decision that says so")
    limits: list[LimitShape] = Field(min_length=1, max_length=24)


class EndConditionIn(Schema):
    until: Day = Field(description="First day on which it is no longer in force")


class OwnerOut(Schema):
    id: int
    edition: str
    kind: str
    item_prefix: str
    region: str
    organisation: str
    basis: str

    @staticmethod
    def resolve_edition(owner: Responsibility) -> str:
        return owner.edition_id

    @staticmethod
    def resolve_organisation(owner: Responsibility) -> str:
        return owner.organisation_id


class OwnerIn(Schema):
    kind: Literal["component", "event"]
    item_prefix: str = Field(pattern="^[0-9]{2,5}$")
    region: str = Field(pattern="^[0-9]{6,15}$")
    organisation: str = Field(max_length=40)
    basis: str = Field(min_length=1, max_length=200)


@router.get("/catalogue/items", auth=READING, response=Rows[ItemOut])
def items(request: HttpRequest, paging: Query[Finding]) -> Page[Item]:
    """Items in use: those that everyday words may mean, best first, or all of them, page by page."""
    if text := paging.text.strip():
        return Page([choice.item for choice in items_for(text, "").found], "")
    return keyset(Item.objects.filter(edition__is_current=True, valid_to=None), paging)


@router.get("/catalogue/items/{path:key}/conditions", auth=READING, response=list[ConditionOut])
def conditions(request: HttpRequest, key: str) -> list[Condition]:
    """The filing conditions of an item that are in force today."""
    return conditions_of(_item(key), city_today())


@router.put("/catalogue/conditions/{code}", auth=EDITING, response=ConditionOut)
def put_condition(request: HttpRequest, code: str, body: ConditionIn) -> Condition:
    """Add a filing condition, or change its words and limits; open cases keep the limit with which they were filed."""
    limits = [editing.LimitOf(**limit.model_dump()) for limit in body.limits]
    texts = editing.Texts(body.filing_zh, body.closing_zh, body.source)
    return editing.put_condition(code, _item(body.item), texts, limits, _editor(request))


@router.post("/catalogue/conditions/{code}/end", auth=EDITING, response=ConditionOut)
def end_condition(request: HttpRequest, code: str, body: EndConditionIn) -> Condition:
    """No case is filed by it from that day on."""
    return editing.end_condition(_condition(code), body.until, _editor(request))


@router.get("/catalogue/owners", auth=READING, response=Rows[OwnerOut])
def owners(request: HttpRequest, paging: Query[Paging]) -> Page[Responsibility]:
    """Who answers for which items in which region; the longest region wins, then the longest beginning of the code."""
    return keyset(Responsibility.objects.all(), paging)


@router.put("/catalogue/owners", auth=EDITING, response=OwnerOut)
def put_owner(request: HttpRequest, body: OwnerIn) -> Responsibility:
    """Name who answers, in the edition in use."""
    if not Organisation.objects.filter(pk=body.organisation, until=None).exists():
        raise Unfit(_("There is no such organisation"), "organisation")
    rule = editing.Rule(body.kind, body.item_prefix, body.region)
    return editing.put_owner(rule, body.organisation, body.basis, _editor(request))


@router.delete("/catalogue/owners/{pk}", auth=EDITING, response={204: None})
def remove_owner(request: HttpRequest, pk: int) -> Status[None]:
    """Take the rule away; a shorter one may answer then."""
    found = Responsibility.objects.filter(pk=pk).first()
    if found is None:
        raise Missing
    editing.remove_owner(found, _editor(request))
    return Status(204, None)


class StateOut(Schema):
    key: str
    label: str
    stage: str
    final: bool


class FieldOut(Schema):
    key: str
    label: str
    kind: str
    values: dict[str, str]


class TransitionOut(Schema):
    action: str
    label: str
    sources: list[str]
    target: str | None
    by: list[str]
    carries: list[str]
    may_carry: list[str]


class ProcessOut(Schema):
    """The table by which cases move here."""

    key: str
    edition: str
    states: list[StateOut]
    fields: list[FieldOut]
    transitions: list[TransitionOut]


@router.get("/process", auth=READING, response=ProcessOut, tags=["process"])
def process(request: HttpRequest) -> dict[str, Any]:
    """States, fields with their codes, and transitions of the case process in force."""
    return _process(case_definition())


def _process(d: Definition) -> dict[str, Any]:
    return {
        "key": d.key,
        "edition": d.edition,
        "states": [
            {"key": s.key, "label": word(s.label), "stage": s.stage, "final": s.final} for s in d.states.values()
        ],
        "fields": [
            {
                "key": f.key,
                "label": word(f.label),
                "kind": f.kind,
                "values": {code.key: word(code.label) for code in f.codes.values()},
            }
            for f in d.fields.values()
        ],
        "transitions": [
            {
                **{name: getattr(line, name) for name in ("action", "target", "carries", "may_carry")},
                "label": word(line.label),
                "sources": sorted(line.sources),
                "by": sorted(line.by),
            }
            for line in d.transitions
        ],
    }


def _editor(request: HttpRequest) -> editing.Editor:
    held = holder(request)
    return editing.Editor(str(held.staff_id), held.post_id)


def _item(key: str) -> Item:
    found = chosen_item(key)
    if found is None:
        raise Missing
    return found


def _condition(code: str) -> Condition:
    found = Condition.objects.filter(pk=code).first()
    if found is None:
        raise Missing
    return found
