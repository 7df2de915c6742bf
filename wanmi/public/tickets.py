"""The tickets beside a resident's case, as his receipt shows them: the answer, and what he may do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wanmi.cases.actors import resident
from wanmi.cases.wording import word
from wanmi.joint.models import Obligation
from wanmi.joint.queries import of_case
from wanmi.joint.rules.store import rules_of
from wanmi.linkage.answering import last_told
from wanmi.linkage.persons import CONFIRM, REOPEN, open_to
from wanmi.notices.companions import Told
from wanmi.public.forms import PublicForm
from wanmi.public.models import Voice

Forms = Mapping[tuple[str, str], PublicForm]  # (ticket, act) -> the form that was refused


@dataclass(frozen=True, slots=True)
class Card:
    """One ticket: where it stands, what was told last, an answer or an extension, and the forms that are open."""

    number: str
    state: str
    told: Told
    confirm: PublicForm | None
    reopen: PublicForm | None


def cards(voice: Voice, refused: Forms) -> list[Card]:
    """The tickets of which one has been told, for whoever reported; a voice that was added decides nothing."""
    if not voice.is_reporter:
        return []
    found = [_card(row, voice, refused) for row in of_case(voice.case)]
    return [card for card in found if card.told.words or card.confirm or card.reopen]


def form_of(row: Obligation, voice: Voice, action: str) -> PublicForm | None:
    """An empty form of an act that is open to him now."""
    line = open_to(row, resident(voice.name)).get(action)
    return PublicForm.of(rules_of(row.rules).obligation, action, row.state) if line else None


def _card(row: Obligation, voice: Voice, refused: Forms) -> Card:
    confirm, reopen = (refused.get((row.number, act)) or form_of(row, voice, act) for act in (CONFIRM, REOPEN))
    state = word(rules_of(row.rules).obligation.states[row.state].label)
    return Card(row.number, state, last_told(row), confirm, reopen)
