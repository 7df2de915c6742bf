"""Who may look at an obligation: the organisations that are in it, and the posts that watch over its ground.

They stand as rows beside it, so that a list of obligations is one run of an index, however few of them somebody sees
among all that have piled up.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from wanmi.codes.place import Level, ancestors, covers
from wanmi.joint.models import Obligation, Onlooker
from wanmi.process.engine import Actor
from wanmi.territory.queries import current_city
from wanmi.workforce import kinds

OVERSEERS = kinds.SUPERVISION | kinds.COMMAND  # who may look at all obligations on their ground
NOBODY = kinds.ADMINISTRATION | kinds.STEWARDS  # who may look at none
GROUND = "@"  # before the code of a division that is watched over; no organisation's code begins with it

Rows = frozenset[tuple[str, str]]  # (who, kind)


def visible(actor: Actor) -> QuerySet[Obligation]:
    """What the holder of a post may see: those its organisation has called, holds or is called to, or on its ground.

    For those that something narrow was said of; lists begin with :func:`listed`.
    """
    seen = Onlooker.objects.filter(obligation=OuterRef("pk"), who=_who(actor))
    return Obligation.objects.filter(Exists(seen), _narrow(actor, "place"))


def listed(actor: Actor, **of: str) -> QuerySet[Onlooker]:
    """The rows of the same ones, of a ``book``, of a ``kind`` or all: to be taken in the order of ``obligation``."""
    of = {name: value for name, value in of.items() if value}
    return Onlooker.objects.filter(_narrow(actor, "obligation__place"), who=_who(actor), **of)


def _who(actor: Actor) -> str:
    """How the rows name a post; nobody is called by the empty name."""
    if actor.post_kind in NOBODY:
        return ""
    return GROUND + _ground(actor.region) if actor.post_kind in OVERSEERS else actor.organisation


def _ground(region: str) -> str:
    """The division whose row tells of the region: the whole city for what is wider, the street for what is narrower."""
    city = current_city().code
    return city if city.startswith(region) else region[: Level.STREET]


def _narrow(actor: Actor, place: str) -> Q:
    """What an overseer of less than a street does not see of its street's."""
    is_narrow = actor.post_kind in OVERSEERS and len(actor.region) > Level.STREET
    return Q(**{f"{place}__startswith": actor.region}) if is_narrow else Q()


def onlookers_of(row: Obligation) -> Rows:
    """The organisations that have called, hold, decide on, read along or are called, and the grounds around."""
    organisations = {row.caller_id, row.holder_id, row.desk_id, row.copied_id}
    called = row.parts.values_list("organisation", flat=True)
    grounds = grounds_around(row.place, current_city().code)
    return frozenset((who, row.kind) for who in {*organisations, *called, *grounds} if who)


def grounds_around(place: str, city: str) -> list[str]:
    """The rows by which posts see it that watch over its street, or more, up to the whole city.

    >>> grounds_around("110101001001", "110101")
    ['@110101001', '@110101']
    """
    around = (code for code in (place, *ancestors(place)) if len(code) <= Level.STREET and covers(city, code))
    return [GROUND + code for code in around]


def stored(row: Obligation) -> Rows:
    """Those that stand beside it."""
    return frozenset(row.onlookers.values_list("who", "kind"))


def keep(row: Obligation) -> None:
    """Bring what stands beside a stored obligation in line with it."""
    wanted, known = onlookers_of(row), stored(row)
    if gone := known - wanted:
        row.onlookers.filter(who__in=[who for who, _kind in gone]).delete()
    if new := sorted(wanted - known):
        book = row.rules.key
        Onlooker.objects.bulk_create(Onlooker(obligation=row, who=who, book=book, kind=kind) for who, kind in new)
