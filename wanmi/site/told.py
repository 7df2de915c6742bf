"""What the acts on an obligation have told so far and everybody may read who sees it, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wanmi.cases.wording import word
from wanmi.joint.models import Obligation, Part
from wanmi.joint.queries import snapshot_of
from wanmi.process.definition import Definition, FieldKind
from wanmi.process.engine import Snapshot
from wanmi.territory.queries import name_of
from wanmi.workforce.models import Organisation

HIDDEN = (FieldKind.PLACE, FieldKind.CASE, FieldKind.POSITION, FieldKind.PHOTOS)  # shown in another way, or not
ELSEWHERE = ("kind", "joint", "others", "further", "promised_on")  # parts of their own, or columns


def facts_of(process: Definition, row: Obligation | Part) -> list[tuple[str, str]]:
    """What was told and stands nowhere else on the page; organisations by name."""
    known = [key for key in process.fields if key not in ELSEWHERE]
    names = {each.code: name_of(each) for each in Organisation.objects.filter(code__in=_organisations(process, row))}
    return [(label, names.get(value, value)) for label, value in told(process, snapshot_of(row), known)]


def _organisations(process: Definition, row: Obligation | Part) -> list[str]:
    facts = snapshot_of(row).facts
    fields = [key for key, field in process.fields.items() if field.kind is FieldKind.ORGANISATION]
    return [str(facts[key]) for key in fields if facts.get(key)]


def told(process: Definition, snapshot: Snapshot, fields: Sequence[str]) -> Iterator[tuple[str, str]]:
    """(label, words) of those facts that were told and may be read by all who see the subject."""
    for key in fields:
        field, value = process.fields.get(key), snapshot.facts.get(key)
        if (
            field is not None
            and field.fact
            and not field.sealed
            and field.kind not in HIDDEN
            and value not in (None, "")
        ):
            yield word(field.label), word(field.codes[str(value)].label) if field.codes else str(value)
