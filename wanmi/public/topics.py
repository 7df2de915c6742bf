"""What everyone may read of a topic: the facts that are meant for the public, in words."""

from __future__ import annotations

from wanmi.proceedings.models import Proceeding
from wanmi.proceedings.procedures import definition_of
from wanmi.site.proceedings import facts_in_words

SHOWN = (
    "month",
    "problem_1",
    "problem_2",
    "problem_3",
    "items",
    "lead",
    "joint",
    "measures",
    "policies",
    "samples",
    "verdict",
    "public_result",
)


def shown(topic: Proceeding) -> list[tuple[str, str]]:
    """(label, words), without findings and whatever else is for the house."""
    return list(facts_in_words(topic, definition_of(topic.procedure), SHOWN))
