"""The league table as a file, with the settings and the data's hash on it."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from wanmi.boards.league import League, league
from wanmi.boards.printing import Sheet, as_csv, as_pdf, as_xlsx, sheet_of
from wanmi.boards.scope import WHO
from wanmi.boards.views.asked import asked
from wanmi.workforce.access import allow
from wanmi.workforce.acting import ActingRequest

FORMATS: dict[str, tuple[Callable[[Sheet], bytes], str]] = {
    "xlsx": (as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "pdf": (as_pdf, "application/pdf"),
}


@allow(*WHO)
@require_safe
def export(request: ActingRequest) -> HttpResponse:
    """The rows one may see, all of them, as XLSX, CSV or PDF."""
    scheme, question = (found := asked(request)).whole()
    form = request.GET.get("format", "xlsx")
    if form not in FORMATS:
        raise Http404
    return as_file(league(scheme, question, found.scope), form)


def as_file(shown: League, form: str) -> HttpResponse:
    """The table in one of FORMATS, to be kept."""
    make, content_type = FORMATS[form]
    answer = HttpResponse(make(sheet_of(shown)), content_type=content_type)
    period = shown.question.period
    name = f"{shown.scheme.key}-{period.first}-{period.last}.{form}"
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    answer["Cache-Control"] = "private, no-store"
    return answer
