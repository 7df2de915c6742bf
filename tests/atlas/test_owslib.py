"""What OWSLib, a client of its own, makes of the published features."""

from __future__ import annotations

import pytest
from owslib.ogcapi.features import Features
from pytest_django.live_server_helper import LiveServer

from tests.territory import ground as small
from wanmi.territory import services
from wanmi.territory.models import City

EVERYTHING = ["divisions", "grids", "components", "cases"]


@pytest.mark.django_db(transaction=True)
def test_owslib_reads_it_all(live_server: LiveServer) -> None:
    small.city()
    City.objects.update(settings={"published": EVERYTHING})
    services.load_grids(small.records(), since=small.SINCE)
    client = Features(f"{live_server.url}/ogc/")
    assert any(each.endswith("conf/core") for each in client.conformance()["conformsTo"])
    assert client.api()["openapi"].startswith("3.0")
    assert client.feature_collections() == EVERYTHING
    assert client.collection("grids")["extent"]["spatial"]["bbox"]
    first = client.collection_items("grids", limit=3)
    assert [each["id"][-3:] for each in first["features"]] == ["001", "002", "003"]
    found = client.collection_items("grids", bbox=[*small.middle(0, 0), *small.middle(0, 0)])
    assert [each["id"] for each in found["features"]] == [f"{small.COMMUNITY}003"]
    assert client.collection_item("grids", f"{small.COMMUNITY}002")["geometry"]["type"] == "Polygon"
