"""Who may open which page: every view says so with ``@allow``, and what says nothing is refused.

``@allow(EVERYONE)``, ``@allow(SIGNED_IN)`` or ``@allow("acceptor", "shift_leader")``: the kinds of post in which one
must be acting. AccessMiddleware enforces the mark. It opens the page only; which case one may act on is decided by the
process and the place code.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from wanmi.workforce import kinds
from wanmi.workforce.models import Appointment

EVERYONE = "everyone"
SIGNED_IN = "signed_in"
API_KEYS = "api_keys"  # each operation carries its own rule: see api_auth
WORDS = {EVERYONE, SIGNED_IN, API_KEYS}

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Rule:
    who: frozenset[str]
    before_second_factor: bool = False  # also open to an administrator who has yet to enrol one

    def admits_strangers(self) -> bool:
        return bool(self.who & {EVERYONE, API_KEYS})

    def admits(self, acting: Appointment | None) -> bool:
        """Whether a signed-in person acting so may pass."""
        return bool(self.who & WORDS) or (acting is not None and acting.post.kind in self.who)


def rule_for(*who: str, before_second_factor: bool = False) -> Rule:
    """The rule that admits ``who``; ValueError for an unknown kind of post."""
    if not who or set(who) - WORDS - kinds.ALL:
        raise ValueError(f"{who}: expected everyone, signed_in or kinds of posts")
    return Rule(frozenset(who), before_second_factor)


def allow(*who: str, before_second_factor: bool = False) -> Callable[[View], View]:
    """Mark a view with who may open it; ValueError for an unknown kind of post."""
    rule = rule_for(*who, before_second_factor=before_second_factor)

    def mark(view: View) -> View:
        cast(Any, view).wanmi_rule = rule
        return view

    return mark


def rule_of(view: Callable[..., Any]) -> Rule | None:
    return getattr(view, "wanmi_rule", None)
