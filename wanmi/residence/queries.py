"""Reading the numbers of the city's rule, and the stays at an address."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from wanmi.proceedings.models import Proceeding
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


def stays_at(code: str) -> QuerySet[Proceeding]:
    """The stays at an address that have not ended; who stays lies sealed. Callers say who may see them."""
    return titled(STAY, code).filter(state__in=HERE)


def stay_numbered(number: str) -> Proceeding | None:
    """The stay with a number such as stay-000001."""
    key, _dash, pk = number.strip().rpartition("-")
    if key != STAY or not pk.isascii() or not pk.isdecimal() or len(pk) > 12:
        return None
    return Proceeding.objects.filter(pk=int(pk), procedure=STAY).first()


def open_permits(stay: str) -> QuerySet[Proceeding]:
    """The permits of a stay that were neither refused nor ended."""
    return titled(PERMIT, stay).exclude(state__in=("refused", "ended"))
