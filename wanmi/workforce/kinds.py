"""The kinds of posts, by the side they belong to.

Who supervises does not command, and who handles does neither (CJ/T 292, the two axes).
"""

from __future__ import annotations

SUPERVISION = frozenset({"operator", "acceptor", "collector", "shift_leader", "supervision_leader"})
COMMAND = frozenset({"dispatcher", "inspector", "command_leader"})
HANDLING = frozenset({"handler"})
# The street and its communities beside the case loop: a residents' or villagers' committee, its supervision committee,
# the street's own office, its leader and the cadres who answer for lanes, who keeps the lists of duties for the
# district, and personnel.
STREETS = frozenset({"street_office", "street_leader", "lane_chief"})
GRASSROOTS = STREETS | {"committee", "oversight", "list_keeper", "personnel"}
STEWARDS = frozenset({"lane_steward"})  # residents who look after a lane
ADMINISTRATION = frozenset({"system_admin", "security_admin", "audit_admin"})
ALL = SUPERVISION | COMMAND | HANDLING | GRASSROOTS | STEWARDS | ADMINISTRATION


def conflict(one: str, other: str, *, separate_axes: bool) -> str | None:
    """Why one person may not hold both kinds at a time: ``"administrators"``, ``"axes"``, or None if he may."""
    pair = {one, other}
    if len(pair) == 2 and pair <= ADMINISTRATION:
        return "administrators"
    if separate_axes and pair & SUPERVISION and pair & (COMMAND | HANDLING):
        return "axes"
    return None
