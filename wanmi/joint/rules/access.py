"""Who may look at what lies sealed and who erases it, where a book says nothing of it: as the newest of its key does.

An obligation keeps the book under which it was opened; who may read notes is no part of what was promised there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from wanmi.joint.models import RuleBook
from wanmi.joint.rules.definition import ERASE, LOOK, Rules, sealed_fields
from wanmi.joint.rules.store import newer_than, rules_of
from wanmi.process.definition import Definition, Transition

Value = TypeVar("Value")


def acting_rules(book: RuleBook) -> Rules:
    """The rules by which acts are taken under a book. One query, for a book that says nothing of access alone."""
    own = rules_of(book)
    if _says_who(own):
        return own
    newer = newer_than(book)
    return next((_with_access(own, rules_of(each)) for each in newer if _says_who(rules_of(each))), own)


def _says_who(rules: Rules) -> bool:
    processes = [rules.obligation, *([rules.part] if rules.part else [])]
    looks = all(LOOK in _actions(each) for each in processes if sealed_fields(each))
    return looks and (ERASE in _actions(rules.obligation) or not any(map(sealed_fields, processes)))


def _with_access(own: Rules, lender: Rules) -> Rules:
    """A book with the acts of access that it lacks, and with the roles that take them."""
    pairs = [(own.obligation, lender.obligation), (own.part, lender.part)]
    obligation, part = (_lent(mine, theirs) if mine and theirs else mine for mine, theirs in pairs)
    assert obligation is not None, "every book has one"
    roles = [role for process in (obligation, part) if process for role in process.posts if role in lender.roles]
    return replace(own, obligation=obligation, part=part, roles=_with(own.roles, lender.roles, roles))


def _lent(own: Definition, lender: Definition) -> Definition:
    """A process with the acts of access that it lacks, and with the fields, posts and sides that they name."""
    lines = [line for line in lender.transitions if line.action in {LOOK, ERASE} - _actions(own)]
    return replace(
        own,
        transitions=(*own.transitions, *lines),
        fields=_with(own.fields, lender.fields, _carried(lines)),
        posts=_with(own.posts, lender.posts, [post for line in lines for post in sorted(line.by)]),
        sides=_with(own.sides, lender.sides, [line.side for line in lines]),
    )


def _carried(lines: Iterable[Transition]) -> list[str]:
    return [key for line in lines for key in (*line.carries, *line.may_carry)]


def _with(own: Mapping[str, Value], lender: Mapping[str, Value], keys: Iterable[str]) -> dict[str, Value]:
    return {**own, **{key: lender[key] for key in keys if key not in own}}


def _actions(process: Definition) -> set[str]:
    return {line.action for line in process.transitions}
