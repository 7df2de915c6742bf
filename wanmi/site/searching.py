"""The search form: what was typed, as the filters of a search."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wanmi.cases.queries import Filters
from wanmi.site.choices import chosen_item
from wanmi.sources.queries import case_numbered


class SearchForm(forms.Form):
    """Everything is optional. Days are those of the city's zone."""

    number = forms.CharField(required=False, max_length=100, label=_("Case number"))
    text = forms.CharField(required=False, max_length=100, label=_("Words in the text or address"))
    place = forms.RegexField(r"^[0-9]{6,12}$", required=False, label=_("Place"))
    item = forms.CharField(required=False, max_length=30, label=_("Item"))
    state = forms.CharField(required=False, max_length=30, label=_("State"))
    department = forms.CharField(required=False, max_length=40, label=_("Department"))
    duty = forms.CharField(required=False, max_length=40, label=_("Duty grid"))
    since = forms.DateField(required=False, label=_("Reported from"))
    until = forms.DateField(required=False, label=_("Reported until"))

    def clean_item(self) -> int | None:
        """The item's row."""
        key = self.cleaned_data["item"]
        item = chosen_item(key) if key else None
        if key and item is None:
            raise forms.ValidationError(_("There is no such item in the catalogue."))
        return item.pk if item else None

    def clean(self) -> dict[str, Any]:
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and until < since:
            self.add_error("until", _("This day lies before the first one."))
        return self.cleaned_data

    def filters(self) -> Filters:
        values = {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}
        if own := values.get("number"):
            values["number"] = case_numbered(own) or own  # a source's own number finds its case
        if until := values.pop("until", None):
            values["until"] = _midnight(until + timedelta(days=1))
        if since := values.pop("since", None):
            values["since"] = _midnight(since)
        return Filters(**values)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
