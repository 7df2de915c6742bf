"""The addresses of tiles and features."""

from __future__ import annotations

from django.urls import path

from wanmi.atlas import ogc, views

urlpatterns = [
    path("tiles/cases/<int:z>/<int:x>/<int:y>.pbf", views.cases, name="case_tile"),
    path("tiles/addresses/<int:z>/<int:x>/<int:y>.pbf", views.addresses, name="address_tile"),
    path("tiles/<slug:layer>/<int:z>/<int:x>/<int:y>.pbf", views.ground, name="tile"),
    path("ogc/", ogc.landing, name="ogc"),
    path("ogc/conformance", ogc.conformance, name="ogc_conformance"),
    path("ogc/api", ogc.api, name="ogc_api"),
    path("ogc/collections", ogc.collections, name="ogc_collections"),
    path("ogc/collections/<slug:name>", ogc.collection, name="ogc_collection"),
    path("ogc/collections/<slug:name>/queryables", ogc.queryables, name="ogc_queryables"),
    path("ogc/collections/<slug:name>/items", ogc.items, name="ogc_items"),
    path("ogc/collections/<slug:name>/items/<slug:key>", ogc.item, name="ogc_item"),
]
