"""The journal of one case, told for people: who did what in which post, with what, and what changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wanmi.cases.models import Attachment, Case
from wanmi.cases.services import SUBJECT
from wanmi.cases.wording import word
from wanmi.journal.reading import body_of, entries_of, unsealed
from wanmi.process.definition import Definition
from wanmi.workforce.models import Post, Staff

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


def timeline(case: Case, definition: Definition) -> list[Line]:
    """All acts of ``case``, oldest first, in five queries whatever their number."""
    entries = list(entries_of(SUBJECT, case.number))
    texts = unsealed(SUBJECT, case.number, SHOWN_TEXTS)
    actors = {str(staff.pk): staff for staff in Staff.objects.filter(pk__in=_staff_ids(e.actor for e in entries))}
    posts = Post.objects.select_related("organisation").in_bulk([entry.post for entry in entries])
    pictures: dict[int, list[Attachment]] = {}
    for picture in Attachment.objects.filter(case=case).order_by("id"):
        pictures.setdefault(picture.entry_id, []).append(picture)
    lines = []
    for entry in entries:
        body = body_of(entry)
        actor = actors.get(entry.actor)
        lines.append(
            Line(
                seq=entry.seq,
                at=entry.at,
                action=entry.action,
                label=word(definition.action_label(entry.action)),
                actor=actor.display_name if actor else word(definition.posts["system"].label),
                post=posts.get(entry.post),
                before=_state(definition, body["change"]["before"]),
                after=_state(definition, body["change"]["after"]),
                codes=tuple(codes_in(definition, body["carried"])),
                note=texts.get(entry.seq, {}).get("note", ""),
                pictures=tuple(pictures.get(entry.seq, ())),
                digest=entry.digest,
            )
        )
    return lines


def _staff_ids(actors: Iterable[str]) -> list[int]:
    return [int(actor) for actor in actors if actor.isdecimal()]


def _state(definition: Definition, key: str) -> str:
    return word(definition.states[key].label) if key in definition.states else ""


def codes_in(definition: Definition, carried: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The reasons and channels that an act carried, in words."""
    for key, value in carried.items():
        spec = definition.fields.get(key)
        if spec is not None and isinstance(value, str) and value in spec.codes:
            yield word(spec.label), word(spec.codes[value].label)
