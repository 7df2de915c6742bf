"""The addresses of the app and of the page on coverage."""

from __future__ import annotations

from django.urls import path

from wanmi.field import views

urlpatterns = [
    path("", views.app, name="field"),
    path("worker.js", views.worker, name="field_worker"),
    path("manifest.webmanifest", views.manifest, name="field_manifest"),
    path("coverage/", views.coverage, name="coverage"),
]
