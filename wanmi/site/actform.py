"""The form of one act on a case, or of a report. The process judges what is typed; the form only carries it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from django.http import HttpRequest

from wanmi.cases.models import Case
from wanmi.cases.projecting import key_of
from wanmi.cases.services import Order
from wanmi.cases.wording import sentence
from wanmi.process.definition import Definition, FieldKind, Transition
from wanmi.process.engine import Actor
from wanmi.process.errors import Reason
from wanmi.site.choices import Situation, choices_for
from wanmi.site.fields import FormField, read_pictures

KEY_AT_MOST = 100  # characters of an idempotency key

# A reason that names no field belongs to the field of this kind.
KINDS_OF_REASONS = {
    "not_a_place": FieldKind.PLACE,
    "unknown_item": FieldKind.ITEM,
    "condition_of_other_item": FieldKind.CONDITION,
    "out_of_season": FieldKind.CONDITION,
    "nobody_handles_there": FieldKind.ORGANISATION,
    "unknown_case": FieldKind.CASE,
}


FIND = "find_"  # before the name of a field: the words typed into its search


def typed_queries(request: HttpRequest) -> dict[str, str]:
    return {name.removeprefix(FIND): str(words) for name, words in request.POST.items() if name.startswith(FIND)}


@dataclass
class ActForm:
    """``seen`` is the version of the case that its reader looked at; ``key`` makes the act happen once."""

    definition: Definition
    transition: Transition
    actor: Actor
    case: Case | None = None
    key: str = field(default_factory=lambda: uuid.uuid4().hex)
    seen: int | None = None
    errors: list[str] = field(default_factory=list)
    pictures: dict[str, list[bytes]] = field(default_factory=dict)
    say: Callable[[Reason, Definition], str] = sentence

    def __post_init__(self) -> None:
        transition = self.transition
        asked = [(key, True) for key in transition.carries] + [(key, False) for key in transition.may_carry]
        self.fields = [FormField(self.definition.fields[key], required) for key, required in asked]
        if self.case is not None and self.seen is None:
            self.seen = self.case.version

    def fill(self) -> ActForm:
        """Put in what is known already: the item of the case."""
        for each in self.fields:
            if each.spec.kind is FieldKind.ITEM and self.case and self.case.item:
                each.value = str(key_of(self.case))
        return self

    def read(self, request: HttpRequest) -> ActForm:
        """Take what was typed."""
        data = request.POST
        self.key = data.get("key", "")[:KEY_AT_MOST]
        self.seen = int(seen) if (seen := data.get("seen", "")).isdecimal() else self.seen
        for each in self.fields:
            if each.spec.kind is FieldKind.PHOTOS:
                self.pictures[each.key] = read_pictures(each.spec, request.FILES)
            else:
                each.read(data)
        return self

    def order(self) -> Order:
        carried = {each.key: each.value for each in self.fields if each.value not in (None, "")}
        pictures = {key: contents for key, contents in self.pictures.items() if contents}
        return Order(self.transition.action, self.actor, carried, pictures, key=self.key, seen=self.seen)

    def refuse(self, reasons: Iterable[Reason]) -> Self:
        """Put each reason beside the field that it speaks of, the others at the head of the form."""
        for reason in reasons:
            found = self._field_of(reason)
            errors = found.errors if found else self.errors
            errors.append(self.say(reason, self.definition))
        return self

    def offer_choices(self, queries: Mapping[str, str]) -> ActForm:
        """Find what each field offers; ``queries`` are the words typed into the searches."""
        item = next((str(each.value or "") for each in self.fields if each.spec.kind is FieldKind.ITEM), "")
        situation = Situation(self.actor, self.case, item, queries)
        for each in self.fields:
            each.choices = choices_for(each, situation)
        return self

    @property
    def has_map(self) -> bool:
        return any(each.spec.kind is FieldKind.POSITION for each in self.fields)

    @property
    def is_faulty(self) -> bool:
        return bool(self.errors or self.faulty_fields)

    @property
    def faulty_fields(self) -> list[FormField]:
        return [each for each in self.fields if each.errors]

    def _field_of(self, reason: Reason) -> FormField | None:
        kind = KINDS_OF_REASONS.get(reason.code)
        named: Any = reason.about.get("field")
        return next((each for each in self.fields if each.key == named or each.spec.kind is kind), None)
