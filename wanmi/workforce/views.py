"""The post switcher, and the pages of signing in, each with who may open it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from wanmi.workforce.access import SIGNED_IN, allow
from wanmi.workforce.acting import ActingRequest, switch_post


@allow(SIGNED_IN)
@require_POST
def switch(request: ActingRequest) -> HttpResponse:
    """Act in the appointment that ``appointment`` names; then start over at the work list of that post."""
    number = request.POST.get("appointment", "")
    switch_post(request, int(number) if number.isdecimal() else 0)
    return redirect("/")
