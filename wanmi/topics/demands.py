"""What people demand: the items of the hotline's rule books, each with its tag (七有/五性), as they are in force."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wanmi.joint.rules.definition import Rules
from wanmi.joint.rules.store import in_force, rules_of
from wanmi.joint.tallying import ITEM, TAG
from wanmi.process.definition import Label
from wanmi.territory.queries import today


@dataclass(frozen=True, slots=True)
class Demand:
    """One item; ``tag`` is empty where the book gives it none."""

    label: Label
    tag: str


def demands() -> dict[str, Demand]:
    """The items by their codes; empty where no book in force lists any. One query."""
    return {
        key: Demand(code.label, str(code.sets.get(TAG, "")))
        for rules in _books()
        if (field := rules.obligation.fields.get(ITEM)) is not None
        for key, code in field.codes.items()
    }


def tags() -> Mapping[str, Label]:
    """The labels of the tags, in the order of the book. One query."""
    return {
        key: code.label
        for rules in _books()
        if (field := rules.obligation.fields.get(TAG)) is not None
        for key, code in field.codes.items()
    }


def _books() -> list[Rules]:
    return [rules for book in in_force(today()) if (rules := rules_of(book)).rates]
