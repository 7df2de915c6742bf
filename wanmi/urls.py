"""Every address of the site."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from wanmi.api.building import api
from wanmi.api.docs import docs
from wanmi.workforce.api_auth import guarded_urls

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("wanmi.workforce.urls")),
    path("api/v1/docs/", docs, name="api_docs"),
    path("api/v1/", guarded_urls(api)),
    path("", include("wanmi.atlas.urls")),
    path("", include("wanmi.open311.urls")),
    path("", include("wanmi.boards.urls")),
    path("field/", include("wanmi.field.urls")),
    path("", include("wanmi.site.urls")),
    path("", include("wanmi.public.urls")),
]
