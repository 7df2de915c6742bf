"""What the map is narrowed to: a state, a major class of items, how long ago the report came in."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from wanmi.cases.models import Case


class MapFilters(forms.Form):
    """Everything is optional; ``major`` is the kind and the two digits of a major class, such as ``event-01``."""

    state = forms.SlugField(required=False, max_length=30)
    major = forms.RegexField(r"^(component|event)-[0-9]{2}$", required=False)
    days = forms.IntegerField(required=False, min_value=1, max_value=3650)

    def narrowed(self, cases: QuerySet[Case]) -> QuerySet[Case]:
        given = self.cleaned_data
        if given["state"]:
            cases = cases.filter(state=given["state"])
        if given["major"]:
            kind, _, digits = given["major"].partition("-")
            cases = cases.filter(item__kind=kind, item__code__startswith=digits)
        if given["days"]:
            cases = cases.filter(reported_at__gte=timezone.now() - timedelta(days=given["days"]))
        return cases
