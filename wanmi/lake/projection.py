"""What of a journal entry enters the lake. Only what is named here does, so nothing personal can slip in.

Left out: who acted (the post stands for him), all sealed texts, positions, pictures, and the digits of a place that
would name a building or a room.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from wanmi.codes.place import Level
from wanmi.journal.chain import canonical

CASE = "case"  # the kind of subject whose acts are told
FACTS = frozenset(
    ("channel", "place", "grid", "item", "condition", "limit", "department", "public", "until", "filed", "excused")
)
CODES = frozenset(
    ("refusal", "decline", "voiding", "returning", "delay", "suspending", "excuse", "urging", "forcing", "reopening")
)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def instant(moment: datetime | str) -> int:
    """Microseconds since 1970 of an aware datetime, or of its ISO form."""
    aware = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return (aware - EPOCH) // MICROSECOND


def projected(written: Mapping[str, Any], previous: str, digest: str) -> dict[str, Any]:
    """The row of the lake's journal for what an entry says; ``written`` is its parsed text."""
    row = {"seq": written["seq"], "at": instant(written["at"]), "kind": written["subject_kind"]}
    row |= {"previous": previous, "digest": digest, "action": written["action"]}
    if written["subject_kind"] != CASE:
        return row | dict.fromkeys(("subject", "post", "place", "before", "after", "counts"), "") | _empty()
    change, carried = written["body"]["change"], written["body"]["carried"]
    facts = {key: value for key, value in change["facts"].items() if key in FACTS}
    if "place" in facts:
        facts["place"] = facts["place"][: Level.COMMUNITY]
    return row | {
        "subject": written["subject"],
        "post": written["post"],
        "place": written["place"][: Level.COMMUNITY],
        "before": change["before"],
        "after": change["after"],
        "facts": canonical(facts),
        "clocks": canonical(change["clocks"]),
        "counts": change["counts"],
        "codes": canonical({key: value for key, value in carried.items() if key in CODES}),
    }


def parsed(text: str) -> dict[str, Any]:
    """The text of an entry as it was hashed, parsed."""
    written: dict[str, Any] = json.loads(text)
    return written


def _empty() -> dict[str, str]:
    return dict.fromkeys(("facts", "clocks", "codes"), "{}")
