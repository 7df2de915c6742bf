"""Parts that were excused under a book from before books said which acts excuse.

That somebody has stayed silent is found by the system, under older books too; so what a newer one says of an act, that
it excuses, counts under them as well. The act is in the journal; that it excuses was not kept as a fact then.
"""

from __future__ import annotations

from wanmi.joint.models import Part, RuleBook
from wanmi.joint.personal import PART_SUBJECT
from wanmi.joint.rules.definition import Rules
from wanmi.joint.rules.store import newer_than, rules_of
from wanmi.journal.models import Entry

EXCUSED = "excused"  # the fact


def is_excused_since(part: Part, rules: Rules, action: str) -> bool:
    """Whether an act on a part that has ended, ``action`` or one before, excuses by a newer book of its key alone."""
    if part.is_open or _excusing(rules):
        return False
    acts = _newly_excusing(part.obligation.rules)
    taken = Entry.objects.filter(subject_kind=PART_SUBJECT, subject=part.name, action__in=acts)
    return bool(acts) and (action in acts or taken.exists())


def _excusing(rules: Rules) -> set[str]:
    return {line.action for line in rules.part.transitions if line.sets.get(EXCUSED)} if rules.part else set()


def _newly_excusing(book: RuleBook) -> set[str]:
    newer = newer_than(book).first()
    return _excusing(rules_of(newer)) if newer else set()
