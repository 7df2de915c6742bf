"""Every address of the site."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [path("", include("wanmi.workforce.urls"))]
if find_spec("wanmi.intake.api"):
    from wanmi.intake.api import api
    from wanmi.workforce.api_auth import guarded_urls

    urlpatterns.append(path("api/v1/", guarded_urls(api)))
if find_spec("wanmi.site.urls"):
    urlpatterns.append(path("", include("wanmi.site.urls")))
