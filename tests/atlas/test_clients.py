"""What other clients make of the published features: OWSLib, GDAL's OAPIF driver, and the requests that QGIS sends."""

from __future__ import annotations

import json
import subprocess
import sys

import httpx
import pytest
from owslib.ogcapi.features import Features
from pytest_django.live_server_helper import LiveServer

from tests.territory import ground as small
from wanmi.atlas.crs import EPSG
from wanmi.grids.stock import Held
from wanmi.territory import services
from wanmi.territory.models import City

EVERYTHING = ["divisions", "grids", "components", "cases"]


@pytest.mark.django_db(transaction=True)
def test_owslib_reads_it_all(live_server: LiveServer) -> None:
    small.city()
    City.objects.update(settings={"published": EVERYTHING})
    services.load_grids(Held.of(small.records()), since=small.SINCE)
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
    turned = client.collection_items("grids", limit=1, crs=f"{EPSG}4490")["features"][0]
    assert turned["geometry"]["coordinates"][0][0][0] == pytest.approx(small.SOUTH, abs=0.01)
    filtered = client.collection_items("grids", filter=f"code > '{small.COMMUNITY}003'")
    assert [each["id"][-3:] for each in filtered["features"]] == ["004"]


GDAL = """
import json, sys, pyogrio, shapely
source, box, code = sys.argv[1], json.loads(sys.argv[2]), sys.argv[3]
pyogrio.set_gdal_config_options({"OGR_OAPIF_PAGE_SIZE": "3"})
read = lambda **asked: pyogrio.raw.read(source, layer="grids", columns=["code"], **asked)
_, _, shapes, columns = read()
print(json.dumps({
    "layers": [name for name, _ in pyogrio.list_layers(source).tolist()],
    "fields": pyogrio.read_info(source, layer="grids")["fields"].tolist(),
    "all": columns[0].tolist(),
    "first": shapely.from_wkb(shapes[0]).bounds,
    "near": read(bbox=tuple(box))[3][0].tolist(),
    "chosen": read(where=f"code = '{code}'")[3][0].tolist(),
}))
"""  # in a process of its own: while GDAL waits for an answer, it keeps the thread of the server from giving it


@pytest.mark.django_db(transaction=True)
def test_gdal_reads_it_page_by_page(live_server: LiveServer) -> None:
    pyogrio = pytest.importorskip("pyogrio")
    if "OAPIF" not in pyogrio.list_drivers():
        pytest.skip("this GDAL has no OAPIF driver")
    small.city()
    City.objects.update(settings={"published": EVERYTHING})
    services.load_grids(Held.of(small.records()), since=small.SINCE)
    (lon, lat), last = small.middle(0, 0), f"{small.COMMUNITY}004"
    given = [f"OAPIF:{live_server.url}/ogc/", json.dumps([lon, lat, lon + 1e-6, lat + 1e-6]), last]
    done = subprocess.run(
        [sys.executable, "-c", GDAL, *given], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert set(found["layers"]) == set(EVERYTHING)
    assert "code" in found["fields"]
    assert [code[-3:] for code in found["all"]] == ["001", "002", "003", "004"]
    assert small.WEST <= found["first"][0] <= small.WEST + small.SIDE  # longitude first, as GDAL keeps it
    assert found["near"] == [f"{small.COMMUNITY}003"]
    assert found["chosen"] == [last]


@pytest.mark.django_db(transaction=True)
def test_what_qgis_asks_for_is_answered(live_server: LiveServer) -> None:
    """QGIS's OAPIF provider: landing page, its links, conformance, a collection, one feature, then pages by "next"."""
    small.city()
    City.objects.update(settings={"published": EVERYTHING})
    services.load_grids(Held.of(small.records()), since=small.SINCE)
    with httpx.Client(base_url=live_server.url, headers={"Accept": "application/geo+json, application/json"}) as qgis:
        links = {link["rel"]: link for link in qgis.get("/ogc/").json()["links"]}
        assert links["service-desc"]["type"].startswith("application/vnd.oai.openapi+json;version=3.0")
        definition = qgis.get(links["service-desc"]["href"]).json()
        limit = next(
            p for p in definition["paths"]["/collections/grids/items"]["get"]["parameters"] if p["name"] == "limit"
        )
        assert limit["schema"]["maximum"] >= limit["schema"]["default"]
        classes = qgis.get(links["conformance"]["href"]).json()["conformsTo"]
        assert "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs" in classes
        collection = next(c for c in qgis.get(links["data"]["href"]).json()["collections"] if c["id"] == "grids")
        west, south, east, north = collection["extent"]["spatial"]["bbox"][0]
        assert west < east
        assert south < north
        (items,) = [link["href"] for link in collection["links"] if link["rel"] == "items"]
        assert qgis.get(items, params={"limit": 1}).headers["content-type"] == "application/geo+json"
        seen: list[str] = []
        onward = f"{items}?limit=3&bbox={west},{south},{east},{north}"
        while onward:
            page = qgis.get(onward).json()
            seen += [feature["id"] for feature in page["features"]]
            onward = next((link["href"] for link in page["links"] if link["rel"] == "next"), "")
        assert len(seen) == len(set(seen)) == 4
