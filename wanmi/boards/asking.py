"""What a page of the appraisal is asked: which scheme, of whom, for which period, with which meanings of its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from wanmi.appraisal.periods import BadPeriod, Period, parse_period
from wanmi.appraisal.settings import Settings, city_settings
from wanmi.appraisal.subjects import Departments, DutyGrids, Posts, Regions, Subjects
from wanmi.boards.scope import Scope
from wanmi.codes.place import Level
from wanmi.schemes import queries
from wanmi.schemes.definition import Kind, Scheme
from wanmi.territory.queries import today
from wanmi.workforce.queries import city_zone

SPANS = [
    ("day", _("Day")),
    ("week", _("Week")),
    ("month", _("Month")),
    ("quarter", _("Quarter")),
    ("half", _("Half-year")),
    ("year", _("Year")),
    ("days", _("From … to …")),
]
LEVELS = [
    ("6", _("District")),
    ("9", _("Streets")),
    ("12", _("Communities")),
    ("duty", _("Duty grids")),
    ("15", _("Unit grids")),
]
KINDS = {Kind.REGION: _("Regions"), Kind.DEPARTMENT: _("Departments"), Kind.POST: _("Posts")}
ON_TIME = [
    ("handling", _("the department finished by the deadline")),
    ("closing", _("the case was closed by the deadline")),
]
PERIOD_BY = [
    ("deadline", _("its deadline lies in it")),
    ("filing", _("it was filed in it")),
    ("closing", _("it was closed in it")),
]


@dataclass(frozen=True, slots=True)
class Question:
    """A question that can be answered. ``level`` counts for regions alone: a length of place codes, or "duty"."""

    kind: Kind
    level: str
    span: str
    period: Period
    settings: Settings

    @property
    def subjects(self) -> Subjects:
        if self.kind is Kind.DEPARTMENT:
            return Departments()
        if self.kind is Kind.POST:
            return Posts()
        return DutyGrids() if self.level == "duty" else Regions((int(self.level),))

    def query(self, **more: str) -> str:
        """The question as the query of an address, with ``more`` in it."""
        asked = {
            "level": self.level if self.kind is Kind.REGION else "",
            "span": self.span,
            "day": self.period.first.isoformat(),
            "last": self.period.last.isoformat() if self.span == "days" else "",
            "on_time": self.settings.on_time,
            "period_by": self.settings.period_by,
            **more,
        }
        made = QueryDict(mutable=True)
        made.update({name: value for name, value in asked.items() if value})
        return made.urlencode()

    def earlier(self, times: int) -> list[Question]:
        """This question and the same of the periods before it, ``times`` in all, the earliest first."""
        found = [self]
        while len(found) < times:
            found.insert(0, replace(found[0], period=before(self.span, found[0].period)))
        return found


class AskForm(forms.Form):
    """The filters over every page of the appraisal. What is left out is the last month, with the city's meanings."""

    level = forms.ChoiceField(required=False, choices=LEVELS, label=_("Regions"))
    span = forms.ChoiceField(required=False, choices=SPANS, label=_("Period"))
    day = forms.DateField(required=False, label=_("A day in it"))
    last = forms.DateField(required=False, label=_("Last day"))
    on_time = forms.ChoiceField(required=False, choices=ON_TIME, label=_("“On time” means"))
    period_by = forms.ChoiceField(required=False, choices=PERIOD_BY, label=_("A case belongs to a period when"))

    def __init__(self, data: QueryDict, scope: Scope) -> None:
        super().__init__(data)
        self.scope = scope

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("span") == "days" and not given.get("last"):
            self.add_error("last", _("Say the last day, too."))
        try:
            given["period"] = period_of(given.get("span") or "month", given.get("day") or today(), given.get("last"))
        except BadPeriod as error:
            self.add_error("last", str(error))
        return given

    def question(self, kind: Kind) -> Question:
        """The question, once the form is valid; meanings are those of the city where one may not switch them."""
        given, settings = self.cleaned_data, city_settings()
        if self.scope.switches:
            chosen = {name: given[name] for name in ("on_time", "period_by") if given[name]}
            settings = replace(settings, **chosen)
        return Question(
            kind, given["level"] or str(Level.STREET.value), given["span"] or "month", given["period"], settings
        )


def period_of(span: str, day: date, last: date | None = None) -> Period:
    """The period of this kind around ``day``; from ``day`` to ``last`` for a span of days. Raises BadPeriod."""
    names = {
        "day": day.isoformat(),
        "week": f"{day:%G-W%V}",
        "month": f"{day:%Y-%m}",
        "quarter": f"{day.year:04}-Q{(day.month + 2) // 3}",
        "half": f"{day.year:04}-H{(day.month + 5) // 6}",
        "year": f"{day.year:04}",
        "days": f"{day.isoformat()}/{(last or day).isoformat()}",
    }
    return parse_period(names[span], str(city_zone()))


def before(span: str, period: Period) -> Period:
    """The period of the same kind that ends where this one begins."""
    end = period.first - timedelta(days=1)
    if span == "days":
        return replace(period, first=period.first - (period.last - period.first) - timedelta(days=1), last=end)
    return period_of(span, end)


def schemes_for(scope: Scope, day: date) -> Sequence[Scheme]:
    """The schemes of the day that score a kind of subject one may see."""
    return [scheme for scheme in queries.schemes(day) if scheme.by & set(scope.kinds)]
