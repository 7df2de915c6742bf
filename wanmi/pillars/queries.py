"""Reading pillars: those that a post sees at an address, and what hangs on it."""

from __future__ import annotations

from dataclasses import dataclass

from wanmi.addresses.base.answering import Found, meant
from wanmi.addresses.base.models import Address
from wanmi.addresses.base.queries import with_code
from wanmi.codes.place import covers
from wanmi.pillars.registry import Pillar, pillars
from wanmi.pillars.sources import Hanging, source_in
from wanmi.process.engine import Actor

PAGE = 50
OFFERED = 5


class UnknownPillar(LookupError):
    """There is no such address or pillar for whoever asks."""


@dataclass(frozen=True, slots=True)
class Listed:
    """Rows of one source; ``next`` is what the page after it begins behind, None at its end."""

    source: str
    rows: list[Hanging]
    next: int | None


def address_with(code: str, actor: Actor) -> Address:
    """The address with this unified code, on the ground of the post. Raises UnknownPillar."""
    found = with_code(code.strip())
    if found is None or not covers(actor.region, found.community):
        raise UnknownPillar(code)
    return found


def meant_by(text: str, actor: Actor) -> list[Found]:
    """The addresses on the ground of the post that words may mean; none where the library was not published yet."""
    found = meant(text, actor.region or None, OFFERED)
    return [each for each in found if covers(actor.region, each.address.community)]


def pillars_of(actor: Actor) -> list[Pillar]:
    """The pillars that a kind of post sees, in their order."""
    return [each for each in pillars() if actor.post_kind in each.posts]


def pillar_of(key: str, actor: Actor) -> Pillar:
    """Raises UnknownPillar, also where the post may not see it."""
    found = next((each for each in pillars_of(actor) if each.key == key), None)
    if found is None:
        raise UnknownPillar(key)
    return found


def listed(pillar: Pillar, address: Address, source: str = "", after: int = 0, size: int = PAGE) -> list[Listed]:
    """What a pillar lists at an address: the first rows of each source, or those of one behind ``after``.

    Callers have said who may see it, and journaled the look where it tells of people.
    """
    return [_listed(each, address, after, size) for each in pillar.sources if source in ("", each)]


def _listed(named: str, address: Address, after: int, size: int) -> Listed:
    source, of = source_in(named)
    rows = source.read(address, of, after, size + 1)
    return Listed(named, rows[:size], rows[size - 1].id if len(rows) > size else None)
