"""Who has which pages, and the way to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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


FEW = 8  # so many pages stand side by side
LEAST = 3  # so many less used ones are found under their subject, else under "More"


@dataclass(frozen=True, slots=True)
class Place:
    """A page in the main menu, for those kinds of posts; ``subject`` gathers the less used ones of a long menu."""

    url: str
    label: str | Promise
    icon: str
    who: frozenset[str]
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Less used pages of one subject, in a panel that opens."""

    label: str | Promise
    icon: str
    places: Sequence[Place]


SUBJECTS: Mapping[str, tuple[str | Promise, str]] = {
    "streets": (_("Streets"), "home"),
    "ground": (_("Grids"), "layout-grid"),
    "system": (_("System"), "tool"),
}
MENU = (
    Place("work", _("My work"), "checklist", frozenset(WORKERS)),
    Place("report", _("New report"), "plus", frozenset(REPORTERS)),
    Place("search", _("Cases"), "search", frozenset(READERS)),
    Place("merges", _("Duplicates"), "switch-horizontal", frozenset(MERGERS)),
    Place("addresses", _("Addresses"), "map-pin", frozenset(WORKERS), "ground"),
    Place("affairs", _("Street and community"), "home", frozenset(STREET), "streets"),
    Place("ledgers", _("Ledgers"), "list", frozenset(STREET), "streets"),
    Place("pillars", _("By address"), "map-pin", frozenset(STREET), "streets"),
    Place("calls", _("Joint handling"), "speakerphone", frozenset(CALLERS)),
    Place("topics", _("Topics of the month"), "bulb", frozenset(TOPICS), "streets"),
    Place("circles", _("Neighbourhood groups"), "message", frozenset(CIRCLES), "streets"),
    Place("lanes", _("Lanes"), "road", frozenset(LANES), "streets"),
    Place("careers", _("Community workers"), "users", frozenset({"personnel"}), "streets"),
    Place("my_career", _("My post and grade"), "user", frozenset(kinds.GRASSROOTS), "streets"),
    Place("lists", _("Lists"), "clipboard-list", kinds.ALL - kinds.ADMINISTRATION, "streets"),
    Place("city_map", _("Map"), "map", frozenset(READERS)),
    Place("field", _("On the ground"), "device-mobile", frozenset({"collector"})),
    Place("coverage", _("Patrols"), "walk", frozenset({"shift_leader", "supervision_leader"}), "ground"),
    Place("league", _("Appraisal"), "chart-bar", frozenset(READERS)),
    Place("board_whistles", _("Whistles"), "chart-bar", frozenset({"street_leader"})),
    Place("sources", _("Sources"), "download", frozenset(SOURCE_KEEPERS), "system"),
    Place("calendar", _("Calendar"), "calendar", frozenset({"system_admin"}), "system"),
    Place("webhooks", _("Webhooks"), "send", frozenset({"system_admin"}), "system"),
    Place("notices", _("Notices"), "bell", frozenset({"system_admin"}), "system"),
    Place("open311_clients", "Open311", "key", frozenset({"system_admin"}), "system"),
    Place("duties", _("Duty grids"), "route", frozenset({"system_admin", "shift_leader"}), "ground"),
    Place("grids", _("Unit grids"), "layout-grid", frozenset({"system_admin"}), "ground"),
    Place("staff", _("Staff"), "users", frozenset({"security_admin"})),
    Place("audit", _("Audit"), "shield-check", frozenset({"audit_admin"})),
    Place("about", _("Rules"), "book", kinds.ALL, "more"),
)
HOMES = {"system_admin": "calendar", "security_admin": "staff", "audit_admin": "audit"}
HOMES |= dict.fromkeys(kinds.GRASSROOTS, "affairs") | {"personnel": "careers"}
HOMES |= {"street_leader": "calls", "lane_chief": "lanes", "lane_steward": "lanes"}


def menu_for(post_kind: str) -> list[Place | Group]:
    """The menu of a post: all side by side where they are few, else the less used ones gathered by subject."""
    found = [place for place in MENU if post_kind in place.who]
    if len(found) <= FEW:
        return [*found]
    gathered = {key: [place for place in found if place.subject == key] for key in SUBJECTS}
    large = {key: places for key, places in gathered.items() if len(places) >= LEAST}
    rest = [place for place in found if place.subject and place.subject not in large]
    at_hand = [place for place in found if not place.subject]
    groups = [Group(*SUBJECTS[key], places) for key, places in large.items()]
    return [*at_hand, *groups, *([Group(_("More"), "dots", rest)] if len(rest) > 1 else rest)]
