"""What must be right before the server starts; `wanmi serve` refuses with each fault named."""

from __future__ import annotations

import stat
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.db import connection

from wanmi.workforce.models import Staff

START = "start"  # the tag of these checks
SHORTEST_SECRET = 50


@register(START)
def production_settings(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """In production: no debug pages, no open host names, no cookies without TLS, no data that others may read."""
    if not settings.PRODUCTION:
        return []
    faults = [
        ("debug", settings.DEBUG, "Debug pages are on.", "Unset WANMI_DEBUG."),
        (
            "hosts",
            not settings.ALLOWED_HOSTS or any(host.startswith("*") for host in settings.ALLOWED_HOSTS),
            "The site answers to any host name.",
            "Name the site's host names in WANMI_ALLOWED_HOSTS.",
        ),
        (
            "cookies",
            not (settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE),
            "Cookies travel without TLS.",
            "Leave SESSION_COOKIE_SECURE and CSRF_COOKIE_SECURE on.",
        ),
        (
            "home",
            stat.S_IMODE(settings.HOME.stat().st_mode) & 0o077,
            "Others may read the installation's data.",
            f"chmod 700 {settings.HOME}",
        ),
    ]
    return [Error(text, hint=hint, id=f"start.{code}") for code, found, text, hint in faults if found]


@register(START)
def secret(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """In any mode the secret is long, and where it lies in a file nobody else may read it."""
    found: list[CheckMessage] = []
    if len(settings.SECRET_KEY) < SHORTEST_SECRET:
        hint = f"Give WANMI_SECRET_KEY at least {SHORTEST_SECRET} characters, or none to have one made."
        found.append(Error("The secret is too short.", hint=hint, id="start.secret"))
    file = settings.SECRET_FILE
    if file.exists() and stat.S_IMODE(file.stat().st_mode) & 0o077:
        found.append(Error("Others may read the secret.", hint=f"chmod 600 {file}", id="start.secret_mode"))
    return found


@register(START)
def no_demo_accounts(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """In production no account exists whose password is printed in the documentation."""
    if not settings.PRODUCTION or Staff._meta.db_table not in connection.introspection.table_names():
        return []
    if not Staff.objects.filter(is_demo=True).exists():
        return []
    hint = "Production needs a database of its own, never the demo's."
    return [Error("The database holds demo accounts.", hint=hint, id="start.demo_accounts")]
