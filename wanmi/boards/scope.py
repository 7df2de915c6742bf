"""Who may see which evaluation. What is not granted here is refused.

Leaders and the audit see all of their ground; the inspector and the shift leader see regions and departments, not
posts; whoever handles sees his own department, the leader of a street her street among the departments, and every
worker the work of his own post.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from wanmi.process.subject import Actor
from wanmi.schemes.definition import Kind
from wanmi.site.navigation import READERS

LEADERS = frozenset({"supervision_leader", "command_leader", "audit_admin"})
OVERSEERS = LEADERS | {"inspector", "shift_leader"}
WATCHERS = OVERSEERS | {"dispatcher", "operator", "acceptor"}  # of the big screen, which shows counts of cases alone
WHO = READERS
CONFINED = frozenset({"handler", "street_leader"})  # who sees his own organisation alone
DEPARTMENTS_SEEN_BY = sorted(OVERSEERS | CONFINED)


@dataclass(frozen=True, slots=True)
class Scope:
    """What one may see: of each kind of subject which ones, and whether the settings may be switched."""

    actor: Actor

    @property
    def kinds(self) -> list[Kind]:
        return [kind for kind in Kind if self._rule(kind) is not None]

    @property
    def sees_departments(self) -> bool:
        return self._rule(Kind.DEPARTMENT) is not None

    @property
    def sees_tables(self) -> bool:
        """Whether one may open the league tables at all."""
        return self.actor.post_kind in WHO

    @property
    def own_department(self) -> str:
        """The department, or street, to which one is confined; empty where one sees all, or none."""
        return self.actor.organisation if self.actor.post_kind in CONFINED else ""

    @property
    def switches(self) -> bool:
        """Whether the meanings of "on time" and "in this period" may be chosen; others read those of the city."""
        return self.actor.post_kind in OVERSEERS

    def admits(self, kind: Kind, subject: str) -> bool:
        rule = self._rule(kind)
        return rule is not None and rule(subject)

    def _rule(self, kind: Kind) -> Callable[[str], bool] | None:
        actor = self.actor
        if kind is Kind.REGION:
            return (lambda place: _is_within(place, actor.region)) if actor.post_kind in OVERSEERS else None
        if kind is Kind.DEPARTMENT:
            if actor.post_kind in OVERSEERS:
                return lambda department: True
            own = self.own_department
            return (lambda department: department == own) if own else None
        return (lambda post: True) if actor.post_kind in LEADERS else (lambda post: post == actor.post)


def _is_within(place: str, region: str) -> bool:
    """Duty grids bear names of their own; who sees the whole city sees them."""
    return place.startswith(region) or not place.isdigit()
