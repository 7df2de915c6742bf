"""The page of one case, its pictures, and the look at its reporter."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wanmi.cases import queries
from wanmi.cases.definition import case_definition
from wanmi.cases.models import Attachment, Case
from wanmi.cases.services import act
from wanmi.process.errors import Refused
from wanmi.site.actform import ActForm
from wanmi.site.casefile import LOOK, case_file, offer_of, reporter_of
from wanmi.site.navigation import READERS
from wanmi.site.pictures import as_stored, preview
from wanmi.site.views.acting import actor
from wanmi.workforce.access import allow
from wanmi.workforce.acting import ActingRequest

READ_FOR = 3600  # seconds that a browser may keep a picture


@allow(*READERS)
@require_safe
def case(request: ActingRequest, number: str) -> HttpResponse:
    """Everything about one case, and what one may do with it now."""
    asked = actor(request)
    definition = case_definition()
    found = case_file(queries.one(asked, number), definition, asked)
    return render(request, "console/case.html", {"file": found, "case": found.case, "states": definition.states})


@allow(*READERS)
@require_safe
def photo(request: ActingRequest, number: str, digest: str, size: str = "") -> HttpResponse:
    """A picture of a case that one may see: as it came, or small."""
    shown = queries.one(actor(request), number)
    attachment = Attachment.objects.filter(case=shown, digest=digest).first()
    if attachment is None:
        raise Http404
    response = preview(attachment) if size else as_stored(attachment)
    response.headers["Cache-Control"] = f"private, max-age={READ_FOR}"
    return response


@allow(*READERS)
def reporter(request: ActingRequest, number: str) -> HttpResponse:
    """Ask for the purpose; then show name and phone in this one answer. Each look is an act in the journal."""
    asked = actor(request)
    shown = queries.one(asked, number)
    definition = case_definition()
    offer = offer_of(shown, definition, asked, LOOK)
    if offer is None:
        raise Http404
    form = ActForm(definition, offer.transition, asked, shown)
    told = _looked(shown, form.read(request)) if request.method == "POST" else None
    context = {"case": shown, "form": form.offer_choices({}), "offer": offer, "reporter": told}
    status = 422 if form.is_faulty else 403 if offer.reasons else 200
    return render(request, "console/reporter.html", context, status=status)


def _looked(shown: Case, form: ActForm) -> dict[str, str] | None:
    """Name and phone, once the look stands in the journal; None where it was refused."""
    form.key = ""  # sent again it is another look, and journaled again
    try:
        act(shown.number, form.order())
    except Refused as refused:
        form.refuse(refused.reasons)
        return None
    return reporter_of(shown)
