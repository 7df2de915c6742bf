"""What the system proposes by itself when the same thing keeps coming back: an item of active governance (主动治理).

北京市接诉即办工作条例 art. 24: frequent and common problems are to be settled at their root.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from wanmi.acts.carrying_out import Order
from wanmi.acts.system import system_actor
from wanmi.codes.place import Level
from wanmi.proceedings.models import Proceeding
from wanmi.proceedings.services import begin
from wanmi.workforce.models import Organisation, Post

GOVERNANCE = "governance"  # the procedure that is opened
DESK = "street_leader"  # whose desk a proposal comes to


@dataclass(frozen=True, slots=True)
class Repeated:
    """``matter`` is the same for what is the same; ``times`` it came in the last ``days``."""

    matter: str
    place: str  # of a community, or wider
    title: str
    times: int
    days: int


def propose(found: Repeated, at: datetime) -> Proceeding | None:
    """Open an item, unless one of the same matter runs there already or the street has nobody to decide on it.

    To be called in the transaction of what came last, after its entry: the journal's end keeps two from being opened.
    """
    place = found.place[: Level.COMMUNITY]
    street = Organisation.objects.filter(
        kind=Organisation.Kind.STREET, region=place[: Level.STREET], until=None
    ).first()
    if street is None or not Post.objects.filter(kind=DESK, organisation=street, until=None).exists():
        return None
    running = Proceeding.objects.filter(procedure=GOVERNANCE, place=place, post__isnull=False)
    if running.filter(snapshot__facts__matter=found.matter).exists():
        return None
    carried = {"place": place, "title": found.title, "matter": found.matter}
    carried["seen"] = f"{found.times} / {found.days}"
    by = replace(system_actor(), organisation=street.code)
    return begin(GOVERNANCE, Order("propose", by, carried, at=at)).row
