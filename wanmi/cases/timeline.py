"""The journal of one case, told for people: who did what in which post, with what, and what changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from wanmi.cases.models import Attachment, Case
from wanmi.cases.services import SUBJECT
from wanmi.cases.wording import word
from wanmi.catalogue.models import Item
from wanmi.codes.place import Level
from wanmi.journal.models import Entry
from wanmi.journal.reading import body_of, entries_of, unsealed
from wanmi.process.definition import SYSTEM, Definition, FieldKind
from wanmi.territory.queries import full_names, name_of, today
from wanmi.workforce.models import Organisation, Post, Staff

NAMED = {FieldKind.ITEM, FieldKind.ORGANISATION, FieldKind.PLACE}
SHOWN_TEXTS = ("note",)  # description and address stand at the head of the page; the reporter needs a look


@dataclass(frozen=True, slots=True)
class Line:
    """One act. ``codes`` are pairs of field and value in words; ``note`` is None where it was erased."""

    seq: int
    at: datetime
    action: str
    label: str
    actor: str
    post: Post | None
    before: str
    after: str
    codes: tuple[tuple[str, str], ...]
    note: str | None
    pictures: tuple[Attachment, ...]
    digest: str


@dataclass(frozen=True, slots=True)
class _Known:
    """What the entries of one case refer to. ``names``: code of an organisation, place or item -> its name."""

    texts: Mapping[int, Mapping[str, Any]]
    actors: Mapping[str, Staff]
    posts: Mapping[str, Post]
    names: Mapping[str, str]
    pictures: Mapping[int, Sequence[Attachment]]


def timeline(case: Case, definition: Definition, on: date | None = None) -> list[Line]:
    """All acts of ``case``, oldest first, in eight queries whatever their number; places as named ``on`` a day."""
    entries = list(entries_of(SUBJECT, case.number))
    known = _Known(
        texts=unsealed(SUBJECT, case.number, SHOWN_TEXTS),
        actors={str(staff.pk): staff for staff in Staff.objects.filter(pk__in=_staff_ids(e.actor for e in entries))},
        posts=Post.objects.select_related("organisation").in_bulk([entry.post for entry in entries]),
        names=_names([body_of(entry)["carried"] for entry in entries], on or today()),
        pictures=_pictures(case),
    )
    return [_line(entry, definition, known) for entry in entries]


def _staff_ids(actors: Iterable[str]) -> list[int]:
    return [int(actor) for actor in actors if actor.isdecimal()]


def _names(carried: Sequence[Mapping[str, Any]], on: date) -> dict[str, str]:
    """The names of what the acts carried, in the reader's language."""
    values = {value for each in carried for value in each.values() if isinstance(value, str)}
    keys = [value.split("/") for value in values if value.count("/") == 2]
    items = Item.objects.filter(edition__in=[key[0] for key in keys], code__in=[key[2] for key in keys])
    names = full_names([value for value in values if value.isdecimal() and len(value) >= Level.STREET], on)
    names |= {code: name_of(each) for code, each in Organisation.objects.in_bulk(values).items()}
    return names | {f"{item.edition_id}/{item.kind}/{item.code}": name_of(item) for item in items}


def _pictures(case: Case) -> dict[int, list[Attachment]]:
    found: dict[int, list[Attachment]] = defaultdict(list)
    for picture in Attachment.objects.filter(case=case).order_by("id"):
        found[picture.entry_id].append(picture)
    return found


def _line(entry: Entry, definition: Definition, known: _Known) -> Line:
    body = body_of(entry)
    change, actor = body["change"], known.actors.get(entry.actor)
    return Line(
        seq=entry.seq,
        at=entry.at,
        action=entry.action,
        label=word(definition.action_label(entry.action)),
        actor=actor.display_name if actor else word(definition.posts.get(entry.post, definition.posts[SYSTEM]).label),
        post=known.posts.get(entry.post),
        before=_state(definition, change["before"]),
        after=_state(definition, change["after"]),
        codes=tuple(codes_in(definition, body["carried"], known.names)),
        note=known.texts.get(entry.seq, {}).get("note", ""),
        pictures=tuple(known.pictures.get(entry.seq, ())),
        digest=entry.digest,
    )


def _state(definition: Definition, key: str) -> str:
    return word(definition.states[key].label) if key in definition.states else ""


def codes_in(
    definition: Definition, carried: Mapping[str, Any], names: Mapping[str, str] | None = None
) -> Iterator[tuple[str, str]]:
    """What an act carried, in words: reasons, channels and days, and what ``names`` has a name for."""
    for key, value in carried.items():
        spec = definition.fields.get(key)
        if spec is None or not isinstance(value, str):
            continue
        if value in spec.codes:
            yield word(spec.label), word(spec.codes[value].label)
        elif spec.kind in NAMED and value in (names or {}):
            yield word(spec.label), (names or {})[value]
        elif spec.kind in (FieldKind.DATE, FieldKind.CASE):
            yield word(spec.label), value
