"""Reading obligations: what lies with an organisation, what it has called, one with its parts. Paged by key."""

from __future__ import annotations

from datetime import date, datetime, time

from django.db.models import Count, QuerySet

from wanmi.acts import snapshots
from wanmi.cases.models import Case
from wanmi.cases.queries import PAGE, Page, by_deadline
from wanmi.joint.errors import UnknownObligation
from wanmi.joint.models import FAULT, Obligation, Part, with_rules
from wanmi.joint.onlookers import listed, visible
from wanmi.joint.projecting import around_of
from wanmi.joint.roles import roles_of
from wanmi.joint.rules.access import acting_rules
from wanmi.process.engine import Actor, Snapshot
from wanmi.workforce.queries import city_zone


def one(actor: Actor, number: str) -> Obligation:
    """The obligation with this number; raises UnknownObligation where the actor may not see it either."""
    rows = with_rules(visible(actor)).select_related("case", "caller", "holder", "desk")
    found = rows.filter(number=number).first()
    if found is None:
        raise UnknownObligation(number)
    return found


def parts_of(row: Obligation) -> list[Part]:
    """The parts of an obligation, the lead first; one query."""
    found = list(row.parts.select_related("organisation", "desk").order_by("-is_lead", "serial"))
    for part in found:
        part.obligation = row
    return found


def desk(organisation: str, after: str = "", size: int = PAGE) -> Page[Obligation]:
    """The obligations that lie with an organisation, the nearest deadline first. One query."""
    rows = with_rules(Obligation.objects.filter(desk=organisation, is_open=True))
    return by_deadline(rows.select_related("caller", "case"), after, size)


def parts_at(organisation: str, after: str = "", size: int = PAGE) -> Page[Part]:
    """The parts that lie with an organisation, the nearest deadline first. One query."""
    rows = with_rules(Part.objects.filter(desk=organisation, is_open=True), "obligation__rules")
    return by_deadline(rows.select_related("obligation__caller", "organisation"), after, size)


def called_by(organisation: str, before: int | None = None, size: int = PAGE) -> list[Obligation]:
    """What an organisation has called, newest first; ``before``: the last id of the page before. One query."""
    rows = with_rules(Obligation.objects.filter(caller=organisation)).select_related("desk", "caller").order_by("-id")
    return list((rows if before is None else rows.filter(id__lt=before))[:size])


def of_book(actor: Actor, key: str, kind: str = "", before: int | None = None, size: int = PAGE) -> list[Obligation]:
    """What was opened under a rule book in any of its versions and may be seen, newest first. Two queries."""
    seen = listed(actor, book=key, kind=kind)
    seen = seen if before is None else seen.filter(obligation__lt=before)
    rows = with_rules(seen, "obligation__rules").select_related("obligation__caller", "obligation__desk")
    page = rows.prefetch_related("obligation__parts__organisation").order_by("-obligation")[:size]
    return [each.obligation for each in page]


def of_case(case: Case) -> list[Obligation]:
    """The companions of a case, newest first."""
    rows = with_rules(Obligation.objects.filter(case=case))
    return list(rows.select_related("caller", "desk").order_by("-id"))


def yearly_file(organisation: str, year: int, after: int = 0, size: int = PAGE) -> list[Part]:
    """What speaks against a department in a year: refusals, silence, late arrivals and answers, without any hand work.

    北京市街道办事处条例 art. 44: a refused whistle is put in the yearly appraisal.
    """
    faults = with_rules(_faults(year).filter(organisation=organisation, id__gt=after), "obligation__rules")
    found = faults.select_related("obligation__caller").defer("snapshot", "obligation__snapshot")
    return list(found.order_by("id")[:size])


def yearly_files(year: int) -> dict[str, int]:
    """How much stands in the file of each department that has one. One query; it reads the faults of the year alone."""
    return dict(_faults(year).values_list("organisation").annotate(Count("id")).order_by("organisation"))


def _faults(year: int) -> QuerySet[Part]:
    since, until = year_span(year)
    return Part.objects.filter(FAULT, opened_at__gte=since, opened_at__lt=until)


def year_span(year: int) -> tuple[datetime, datetime]:
    """The first moment of a year in the city, and of the next."""
    zone = city_zone()
    return datetime.combine(date(year, 1, 1), time(), zone), datetime.combine(date(year + 1, 1, 1), time(), zone)


def roles_in(row: Obligation, actor: Actor, part: Part | None = None) -> list[str]:
    """Which roles a post plays in an obligation, or in one part of it."""
    rules = acting_rules(row.rules)
    return roles_of(rules, actor, around_of(row, rules, part.organisation_id if part else ""))


def snapshot_of(row: Obligation | Part) -> Snapshot:
    """Where it stands."""
    return snapshots.from_json(row.snapshot)
