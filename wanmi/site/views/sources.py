"""Other systems that feed the list: their files in, what has ended out."""

from __future__ import annotations

import csv
from pathlib import Path
from tempfile import TemporaryDirectory

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wanmi.addresses.base.transfer.records import BadTable
from wanmi.intake import gathering, pulling
from wanmi.outbox.calling import NoAnswer
from wanmi.site.navigation import SOURCE_KEEPERS
from wanmi.sources import queries
from wanmi.sources.courier import now_ended
from wanmi.sources.rules import Source, sources_in_force
from wanmi.workforce.access import allow
from wanmi.workforce.acting import ActingRequest

SUFFIXES = (".csv", ".tsv", ".xlsx")


@allow(*SOURCE_KEEPERS)
@require_safe
def sources(request: ActingRequest) -> HttpResponse:
    """The sources that the city has declared, and how far those that are asked have been read."""
    readings = queries.readings()
    rows = [(source, readings.get(source.key)) for source in sources_in_force().values()]
    return render(request, "console/sources.html", {"rows": rows})


@allow(*SOURCE_KEEPERS)
@require_safe
def source(request: ActingRequest, key: str) -> HttpResponse:
    """One source: what it has told, a file to drop, what has ended."""
    return _page(request, _declared(key))


def _page(request: ActingRequest, shown: Source, sums: gathering.Sums | None = None, status: int = 200) -> HttpResponse:
    after = int(mark) if (mark := request.GET.get("after", "")).isdecimal() else 0
    context = {"source": shown, "page": queries.records(shown, after, 50), "sums": sums}
    return render(request, "console/source.html", context, status=status)


@allow(*SOURCE_KEEPERS)
@require_POST
def drop_file(request: ActingRequest, key: str) -> HttpResponse:
    """Take an uploaded file; the page then says what became of each row that was left out."""
    shown, upload = _declared(key), request.FILES.get("file")
    if upload is None or Path(upload.name or "").suffix.lower() not in SUFFIXES:
        messages.error(request, _("Choose a file that ends in %(suffixes)s.") % {"suffixes": ", ".join(SUFFIXES)})
        return redirect("source", key)
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"dropped{Path(upload.name or '').suffix.lower()}"
        path.write_bytes(upload.read())
        try:
            sums = gathering.drop(shown, path, request.acting, upload.name or "")
        except BadTable as error:
            messages.error(request, str(error))
            return redirect("source", key)
    return _page(request, shown, sums)


@allow(*SOURCE_KEEPERS)
@require_POST
def pull(request: ActingRequest, key: str) -> HttpResponse:
    """Ask an Open311 server now."""
    shown = _declared(key)
    if shown.kind != "open311":
        raise Http404
    try:
        sums = pulling.pull(shown)
    except NoAnswer as error:
        messages.error(request, _("The source did not answer: %(why)s") % {"why": error})
        return redirect("source", key)
    return _page(request, shown, sums)


@allow(*SOURCE_KEEPERS)
@require_safe
def ended(request: ActingRequest, key: str) -> HttpResponse:
    """What has ended here, as a table that the source takes back."""
    shown = _declared(key)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{shown.key}-ended.csv"'
    response.write("\ufeff")  # a spreadsheet then knows the encoding
    writer = csv.writer(response)
    writer.writerow(["number", "case", "state", "ended_at"])
    writer.writerows(now_ended(list(queries.all_ended(shown))))
    return response


def _declared(key: str) -> Source:
    try:
        return queries.source_with(key)
    except queries.UnknownSource as error:
        raise Http404 from error
