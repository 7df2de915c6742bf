"""Services and their definitions: the items of the catalogue in use, each with its filing conditions to choose from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from wanmi.catalogue.models import Condition, Item, Kind
from wanmi.catalogue.queries import UnknownItem, conditions_of, item_with_key
from wanmi.codes.errors import CodeError
from wanmi.codes.item import ItemKey
from wanmi.open311.errors import fault
from wanmi.open311.models import Client
from wanmi.territory.queries import name_of, today

CONDITION = "condition"  # code of the attribute
CONDITIONS_TOLD = 3  # filing conditions that describe a service in the list


def code_of(item: Item) -> str:
    """The service code: edition, kind and code of the item, such as ``2026-event-01001``."""
    return f"{item.edition_id}-{item.kind}-{item.code}"


def item_with(service_code: str) -> Item:
    """The item that may be reported under this code; 404 for any other."""
    found = item_named(service_code)
    if found is None or found.valid_to is not None or not found.edition.is_current:
        raise fault(404, _("There is no service %(code)s") % {"code": service_code})
    return found


def item_named(service_code: str) -> Item | None:
    """The item with this code, of any edition."""
    try:
        return item_with_key(ItemKey.parse(service_code.replace("-", "/")))
    except (CodeError, UnknownItem):
        return None


def services(client: Client | None) -> list[dict[str, Any]]:
    """Every service, events before components; two queries."""
    items = Item.objects.filter(edition__is_current=True, valid_to=None).order_by("-kind", "code")
    known = _conditions()
    answer = "batch" if client and client.answer == Client.Answer.LATER else "realtime"
    return [_service(item, known[item.code], answer) for item in items]


def _conditions() -> dict[str, list[Condition]]:
    """Code of an item -> the filing conditions in force; a component has those of its event (catalogue.queries)."""
    in_force = Q(valid_to=None) | Q(valid_to__gt=today())
    rows = Condition.objects.filter(in_force, valid_from__lte=today(), item__edition__is_current=True)
    found: dict[str, list[Condition]] = defaultdict(list)
    for row in rows.filter(item__kind=Kind.EVENT).select_related("item").order_by("code"):
        found[row.item.code].append(row)
    return found


def _service(item: Item, conditions: Sequence[Condition], answer: str) -> dict[str, Any]:
    names = [name for name in dict.fromkeys((item.name_zh, item.name_en)) if name]
    return {
        "service_code": code_of(item),
        "service_name": name_of(item),
        "description": "；".join(each.filing_zh for each in conditions[:CONDITIONS_TOLD]) or name_of(item),
        "metadata": bool(conditions),
        "type": answer,
        "keywords": ",".join(name.replace(",", " ") for name in names),
        "group": item.major_zh,
    }


def definition(item: Item) -> dict[str, Any]:
    """What may be told with a report of this item; no attributes where there is nothing to choose."""
    conditions = conditions_of(item, today())
    attributes = [_choice(conditions), _note()] if conditions else []
    return {"service_code": code_of(item), "attributes": attributes}


def _choice(conditions: Sequence[Condition]) -> dict[str, Any]:
    return {
        "variable": True,
        "code": CONDITION,
        "datatype": "singlevaluelist",
        "required": False,
        "datatype_description": _("Choose what fits best; leave it out where nothing does."),
        "order": 1,
        "description": _("What is the matter?"),
        "values": [{"key": each.code, "name": each.filing_zh} for each in conditions],
    }


def _note() -> dict[str, Any]:
    return {
        "variable": False,
        "code": "note",
        "datatype": "text",
        "required": False,
        "datatype_description": None,
        "order": 2,
        "description": _("Somebody looks at the place before the case is filed; the limit depends on what is found."),
        "values": None,
    }
