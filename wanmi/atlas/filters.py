"""What the map is narrowed to: open or closed cases, a state, a major class, how long ago the report came in."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from wanmi.atlas.addresstiles import LEVELS
from wanmi.atlas.casetiles import CLOSED, OPEN, SHOWN, Wanted
from wanmi.cases.definition import case_definition
from wanmi.cases.models import Case

DAYS_OF_CLOSED = 30  # what is shown of closed cases where no period is asked for
MOST_DAYS = 366


class MapFilters(forms.Form):
    """Everything is optional; ``major`` is the kind and the two digits of a major class, such as ``event-01``."""

    shown = forms.ChoiceField(choices=[(each, each) for each in SHOWN], required=False)
    state = forms.SlugField(required=False, max_length=30)
    major = forms.RegexField(r"^(component|event)-[0-9]{2}$", required=False)
    days = forms.IntegerField(required=False, min_value=1, max_value=MOST_DAYS)

    def narrowed(self, cases: QuerySet[Case]) -> Wanted:
        """The cases asked for; a state that ends a case asks for closed ones by itself."""
        given, states = self.cleaned_data, case_definition().states
        shown = given["shown"] or OPEN
        if (state := states.get(given["state"])) is not None:
            shown = CLOSED if state.final else OPEN
        if given["state"]:
            cases = cases.filter(state=given["state"])
        if given["major"]:
            kind, _, digits = given["major"].partition("-")
            cases = cases.filter(item__kind=kind, item__code__startswith=digits)
        since = timezone.now() - timedelta(days=given["days"] or DAYS_OF_CLOSED)
        if given["days"]:
            cases = cases.filter(reported_at__gte=since)
        return Wanted(cases, since, shown)


class AddressFilters(forms.Form):
    """``level``: door numbers and compounds, or buildings; both without it."""

    level = forms.ChoiceField(choices=[(each, each) for each in LEVELS], required=False)
