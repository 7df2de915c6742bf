"""Finding the cases that a request asks for, newest first."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from wanmi.cases.definition import case_definition
from wanmi.cases.models import Case
from wanmi.cases.queries import Page, newest_page
from wanmi.cases.services import SUBJECT
from wanmi.journal.models import Entry
from wanmi.open311.asking import Asked, Window
from wanmi.open311.errors import fault
from wanmi.open311.models import Client
from wanmi.open311.offering import item_named
from wanmi.open311.queries import readable
from wanmi.territory.models import Division
from wanmi.territory.queries import today, valid_on


def found(asked: Asked, client: Client | None) -> Page[Case]:
    """One page of the cases that are asked for and may be read."""
    rows = readable(client)
    if asked.ids:
        return Page(list(rows.filter(number__in=asked.ids).order_by("-reported_at", "-id")), "")
    rows = rows.filter(_condition(asked))
    if asked.after or asked.page == 1:
        return newest_page(rows, asked.after, asked.page_size)
    passed = (asked.page - 1) * asked.page_size
    return Page(list(rows.order_by("-reported_at", "-id")[passed : passed + asked.page_size]), "")


def one(number: str, client: Client | None) -> Case:
    """The case with this number; 404 where there is none that may be read."""
    case = readable(client).filter(number=number).first()
    if case is None:
        raise fault(404, _("There is no service request %(number)s") % {"number": number})
    return case


def moves() -> list[str]:
    """The actions that bring a case further; looks and requests are nobody's news."""
    return sorted({line.action for line in case_definition().transitions if line.target})


def moved_within(span: Window) -> QuerySet[Entry]:
    """What has happened to cases in a span of time."""
    return Entry.objects.filter(subject_kind=SUBJECT, at__range=(span.start, span.end), action__in=moves())


def _condition(asked: Asked) -> Q:
    condition = Q()
    if asked.services:
        items = [item_named(code) for code in asked.services]
        condition &= Q(item__in=[item.pk for item in items if item])
    if len(set(asked.statuses)) == 1:
        condition &= Q(is_open="open" in asked.statuses)
    if asked.requested:
        condition &= Q(reported_at__range=(asked.requested.start, asked.requested.end))
    if asked.updated:
        condition &= Q(Exists(moved_within(asked.updated).filter(subject=OuterRef("number"))))
    if asked.words:
        condition &= _about(asked.words)
    return condition


def _about(words: str) -> Q:
    """By what is public: the number, the item's name, the name of a street or community."""
    named = Q(name_zh__icontains=words) | Q(name_en__icontains=words)
    places = set(Division.objects.filter(valid_on(today()), named).values_list("code", flat=True))
    item = Q(item__name_zh__icontains=words) | Q(item__name_en__icontains=words)
    return Q(number=words) | item | Q(community__in=places) | Q(street__in=places)
