"""Successors: a chain of them must come to an end."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from wanmi.packs.pack import Pack
from wanmi.packs.problems import At


def refuse_circles(pack: Pack, successors: Mapping[str, tuple[At, str]]) -> None:
    """Refuse each name whose successors lead back to it; ``successors`` maps a name to (where it says so, the next)."""
    for name, (at, successor) in successors.items():
        if name in _following(name, successors):
            pack.refuse(at, "successor", successor, _("a chain of successors that does not lead back to itself"))


def _following(name: str, successors: Mapping[str, tuple[At, str]]) -> set[str]:
    passed: set[str] = set()
    while name in successors:
        name = successors[name][1]
        if name in passed:
            break
        passed.add(name)
    return passed
