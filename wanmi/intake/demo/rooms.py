"""How the rooms open their subjects and act on them: the doors that their pages and the API go through too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ObjectDoesNotExist

from wanmi.cases import services as cases
from wanmi.cases.models import Case
from wanmi.circles.errors import GroupRefused
from wanmi.circles.grouping import Opening, open_group
from wanmi.circles.models import Group
from wanmi.circles.services import Said, hear
from wanmi.joint import services as joint
from wanmi.joint.models import Obligation, Part
from wanmi.joint.services import Order
from wanmi.lanes import services as lanes
from wanmi.lanes.errors import LaneRefused
from wanmi.lanes.models import Lane, LaneCheck
from wanmi.ledgers.errors import LedgerRefused
from wanmi.ledgers.models import Held
from wanmi.ledgers.services import enter
from wanmi.proceedings import services as proceedings
from wanmi.proceedings.models import Proceeding
from wanmi.process.errors import Refused

# What a room answers to nonsense.
REFUSALS = (Refused, LaneRefused, LedgerRefused, GroupRefused, LookupError, ObjectDoesNotExist)


class Room:
    """A room of subjects with a name each. What cannot be done there at all is a LookupError."""

    def find(self, kind: str, carried: Mapping[str, Any]) -> str | None:
        """The subject that is there already, where the room keeps no keys of what is opened."""
        return None

    def open(self, kind: str, order: Order) -> str:
        """Open a subject; its name."""
        raise NotImplementedError

    def act(self, name: str, order: Order, on: str) -> None:
        raise LookupError(f"no act {order.action} is known here")

    def state(self, name: str, on: str) -> str:
        """Where the subject stands, or the part of the organisation ``on``."""
        return ""

    def number(self, name: str) -> str:
        """How people cite it."""
        return name


class Joint(Room):
    """Obligations; the kind is one of a rule book."""

    def open(self, kind: str, order: Order) -> str:
        return joint.open_obligation(kind, order).row.number

    def act(self, name: str, order: Order, on: str) -> None:
        if on:
            joint.act_on_part(name, self._part(name, on).serial, order)
        else:
            joint.act(name, order)

    def state(self, name: str, on: str) -> str:
        return self._part(name, on).state if on else Obligation.objects.get(number=name).state

    def _part(self, name: str, organisation: str) -> Part:
        return Part.objects.get(obligation__number=name, organisation=organisation)


class Affairs(Room):
    """Proceedings of streets and communities, topics of the month; the kind is a procedure."""

    def open(self, kind: str, order: Order) -> str:
        return str(proceedings.begin(kind, order).row.pk)

    def act(self, name: str, order: Order, on: str) -> None:
        proceedings.act(int(name), order)

    def state(self, name: str, on: str) -> str:
        return Proceeding.objects.get(pk=name).state

    def number(self, name: str) -> str:
        return Proceeding.objects.get(pk=name).number


class Lanes(Room):
    """What happens in lanes; the kind is a lane. It is a patrol, or a report, and then its subject the case it made."""

    def open(self, kind: str, order: Order) -> str:
        lane = Lane.objects.get(pk=kind)
        if order.action == "patrol":
            return lanes.patrol(lane, order.actor, order.key, order.at).lane_id
        check = LaneCheck.objects.get(pk=order.carried["check"])
        pictures, note = order.pictures.get("photos", ()), order.carried.get("note", "")
        return lanes.report(lane, check, order.actor, pictures, note, order.key, order.at).case.number

    def act(self, name: str, order: Order, on: str) -> None:
        cases.act(name, order)

    def state(self, name: str, on: str) -> str:
        return Case.objects.get(number=name).state


class Groups(Room):
    """Neighbourhood groups; the kind is a unit grid. They are opened, and heard, as of now."""

    def find(self, kind: str, carried: Mapping[str, Any]) -> str | None:
        return Group.objects.filter(grid=kind).values_list("public_id", flat=True).first()

    def open(self, kind: str, order: Order) -> str:
        return open_group(Opening(kind, **order.carried), order.actor).public_id

    def act(self, name: str, order: Order, on: str) -> None:
        hear(Group.objects.get(public_id=name), Said(order.carried["text"], key=order.key))


class Facts(Room):
    """Facts of ledgers; the kind is a field. They are entered as of now."""

    def find(self, kind: str, carried: Mapping[str, Any]) -> str | None:
        held = Held.objects.filter(field=kind, subject=carried["subject"])
        return held.values_list("subject", flat=True).first()

    def open(self, kind: str, order: Order) -> str:
        told = order.carried
        return enter(kind, told["subject"], told["place"], told["value"], order.actor).subject


ROOMS = {"joint": Joint(), "affairs": Affairs(), "lanes": Lanes(), "groups": Groups(), "facts": Facts()}
