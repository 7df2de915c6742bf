"""The only place that changes single rows of the catalogue, each change with its entry in the journal.

A city pack that is loaded later brings its own rows in line again; what is to stay belongs into the pack too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from wanmi.catalogue.models import EVER, Condition, Edition, Item, Limit, Responsibility
from wanmi.journal.writing import Draft, append
from wanmi.territory.queries import current_city, is_valid_place, today


class EditRefused(Exception):
    """A change that makes no sense; ``code`` is a word that the rooms above translate."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Editor:
    """Who decides a change, as the journal names him."""

    actor: str
    post: str


@dataclass(frozen=True, slots=True)
class Texts:
    filing_zh: str
    closing_zh: str
    source: str


@dataclass(frozen=True, slots=True)
class LimitOf:
    """A handling limit for one area grade and an optional season ("03-01" to "04-30")."""

    area_grade: str
    season_from: str
    season_to: str
    value: int
    unit: str


@dataclass(frozen=True, slots=True)
class Rule:
    """Which items, by the beginning of their code, in which region."""

    kind: str
    item_prefix: str
    region: str


@transaction.atomic
def put_condition(code: str, item: Item, texts: Texts, limits: Sequence[LimitOf], by: Editor) -> Condition:
    """Add a filing condition, or change the words and limits of one. Raises EditRefused."""
    if len(code) > 20:
        raise EditRefused("code_too_long")
    if len({(limit.area_grade, limit.season_from) for limit in limits}) < len(limits):
        raise EditRefused("limit_twice")
    if any(bool(limit.season_from) != bool(limit.season_to) for limit in limits):
        raise EditRefused("half_a_season")
    found = Condition.objects.select_for_update().filter(pk=code).first()
    if found is not None and found.item_id != item.pk:
        raise EditRefused("other_item")
    condition = found or Condition(code=code, item=item, valid_from=today())
    for name, text in asdict(texts).items():
        setattr(condition, name, text)
    condition.save()
    condition.limits.all().delete()
    Limit.objects.bulk_create(Limit(condition=condition, raw_unit=limit.unit, **asdict(limit)) for limit in limits)
    _record("put_condition", code, {**asdict(texts), "limits": [asdict(limit) for limit in limits]}, by)
    return condition


@transaction.atomic
def end_condition(condition: Condition, until: date, by: Editor) -> Condition:
    """``until`` is the first day on which no case is filed by it. Raises EditRefused."""
    if until < condition.valid_from:
        raise EditRefused("before_start")
    condition.valid_to = until
    condition.save(update_fields=["valid_to"])
    _record("end_condition", condition.code, {"until": until.isoformat()}, by)
    return condition


@transaction.atomic
def put_owner(rule: Rule, organisation: str, basis: str, by: Editor) -> Responsibility:
    """Name who answers for the items of a rule, in the edition in use. Raises EditRefused."""
    if not rule.region.startswith(current_city().code) or not is_valid_place(rule.region):
        raise EditRefused("outside_city")
    edition = Edition.objects.get(is_current=True)
    found, _ = Responsibility.objects.update_or_create(
        edition=edition, valid_from=EVER, **asdict(rule), defaults={"organisation_id": organisation, "basis": basis}
    )
    _record("put_owner", str(found.pk), {**asdict(rule), "organisation": organisation, "basis": basis}, by)
    return found


@transaction.atomic
def remove_owner(owner: Responsibility, by: Editor) -> None:
    body = {"kind": owner.kind, "item_prefix": owner.item_prefix, "region": owner.region}
    number = str(owner.pk)
    owner.delete()
    _record("remove_owner", number, body, by)


def _record(action: str, subject: str, body: Mapping[str, Any], by: Editor) -> None:
    append(
        Draft(
            subject_kind="catalogue",
            subject=subject,
            action=action,
            actor=by.actor,
            post=by.post,
            at=timezone.now(),
            place=current_city().code,
            body=body,
        )
    )
