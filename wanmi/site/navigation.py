"""Who has which pages, and the way to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wanmi.circles import queries as circles
from wanmi.lanes import queries as lanes
from wanmi.workforce import kinds

WORKERS = sorted(kinds.SUPERVISION | kinds.COMMAND | kinds.HANDLING)
REPORTERS = ("operator", "acceptor", "collector", "shift_leader")
KEEPERS = ("acceptor", "shift_leader")  # of the address base
SOURCE_KEEPERS = ("acceptor", "shift_leader", "system_admin")
MERGERS = ("acceptor", "shift_leader", "dispatcher")
PROPOSERS = ("operator", "handler", "collector", *KEEPERS)
READERS = [*WORKERS, "audit_admin"]
CALLERS = sorted({*WORKERS, *kinds.STREETS, "committee"})  # who has a part in joint obligations
# Who has a part in the procedures of streets and communities.
STREET = sorted((kinds.GRASSROOTS - {"personnel"}) | kinds.HANDLING)
# Who has a part in topics of the month, and so in any procedure.
TOPICS = sorted({"shift_leader", "supervision_leader"} | kinds.HANDLING)
PARTIES = sorted({*STREET, *TOPICS})
CIRCLES = sorted(circles.WHO)
DUTY = sorted(circles.DUTY)  # who is rung at by urgent words
LANES = sorted(lanes.WHO | kinds.STEWARDS)


FEW = 7  # so many pages stand side by side; where a post has more, they are gathered by subject


@dataclass(frozen=True, slots=True)
class Place:
    """A page in the main menu, for those kinds of posts. In a long menu it is found under its ``subject``, if it has
    one; what is about oneself (``OWN``) always stands with the account."""

    url: str
    label: str | Promise
    icon: str
    who: frozenset[str]
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """The pages of one subject, in a panel that opens."""

    label: str | Promise
    icon: str
    places: Sequence[Place]


OWN = "own"
SUBJECTS: Mapping[str, tuple[str | Promise, str]] = {
    "cases": (_("Cases"), "list"),
    "joint": (_("Joint work"), "speakerphone"),
    "places": (_("Places"), "map-pin"),
    "people": (_("Neighbourhoods"), "home"),
    "system": (_("Administration"), "tool"),
}
MENU = (
    Place("work", _("My work"), "checklist", frozenset(WORKERS)),
    Place("report", _("New report"), "plus", frozenset(REPORTERS)),
    Place("field", _("On the ground"), "device-mobile", frozenset({"collector"})),
    Place("search", _("Find cases"), "search", frozenset(READERS), "cases"),
    Place("merges", _("Duplicates"), "switch-horizontal", frozenset(MERGERS), "cases"),
    Place("calls", _("Joint handling"), "speakerphone", frozenset(CALLERS), "joint"),
    Place("topics", _("Topics of the month"), "bulb", frozenset(TOPICS), "joint"),
    Place("lists", _("Responsibility lists"), "clipboard-list", kinds.ALL - kinds.ADMINISTRATION, "joint"),
    Place("city_map", _("Map"), "map", frozenset(READERS), "places"),
    Place("addresses", _("Addresses"), "map-pin", frozenset(WORKERS), "places"),
    Place("pillars", _("By address"), "map-pin", frozenset(STREET), "places"),
    Place("lanes", _("Lanes"), "road", frozenset(LANES), "places"),
    Place("coverage", _("Patrols"), "walk", frozenset({"shift_leader", "supervision_leader"}), "places"),
    Place("duties", _("Duty grids"), "route", frozenset({"system_admin", "shift_leader"}), "places"),
    Place("grids", _("Unit grids"), "layout-grid", frozenset({"system_admin"}), "places"),
    Place("affairs", _("Street and community"), "home", frozenset(STREET), "people"),
    Place("ledgers", _("Ledgers"), "list", frozenset(STREET), "people"),
    Place("circles", _("Neighbourhood groups"), "message", frozenset(CIRCLES), "people"),
    Place("careers", _("Community workers"), "users", frozenset({"personnel"}), "people"),
    Place("league", _("Appraisal"), "chart-bar", frozenset(READERS)),
    Place("board_whistles", _("Whistles"), "chart-bar", frozenset({"street_leader"})),
    Place("sources", _("Sources"), "download", frozenset(SOURCE_KEEPERS), "system"),
    Place("calendar", _("Calendar"), "calendar", frozenset({"system_admin"}), "system"),
    Place("webhooks", _("Webhooks"), "send", frozenset({"system_admin"}), "system"),
    Place("notices", _("Notices"), "bell", frozenset({"system_admin"}), "system"),
    Place("open311_clients", "Open311", "key", frozenset({"system_admin"}), "system"),
    Place("staff", _("Staff"), "users", frozenset({"security_admin"}), "system"),
    Place("audit", _("Audit"), "shield-check", frozenset({"audit_admin"}), "system"),
    Place("my_career", _("My post and grade"), "user", frozenset(kinds.GRASSROOTS), OWN),
    Place("about", _("Rules"), "book", kinds.ALL, OWN),
)
HOMES = {"system_admin": "calendar", "security_admin": "staff", "audit_admin": "audit"}
HOMES |= dict.fromkeys(kinds.GRASSROOTS, "affairs") | {"personnel": "careers"}
HOMES |= {"street_leader": "calls", "lane_chief": "lanes", "lane_steward": "lanes"}


def menu_for(post_kind: str) -> list[Place | Group]:
    """The menu of a post: all side by side where they are few, else gathered by subject where it has several."""
    found = [place for place in _open_to(post_kind) if place.subject != OWN]
    if len(found) <= FEW:
        return [*found]
    gathered: dict[str, list[Place]] = {}
    for place in found:
        gathered.setdefault(place.subject or place.url, []).append(place)
    return [_entry(subject, places) for subject, places in gathered.items()]


def own_places(post_kind: str) -> list[Place]:
    """What stands with the account, for a post."""
    return [place for place in _open_to(post_kind) if place.subject == OWN]


def place_of(post_kind: str, path: str) -> str:
    """The address in the menu that ``path`` lies under, the nearest one; "" where there is none."""
    addresses = [reverse(place.url) for place in _open_to(post_kind)]
    under = [each for each in addresses if path == each or (each != reverse("work") and path.startswith(each))]
    return max(under, key=len, default="")


def _open_to(post_kind: str) -> list[Place]:
    return [place for place in MENU if post_kind in place.who]


def _entry(subject: str, places: Sequence[Place]) -> Place | Group:
    return places[0] if len(places) == 1 else Group(*SUBJECTS[subject], places)
