"""Who has which pages, and the way to them."""

from __future__ import annotations

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


@dataclass(frozen=True, slots=True)
class Place:
    """A page in the main menu, for those kinds of posts."""

    url: str
    label: str | Promise
    icon: str
    who: frozenset[str]


MENU = (
    Place("work", _("My work"), "checklist", frozenset(WORKERS)),
    Place("report", _("New report"), "plus", frozenset(REPORTERS)),
    Place("search", _("Cases"), "search", frozenset(READERS)),
    Place("merges", _("Duplicates"), "switch-horizontal", frozenset(MERGERS)),
    Place("addresses", _("Addresses"), "map-pin", frozenset(WORKERS)),
    Place("affairs", _("Street and community"), "home", frozenset(STREET)),
    Place("ledgers", _("Ledgers"), "list", frozenset(STREET)),
    Place("calls", _("Joint handling"), "speakerphone", frozenset(CALLERS)),
    Place("topics", _("Topics of the month"), "bulb", frozenset(TOPICS)),
    Place("circles", _("Neighbourhood groups"), "message", frozenset(CIRCLES)),
    Place("lanes", _("Lanes"), "road", frozenset(LANES)),
    Place("careers", _("Community workers"), "users", frozenset({"personnel"})),
    Place("my_career", _("My post and grade"), "user", frozenset(kinds.GRASSROOTS)),
    Place("lists", _("Lists"), "clipboard-list", kinds.ALL - kinds.ADMINISTRATION),
    Place("city_map", _("Map"), "map", frozenset(READERS)),
    Place("field", _("On the ground"), "device-mobile", frozenset({"collector"})),
    Place("coverage", _("Patrols"), "walk", frozenset({"shift_leader", "supervision_leader"})),
    Place("league", _("Appraisal"), "chart-bar", frozenset(READERS)),
    Place("sources", _("Sources"), "download", frozenset(SOURCE_KEEPERS)),
    Place("calendar", _("Calendar"), "calendar", frozenset({"system_admin"})),
    Place("webhooks", _("Webhooks"), "send", frozenset({"system_admin"})),
    Place("notices", _("Notices"), "bell", frozenset({"system_admin"})),
    Place("open311_clients", "Open311", "key", frozenset({"system_admin"})),
    Place("duties", _("Duty grids"), "route", frozenset({"system_admin", "shift_leader"})),
    Place("grids", _("Unit grids"), "layout-grid", frozenset({"system_admin"})),
    Place("staff", _("Staff"), "users", frozenset({"security_admin"})),
    Place("audit", _("Audit"), "shield-check", frozenset({"audit_admin"})),
    Place("about", _("Rules"), "book", kinds.ALL),
)
HOMES = {"system_admin": "calendar", "security_admin": "staff", "audit_admin": "audit"}
HOMES |= dict.fromkeys(kinds.GRASSROOTS, "affairs") | {"personnel": "careers"}
HOMES |= {"street_leader": "calls", "lane_chief": "lanes", "lane_steward": "lanes"}


def menu_for(post_kind: str) -> list[Place]:
    return [place for place in MENU if post_kind in place.who]
