"""The main menu: short on top for every post, and every page of the post in it once."""

from __future__ import annotations

import pytest

from wanmi.site.navigation import FEW, MENU, Group, Place, menu_for
from wanmi.workforce import kinds

MOST_ON_TOP = 10


def urls(menu: list[Place | Group]) -> list[str]:
    return [place.url for entry in menu for place in (entry.places if isinstance(entry, Group) else [entry])]


@pytest.mark.parametrize("kind", sorted(kinds.ALL))
def test_every_page_of_a_post_is_there_once_and_the_top_stays_short(kind: str) -> None:
    menu, wanted = menu_for(kind), [place.url for place in MENU if kind in place.who]
    assert sorted(urls(menu)) == sorted(wanted)
    assert len(menu) <= MOST_ON_TOP
    groups = [entry for entry in menu if isinstance(entry, Group)]
    assert bool(groups) == (len(wanted) > FEW)
    assert all(len(group.places) > 1 for group in groups)


def test_what_a_dispatcher_works_with_is_at_hand() -> None:
    at_hand = [entry.url for entry in menu_for("dispatcher") if isinstance(entry, Place)]
    assert at_hand == ["work", "search", "merges", "calls", "city_map", "league"]
