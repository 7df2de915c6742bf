"""Strangers' programs against a running city: georeport and boston311 from PyPI, each asking in its own way."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import boston311
import boston311.api
import pytest
from georeport import GeoReport

from tooling.live import LiveCity


@pytest.fixture
def boston(live_city: LiveCity, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boston311.api, "BOSTON_API_ENDPOINT", f"{live_city.url}/open311/v2/")


@pytest.mark.parametrize("form", ["json", "xml"])
def test_georeport_reads_services_definitions_and_requests(live_city: LiveCity, form: str) -> None:
    city = GeoReport(f"{live_city.url}/open311/v2", jurisdiction="110101", output_format=form)
    services = city.get_service_list()
    with_metadata = next(each for each in services if str(each["metadata"]).lower() == "true")
    definition = city.get_service_definition(with_metadata["service_code"])
    assert definition["service_code"] == with_metadata["service_code"]
    found = city.get_service_requests(
        start_date=(datetime.now(UTC) - timedelta(days=89)).strftime("%Y-%m-%dT%H:%M:%SZ")
    )
    assert len(found) > 1
    number = found[0]["service_request_id"]
    one = city.get_service_request(number)
    assert one["service_request_id"] == number
    assert [each["status"] for each in city.get_service_requests(status="open")]


@pytest.mark.usefixtures("boston")
def test_boston311_accepts_every_type() -> None:
    services = boston311.api.get_services()
    assert len(services) > 100
    recent = boston311.api.get_service_requests(start_date=datetime.now(UTC) - timedelta(days=30))
    assert len(recent) > 1
    one = boston311.api.get_service_request(recent[0].service_request_id)
    assert one == recent[0]
    code = recent[0].service_code
    of_service = boston311.api.get_service_requests(service_code=code, status=recent[0].status)
    assert {each.service_code for each in of_service.service_requests} == {code}
