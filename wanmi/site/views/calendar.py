"""The city's working days, to read and to change."""

from __future__ import annotations

from calendar import Calendar
from datetime import date

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wanmi.almanac.models import WorkDay
from wanmi.almanac.queries import days_of, hours_periods, known_years
from wanmi.almanac.services import Decider, change_day
from wanmi.workforce.access import allow
from wanmi.workforce.acting import ActingRequest
from wanmi.workforce.queries import city_today


class DayForm(forms.Form):
    date = forms.DateField(label=gettext_lazy("Day"))
    is_workday = forms.TypedChoiceField(
        label=gettext_lazy("From now on it is"),
        choices=[("1", gettext_lazy("a working day")), ("0", gettext_lazy("a day off"))],
        coerce=lambda value: value == "1",
    )
    note = forms.CharField(label=gettext_lazy("Why"), max_length=100)


@allow("system_admin")
def calendar(request: ActingRequest, year: int | None = None) -> HttpResponse:
    """A year month by month; a day is changed with the reason why."""
    form = DayForm(request.POST or None, initial={"date": request.GET.get("day", "")})
    if request.method == "POST" and form.is_valid():
        return redirect("calendar_year", _changed_day(request, form).year)
    shown = year or city_today().year
    context = {
        "form": form,
        "year": shown,
        "months": _months(shown),
        "years": known_years(),
        "hours": hours_periods(),
        "weekdays": WEEKDAYS_ABBR.values(),
    }
    return render(request, "console/calendar.html", context, status=422 if form.errors else 200)


def _changed_day(request: ActingRequest, form: DayForm) -> date:
    assert request.acting is not None
    by = Decider(request.acting.staff.username, str(request.acting.staff_id), request.acting.post_id)
    day: date = form.cleaned_data["date"]
    change_day(day, form.cleaned_data["is_workday"], form.cleaned_data["note"], by)
    done = _("%(day)s is changed. Open deadlines are computed again within a minute.")
    messages.success(request, done % {"day": day})
    return day


def _months(year: int) -> list[tuple[date, list[list[tuple[date, WorkDay | None] | None]]]]:
    """Each month with its weeks from Monday on; days of other months are None."""
    days, weeks = days_of(year), Calendar().monthdatescalendar
    return [
        (
            date(year, month, 1),
            [[(day, days.get(day)) if day.month == month else None for day in week] for week in weeks(year, month)],
        )
        for month in range(1, 13)
    ]
