"""The main menu: short for every post, every page of the post in it or with the account once, the present one known."""

from __future__ import annotations

import pytest

from wanmi.site.navigation import FEW, MENU, Group, Place, menu_for, own_places, place_of
from wanmi.workforce import kinds

MOST = 8  # so many entries fit in one row at 1280 pixels, in large type and in English too


def urls(menu: list[Place | Group]) -> list[str]:
    return [place.url for entry in menu for place in (entry.places if isinstance(entry, Group) else [entry])]


@pytest.mark.parametrize("kind", sorted(kinds.ALL))
def test_every_page_of_a_post_is_there_once_and_the_row_stays_short(kind: str) -> None:
    menu, wanted = menu_for(kind), [place.url for place in MENU if kind in place.who]
    own = [place.url for place in own_places(kind)]
    assert sorted(urls(menu) + own) == sorted(wanted)
    assert len(menu) <= MOST
    groups = [entry for entry in menu if isinstance(entry, Group)]
    assert bool(groups) == (len(urls(menu)) > FEW)
    assert all(len(group.places) > 1 for group in groups)


def test_what_a_dispatcher_does_is_gathered_by_subject() -> None:
    menu = menu_for("dispatcher")
    assert [entry.url for entry in menu if isinstance(entry, Place)] == ["work", "league"]
    assert [entry.places[0].url for entry in menu if isinstance(entry, Group)] == ["search", "calls", "city_map"]


@pytest.mark.parametrize(
    ("kind", "path", "place"),
    [
        ("dispatcher", "/", "/"),
        ("dispatcher", "/cases/1101012026112900001/act/dispatch/", "/cases/"),
        ("street_leader", "/boards/whistles/", "/boards/whistles/"),
        ("supervision_leader", "/boards/whistles/", "/boards/"),
        ("personnel", "/careers/mine/", "/careers/mine/"),
        ("dispatcher", "/admin/staff/", ""),
        ("dispatcher", "/account/password/", ""),
    ],
)
def test_the_nearest_place_is_the_present_one(kind: str, path: str, place: str) -> None:
    assert place_of(kind, path) == place
