"""Every address of the site."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from wanmi.field.api import router as field
from wanmi.intake.api import api
from wanmi.workforce.api_auth import guarded_urls

api.add_router("/field", field)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("wanmi.workforce.urls")),
    path("api/v1/", guarded_urls(api)),
    path("", include("wanmi.atlas.urls")),
    path("field/", include("wanmi.field.urls")),
    path("", include("wanmi.open311.urls")),
    path("", include("wanmi.site.urls")),
]
