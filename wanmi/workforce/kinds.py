"""The kinds of posts, by the side they belong to.

Who supervises does not command, and who handles does neither (CJ/T 292, the two axes).
"""

from __future__ import annotations

SUPERVISION = frozenset({"operator", "acceptor", "collector", "shift_leader", "supervision_leader"})
COMMAND = frozenset({"dispatcher", "inspector", "command_leader"})
HANDLING = frozenset({"handler", "street_leader", "lane_chief"})
ADMINISTRATION = frozenset({"system_admin", "security_admin", "audit_admin"})
ALL = SUPERVISION | COMMAND | HANDLING | ADMINISTRATION


def conflict(one: str, other: str, *, separate_axes: bool) -> str | None:
    """Why one person may not hold both kinds at a time: ``"administrators"``, ``"axes"``, or None if he may."""
    pair = {one, other}
    if len(pair) == 2 and pair <= ADMINISTRATION:
        return "administrators"
    if separate_axes and pair & SUPERVISION and pair & (COMMAND | HANDLING):
        return "axes"
    return None
