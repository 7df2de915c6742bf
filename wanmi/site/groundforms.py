"""The forms that change unit grids and duty grids, and what is said where they are refused."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wanmi.grids.errors import GridError
from wanmi.territory.models import DutyGrid
from wanmi.territory.queries import today
from wanmi.territory.services import GridsRefused
from wanmi.workforce.models import Post

WAYS = (
    ("merge", gettext_lazy("Make one of them")),
    ("cut", gettext_lazy("Cut one along a line")),
    ("file", gettext_lazy("As a GeoJSON file has them")),
)
FILE_AT_MOST = 20 << 20  # bytes
FAULTS: dict[str, str | Promise] = {
    "not_in_force": gettext_lazy("%(feature)s is no unit grid in force."),
    "two_communities": gettext_lazy("%(feature)s lies in another community."),
    "other_ground": gettext_lazy("The new grids do not cover the ground of %(feature)s exactly: %(size).2f m² differ."),
    "before_start": gettext_lazy("%(feature)s cannot end before it begins."),
    "nul_character": gettext_lazy("Feature %(feature)s of the file holds a NUL character, which no database keeps."),
    "apart": gettext_lazy("The grids do not lie side by side, so they cannot become one."),
    "no_cut": gettext_lazy("The line does not cut through the grid: it must begin and end outside of it."),
    "bad_line": gettext_lazy("A line is written as 116.40 39.90, 116.41 39.91: longitude and latitude of its points."),
}


def fault_words(error: GridError | GridsRefused) -> str:
    """What was wrong with the grids, in the reader's language where the words are known."""
    if isinstance(error, GridsRefused):
        return _("The new grids are not sound: %(faults)s") % {"faults": "; ".join(f.message for f in error.faults[:5])}
    known = FAULTS.get(error.code)
    return str(known) % error.params if known else str(error)


class GroundForm(forms.Form):
    """Fields in the looks of the house; days are typed as days and begin with today."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for field in self.fields.values():
            is_choice = isinstance(field, forms.ChoiceField | forms.ModelChoiceField)
            field.widget.attrs["class"] = "form-select" if is_choice else "form-control"
            if isinstance(field, forms.ModelChoiceField):
                field.empty_label = _("Please choose")
            if isinstance(field, forms.DateField):
                field.widget = forms.DateInput({"class": "form-control", "type": "date"}, "%Y-%m-%d")
                field.initial = today


class CodesField(forms.CharField):
    """Codes of unit grids with blanks, commas or lines between."""

    def to_python(self, value: Any) -> Any:
        return list(dict.fromkeys(re.findall(r"[0-9A-Z]{15}", str(super().to_python(value)).upper())))

    def validate(self, value: Any) -> None:
        if not value:
            raise forms.ValidationError(_("Codes of unit grids have 15 characters; give one or more."))


class RedrawForm(GroundForm):
    codes = CodesField(label=gettext_lazy("Unit grids that end"), widget=forms.Textarea(attrs={"rows": 2}))
    way = forms.ChoiceField(label=gettext_lazy("How they are drawn anew"), choices=WAYS)
    line = forms.CharField(label=gettext_lazy("Line (longitude latitude, …)"), required=False, max_length=2_000)
    file = forms.FileField(label=gettext_lazy("GeoJSON file with the new polygons"), required=False)
    on = forms.DateField(label=gettext_lazy("First day of the new grids"))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("way") == "cut" and len(given.get("codes", [])) != 1:
            self.add_error("codes", _("One grid is cut at a time."))
        if given.get("way") == "file" and not given.get("file"):
            self.add_error("file", _("A file is needed for this."))
        elif given.get("file") and given["file"].size > FILE_AT_MOST:
            self.add_error("file", _("The file is larger than 20 MB; use the command line for it."))
        return given


class EndGridForm(GroundForm):
    code = forms.RegexField(r"^[0-9A-Z]{15}$", label=gettext_lazy("Unit grid"), max_length=15)
    day = forms.DateField(label=gettext_lazy("First day without it"))


class DutyForm(GroundForm):
    code = forms.RegexField(r"^[0-9A-Za-z.-]{1,40}$", label=gettext_lazy("Code of the duty grid"))
    name = forms.CharField(label=gettext_lazy("Name of the duty grid"), max_length=100)
    grids = CodesField(label=gettext_lazy("Its unit grids"), widget=forms.Textarea(attrs={"rows": 4}))
    since = forms.DateField(label=gettext_lazy("From"))


class WalkForm(GroundForm):
    post = forms.ModelChoiceField(
        Post.objects.filter(kind="collector", until=None).order_by("code"), label=gettext_lazy("Collector's post")
    )
    duty_grid = forms.ModelChoiceField(DutyGrid.objects.order_by("code"), label=gettext_lazy("Duty grid"))
    since = forms.DateField(label=gettext_lazy("From"))


class EndDutyForm(forms.Form):
    until = forms.DateField()
