"""Reading the rules of meetings as they are on a day."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from wanmi.assemblies.judging import Rule
from wanmi.assemblies.models import MeetingRule
from wanmi.assemblies.shares import Share


def rules_on(day: date) -> QuerySet[MeetingRule]:
    in_force = Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gt=day))
    return MeetingRule.objects.filter(in_force).order_by("key")


def rule_on(key: str, day: date) -> MeetingRule | None:
    return rules_on(day).filter(key=key).first()


def judged_by(stored: MeetingRule) -> Rule:
    """The stored rule as the judging reads it."""

    def share(text: str) -> Share | None:
        return Share.parse(text) if text else None

    return Rule(
        quorum=Share.parse(stored.quorum),
        passing=Share.parse(stored.passing),
        household_quorum=share(stored.household_quorum),
        least_members=stored.least_members,
        delegates=share(stored.delegates),
        women=share(stored.women),
        notice_days=stored.notice_days,
        callers=share(stored.callers),
        group_callers=share(stored.group_callers),
    )
