"""The addresses of Open311. What stands behind the last dot is the form of the answer."""

from __future__ import annotations

from django.urls import path, re_path

from wanmi.open311 import pages, views

V2 = "open311/v2/"

urlpatterns = [
    path("admin/open311/", pages.clients, name="open311_clients"),
    path("admin/open311/<int:pk>/revoke/", pages.revoke, name="open311_revoke"),
    path("open311/discovery.<slug:form>", views.discovery, name="open311_discovery"),
    path(f"{V2}discovery.<slug:form>", views.discovery),
    path(f"{V2}services.<slug:form>", views.services),
    path(f"{V2}services/<slug:code>.<slug:form>", views.service),
    path(f"{V2}requests.<slug:form>", views.requests),
    path(f"{V2}requests/<slug:number>.<slug:form>", views.request_one),
    path(f"{V2}tokens/<slug:token>.<slug:form>", views.token),
    path(f"{V2}servicerequestupdates.<slug:form>", views.updates),
    re_path(r"^open311/(?P<path>.*?)(?:\.(?P<form>\w+))?$", views.nothing),
]
