"""Who may call an operation of the API: ``auth=TokenOrSession("operator")`` on each, ``auth=None`` for everyone."""

from __future__ import annotations

from typing import cast

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver
from ninja import NinjaAPI
from ninja.errors import HttpError
from ninja.security.base import AuthBase
from ninja.utils import check_csrf

from wanmi.workforce.access import API_KEYS, SIGNED_IN, allow, rule_for
from wanmi.workforce.acting import ActingRequest
from wanmi.workforce.middleware import lacks_second_factor
from wanmi.workforce.models import Appointment
from wanmi.workforce.tokens import appointment_for


class TokenOrSession(AuthBase):
    """Admit a bearer token, or the console's session with its CSRF token; set ``request.acting``.

    Answers 401 to strangers, 403 to those who act in a post of another kind, or without a post.
    """

    openapi_type = "http"
    openapi_scheme = "bearer"

    def __init__(self, *who: str) -> None:
        super().__init__()
        self.rule = rule_for(*(who or (SIGNED_IN,)))

    def __call__(self, request: HttpRequest) -> Appointment | None:
        acting = cast(ActingRequest, request)
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            self._sign_in_by_token(acting, token.strip())
        elif acting.user.is_authenticated:
            self._check_session(acting)
        if acting.user.is_authenticated and not self.rule.admits(acting.acting):
            raise HttpError(403, "The post you act in may not do this.")
        return acting.acting

    def _sign_in_by_token(self, request: ActingRequest, token: str) -> None:
        request.acting = appointment_for(token)
        request.appointments = [request.acting] if request.acting else []
        request.user = request.acting.staff if request.acting else AnonymousUser()

    def _check_session(self, request: ActingRequest) -> None:
        if check_csrf(request):
            raise HttpError(403, "The CSRF token is missing or wrong.")
        if lacks_second_factor(request):
            raise HttpError(403, "Enrol a second factor first.")


def guarded_urls(api: NinjaAPI) -> tuple[list[URLPattern | URLResolver], str, str]:
    """``api.urls``, open to AccessMiddleware; ImproperlyConfigured if an operation does not say who may call it."""
    patterns, app_name, namespace = api.urls
    for _, router in api._routers:
        for path, view in router.path_operations.items():
            for operation in view.operations:
                if operation.auth_param is not None and not isinstance(operation.auth_param, TokenOrSession):
                    raise ImproperlyConfigured(f"{'/'.join(operation.methods)} {path}: give it auth=TokenOrSession(…)")
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            allow(API_KEYS)(pattern.callback)
    return patterns, app_name, namespace
