"""Reading the numbers of the city's rule, and the stays at an address."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from wanmi.journal.models import Sealed
from wanmi.proceedings.models import SUBJECT, Proceeding
from wanmi.proceedings.queries import titled
from wanmi.process.errors import Reason, Refused
from wanmi.residence.models import TermsVersion
from wanmi.residence.rules import Terms

STAY, PERMIT = "stay", "permit"  # keys of the procedures
HERE = ("expected", "reported")  # states of a stay that has not ended


def terms_on(day: date) -> Terms:
    """The numbers in force on a day. Raises Refused where the city has none: it does not register stays."""
    held = Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gt=day))
    found = TermsVersion.objects.filter(held).first()
    if found is None:
        raise Refused([Reason("no_terms", {"day": day.isoformat()})])
    return found.terms


def stays_at(codes: Iterable[object]) -> QuerySet[Proceeding]:
    """The stays that have not ended at addresses with these codes (or a query for them), oldest first.

    Who stays lies sealed. Callers say who may see them. They are found by their titles first and put in order then:
    asked for both at once, SQLite, which keeps no statistics, reads all stays of the city in their order.
    """
    here = Proceeding.objects.filter(procedure=STAY, title__in=codes, state__in=HERE)
    return Proceeding.objects.filter(pk__in=here.values("pk")).order_by("id")


def people_of(stays: Iterable[Proceeding]) -> dict[int, str]:
    """Stay -> the name that was told last. Callers have journaled the look. One query."""
    keys = [str(each.pk) for each in stays]
    rows = Sealed.objects.filter(subject_kind=SUBJECT, subject__in=keys, field="person").order_by("entry_id")
    return {int(row.subject): str(row.value()) for row in rows if row.value() is not None}


def stay_numbered(number: str) -> QuerySet[Proceeding]:
    """The stay with a number such as stay-000001, or none."""
    key, _dash, pk = number.strip().rpartition("-")
    if key != STAY or not pk.isascii() or not pk.isdecimal() or len(pk) > 12:
        return Proceeding.objects.none()
    return Proceeding.objects.filter(pk=int(pk), procedure=STAY)


def open_permits(stay: str) -> QuerySet[Proceeding]:
    """The permits of a stay that were neither refused nor ended."""
    return titled(PERMIT, stay).exclude(state__in=("refused", "ended"))
