"""How one likes the pages: large type, kept in the browser and nowhere else."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from wanmi.workforce.access import EVERYONE, allow

LARGE_TYPE = "large_type"  # name of the cookie; "1" says yes


@allow(EVERYONE)
@require_POST
def type_size(request: HttpRequest) -> HttpResponse:
    """Switch large type on or off, and back to the page one came from."""
    back = request.POST.get("next", "")
    response = redirect(back if url_has_allowed_host_and_scheme(back, {request.get_host()}) else "/")
    if request.POST.get("large"):
        age, secure = settings.LANGUAGE_COOKIE_AGE, settings.LANGUAGE_COOKIE_SECURE
        response.set_cookie(LARGE_TYPE, "1", max_age=age, secure=secure, httponly=True, samesite="Lax")
    else:
        response.delete_cookie(LARGE_TYPE, samesite="Lax")
    return response
