"""Each supporter of merged cases once: how many have spoken at a case and at one that it goes on with.

Who left a contact is known again by it; only the number is kept. Who left none is known within one case and no further,
so that nobody is followed from case to case: such a voice counts at each.
"""

from __future__ import annotations

from collections.abc import Iterable

from wanmi.cases.models import Case
from wanmi.cases.personal import contact_key, contacts

TWICE = "twice"  # fact of a merge: so many voices of the case are counted at its main one already


def counted_already(duplicate: Case, others: Iterable[Case]) -> int:
    """How many people have left a contact at the duplicate and at one of the others. One query a case."""
    known = {key for each in others for key in _people(each)}
    return len(_people(duplicate) & known)


def _people(case: Case) -> set[str]:
    return {key for reporter in contacts(case.number).values() if (key := contact_key(reporter))}
