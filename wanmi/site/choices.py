"""What the fields of a form offer: codes, places, items, filing conditions with their deadlines, departments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from wanmi.advice.learned import likely_departments, likely_items
from wanmi.almanac.queries import work_calendar
from wanmi.cases.explaining import limit_text
from wanmi.cases.meaning import area_grade
from wanmi.cases.models import Case
from wanmi.cases.queries import departments
from wanmi.catalogue.likeness import items_like
from wanmi.catalogue.models import Condition, Item, Responsibility
from wanmi.catalogue.queries import NoOwner, UnknownItem, conditions_of, find_items, item_with_key, limit_for, owner_of
from wanmi.codes.errors import CodeError
from wanmi.codes.item import ItemKey
from wanmi.merging.wording import chance
from wanmi.process.definition import FieldKind
from wanmi.process.engine import Actor
from wanmi.site.fields import FormField
from wanmi.territory.queries import communities, current_city, full_names
from wanmi.workforce.models import Organisation
from wanmi.workforce.queries import city_today
from wanmi.worktime.calendar import WorkCalendar


@dataclass(frozen=True, slots=True)
class Situation:
    """On what the choices depend. ``item`` is the key that is chosen now, ``queries`` the words of the searches."""

    actor: Actor
    case: Case | None = None
    item: str = ""
    queries: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ItemChoice:
    key: str
    item: Item


@dataclass(frozen=True, slots=True)
class LikelyChoice:
    """An item or a department, how sure the suggestion is, and the words of the report that spoke for it."""

    choice: ItemChoice | Organisation
    chance: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Items:
    """The item that is chosen, and those that the words find."""

    query: str
    chosen: ItemChoice | None
    found: list[ItemChoice]
    is_guess: bool = False  # found from the words of the report; nobody has searched yet
    likely: list[LikelyChoice] = field(default_factory=list)  # what the city's own history says to the words


@dataclass(frozen=True, slots=True)
class ConditionChoice:
    """A filing condition with the deadline that handling would get if it were dispatched now; None out of season."""

    condition: Condition
    limit: str
    due_at: datetime | None
    is_provisional: bool


@dataclass(frozen=True, slots=True)
class Departments:
    """The suggested owner with the rule that chose it, and all that could be asked."""

    suggested: Responsibility | None
    rule_place: str
    others: list[Organisation]
    likely: list[LikelyChoice] = field(default_factory=list)


def choices_for(form_field: FormField, situation: Situation) -> Any:
    finder = _FINDERS.get(form_field.spec.kind)
    return finder(form_field, situation) if finder else None


def chosen_item(key: str) -> Item | None:
    try:
        return item_with_key(ItemKey.parse(key))
    except (CodeError, UnknownItem):
        return None


def _items(form_field: FormField, situation: Situation) -> Items:
    query = situation.queries.get(form_field.key, "").strip()
    items = items_for(query, str(form_field.value or ""))
    if items.chosen or query or situation.case is None:
        return items
    return guessed_items(situation.case.text)


def guessed_items(text: str) -> Items:
    """By what the city has learned, else by the words that items are known by."""
    if likely := likely_items(text):
        told = [LikelyChoice(_choice(each.item), chance(each.confidence), each.reasons) for each in likely]
        return Items("", None, [], is_guess=True, likely=told)
    return Items("", None, [_choice(item) for item in items_like(text)] if text.strip() else [], is_guess=True)


def items_for(query: str, key: str) -> Items:
    """The item with this key, and those that the words find: by name or code, else by what they may mean."""
    item = chosen_item(key)
    found = find_items(query) or items_like(query) if query else []
    return Items(query, _choice(item) if item else None, [_choice(each) for each in found])


def _choice(item: Item) -> ItemChoice:
    return ItemChoice(f"{item.edition_id}/{item.kind}/{item.code}", item)


def _conditions(form_field: FormField, situation: Situation) -> list[ConditionChoice]:
    item = chosen_item(situation.item)
    return conditions_at(item, situation.case.place) if item and situation.case else []


def conditions_at(item: Item, place: str) -> list[ConditionChoice]:
    """The filing conditions of ``item``, each with its limit at ``place`` and the deadline if it began now."""
    today, grade, calendar = city_today(), area_grade(current_city(), place), work_calendar()
    return [_condition(each, grade, today, calendar) for each in conditions_of(item, today)]


def _condition(condition: Condition, grade: str, today: date, calendar: WorkCalendar) -> ConditionChoice:
    limit = limit_for(condition, grade, today)
    if limit is None:
        return ConditionChoice(condition, "", None, False)
    deadline = calendar.deadline(timezone.now(), limit)
    return ConditionChoice(condition, limit_text(limit), deadline.at, deadline.provisional)


def _departments(form_field: FormField, situation: Situation) -> Departments:
    case = situation.case
    if case is None or case.item is None:
        return Departments(None, "", [])
    able = list(departments(case.place))
    rule = _owner(case.item, case.place)
    likely = [
        LikelyChoice(each.department, chance(each.confidence), each.reasons)
        for each in likely_departments(case.text, able)
    ]
    if rule is None or rule.organisation not in able:
        return Departments(None, "", able, likely)
    names = full_names([rule.region])
    return Departments(rule, names[rule.region], [each for each in able if each != rule.organisation], likely)


def _owner(item: Item, place: str) -> Responsibility | None:
    try:
        return owner_of(item, place)
    except NoOwner:
        return None


def _dates(form_field: FormField, situation: Situation) -> dict[str, str]:
    """The first and last day that may be chosen."""
    today = city_today()
    last = today + timedelta(days=form_field.spec.within_days) if form_field.spec.within_days else None
    return {"first": (today + timedelta(days=1)).isoformat(), "last": last.isoformat() if last else ""}


_FINDERS: Mapping[FieldKind, Callable[[FormField, Situation], Any]] = {
    FieldKind.PLACE: lambda _, situation: communities(situation.actor.region),
    FieldKind.ITEM: _items,
    FieldKind.CONDITION: _conditions,
    FieldKind.ORGANISATION: _departments,
    FieldKind.DATE: _dates,
}
