"""Who is acting, and whether he may open the page."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, cast

from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from wanmi.workforce import kinds
from wanmi.workforce.access import rule_of
from wanmi.workforce.acting import ActingRequest, find_acting
from wanmi.workforce.queries import city_zone

SEEN = "seen"
SEEN_EVERY_S = 60  # a session's idle time is renewed at most so often: each renewal is a write


class ActingMiddleware:
    """Sets ``request.acting``, shows the city's own time, and keeps a session that is in use from going idle."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        acting = cast(ActingRequest, request)
        with timezone.override(city_zone()):
            find_acting(acting, timezone.localdate())
            if acting.user.is_authenticated and time.time() - request.session.get(SEEN, 0) > SEEN_EVERY_S:
                request.session[SEEN] = int(time.time())
            return self.get_response(request)


class AccessMiddleware(LoginRequiredMiddleware):
    """Deny by default: a view without a rule is refused to all, the others to those whom their rule does not admit."""

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., Any], view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        rule = rule_of(view_func)
        if rule is None:
            raise PermissionDenied(f"{view_func.__module__}.{view_func.__qualname__} does not say who may open it")
        acting = cast(ActingRequest, request)
        if rule.admits_strangers():
            return None
        if not acting.user.is_authenticated:
            return self.handle_no_permission(request, view_func)
        if not rule.before_second_factor and lacks_second_factor(acting):
            return redirect("mfa_activate_totp")
        if not rule.admits(acting.acting):
            raise PermissionDenied
        return None


def lacks_second_factor(request: ActingRequest) -> bool:
    """Whether the person holds one of the three administrators' posts and has not enrolled a second factor."""
    if not any(appointment.post.kind in kinds.ADMINISTRATION for appointment in request.appointments):
        return False
    return not is_mfa_enabled(request.user)
