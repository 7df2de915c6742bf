"""The public report form: the fields of the process, read like those of the console, with consent and a ticket."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from wanmi.catalogue.models import Item
from wanmi.codes.place import Level
from wanmi.process.definition import Definition
from wanmi.process.engine import Actor
from wanmi.process.errors import Refused
from wanmi.public import identity
from wanmi.public.notice import EDITION
from wanmi.public.telling import say
from wanmi.site.actform import ActForm
from wanmi.site.choices import chosen_item
from wanmi.site.fields import FormField
from wanmi.territory.queries import locate

TRAP = "website"  # a field that people do not see, and programs like to fill in
FOR_STAFF = {"channel", "keep_secret"}


@dataclass
class PublicForm(ActForm):
    """One act of a resident. ``key`` is the ticket; ``item_text`` the words that items are suggested for."""

    find: str = ""
    say: Any = say
    known: list[str] = field(default_factory=list)  # numbers of the near cases that were shown already

    @classmethod
    def of(cls, definition: Definition, action: str, state: str = "") -> PublicForm:
        """An empty form of an action: of the opening one, or of the line that speaks in ``state``."""
        line = definition.opening if not state else definition.transitions_for(state, action)[0]
        form = cls(definition, line, Actor("", "", "", "", ""), key=identity.new_ticket())
        form.fields = [each for each in form.fields if each.key not in FOR_STAFF]
        return form

    def read(self, request: HttpRequest) -> PublicForm:
        """Take what was typed. Raises NoTicket for a form that was not made here."""
        super().read(request)
        identity.check_ticket(self.key)
        self.find = request.POST.get("find_item", "").strip()
        self.known = request.POST.getlist("known")
        if request.POST.get(TRAP):
            self.errors.append(_("A field was filled in that people do not see. Please empty it."))
        contact = self.by_key("reporter")
        if contact and contact.value:
            self._consented(contact, request.POST.get("consent") == EDITION)
        return self

    def _consented(self, contact: FormField, agrees: bool) -> None:
        if not agrees:
            contact.errors.append(_("Tick that we may contact you, or leave the contact empty."))
        contact.value |= {
            "keep_secret": True,
            "notify": agrees,
            "consent": EDITION,
            "language": get_language() or "zh-hans",
        }

    def by_key(self, key: str) -> FormField | None:
        return next((each for each in self.fields if each.key == key), None)

    @property
    def by(self) -> dict[str, FormField]:
        """The fields by their keys, for templates."""
        return {each.key: each for each in self.fields}

    @property
    def carried(self) -> dict[str, Any]:
        return {each.key: each.value for each in self.fields if each.value not in (None, "")}

    @property
    def given_pictures(self) -> dict[str, list[bytes]]:
        return {key: contents for key, contents in self.pictures.items() if contents}

    def check(self) -> PublicForm:
        """Raises Refused where the form itself has found a fault."""
        if self.is_faulty:
            raise Refused([])
        return self

    @property
    def item(self) -> Item | None:
        return chosen_item(str(self.carried.get("item", "")))

    @property
    def point(self) -> tuple[float, float] | None:
        """The position that was given, where it is one inside the city."""
        position = self.carried.get("position")
        if not isinstance(position, dict) or not all(isinstance(part, float) for part in position.values()):
            return None
        point = (position["lon"], position["lat"])
        return point if locate(*point) else None

    @property
    def community(self) -> str:
        return str(self.carried.get("place") or "")[: Level.COMMUNITY]
