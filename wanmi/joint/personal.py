"""Personal data of an obligation: the text of the matter, and the notes, answers and names that acts seal.

The matter is read by whoever may see the obligation, as that of a case is. All else that lies sealed needs a look with
a purpose, which is an act in the journal. Both go for good when they are erased, and so do the pictures that came with
the matter. Those of what was done stay as evidence, unless the erasure takes all of them, since they may show people.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from wanmi.acts import pictures
from wanmi.cases.personal import ALL, PICTURES
from wanmi.joint.models import Obligation, Part
from wanmi.joint.rules.definition import Rules, sealed_fields
from wanmi.journal import writing

SUBJECT = "joint"
PART_SUBJECT = "joint_part"


def erase(row: Obligation, rules: Rules, carried: Mapping[str, Any]) -> list[str]:
    """Erase whatever was sealed of an obligation and of its parts, and the text of the matter; saves nothing.

    Gives the digests of the pictures that go; their files go once the transaction has committed.
    """
    writing.erase(SUBJECT, row.number, sealed_fields(rules.obligation))
    if rules.part is not None:
        for part in row.parts.all():
            part.obligation = row
            writing.erase(PART_SUBJECT, part.name, sealed_fields(rules.part))
    row.text = ""
    came = row.evidence.filter(part=None, entry__action=rules.obligation.opens_with)
    return pictures.erase(row.evidence.all() if carried.get(PICTURES) == ALL else came)


def seen_in(row: Obligation, parts: Iterable[Part], looked_at: Part | None = None) -> frozenset[str]:
    """Whose sealed texts a look shows: a look at a part shows that part's and the obligation's, else it shows all."""
    return frozenset([row.number, *(part.name for part in parts if looked_at is None or part.pk == looked_at.pk)])
