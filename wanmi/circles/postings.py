"""Answers that stand in a group. Whatever tells of a person is masked before anybody reads it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from wanmi.cases.models import Case
from wanmi.circles.errors import GroupRefused
from wanmi.circles.masking import masked
from wanmi.circles.models import Group, Posting
from wanmi.circles.rules import rules_in_force
from wanmi.journal.writing import Draft, append
from wanmi.process.engine import Actor

SUBJECT = "group"
WORDS_AT_MOST, KNOWLEDGE_AT_MOST = 2_000, 200


@transaction.atomic
def post(
    group: Group, words: str, knowledge: str, by: Actor, case: Case | None = None, key: str | None = None
) -> Posting:
    """Put an answer into the group. Raises GroupRefused.

    Whether ``by`` may answer there was decided by the act from which this follows.
    """
    if not words.strip():
        raise GroupRefused("no_text")
    if len(words) > WORDS_AT_MOST or len(knowledge) > KNOWLEDGE_AT_MOST:
        raise GroupRefused("too_long")
    at, health = timezone.now(), rules_in_force().health
    entry = append(
        Draft(
            subject_kind=SUBJECT,
            subject=group.public_id,
            action="post",
            actor=by.id,
            post=by.post,
            at=at,
            place=group.grid,
            body={"case": case.number} if case else {},
            key=key,
        )
    )
    texts = {"text": masked(words, health), "knowledge": masked(knowledge, health)}
    return Posting.objects.create(group=group, case=case, entry=entry, at=at, **texts)
