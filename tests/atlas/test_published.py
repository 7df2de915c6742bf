"""A city decides what it publishes; without a decision nothing is open."""

from __future__ import annotations

import pytest
from django.test import Client

from wanmi.territory.models import City

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


@pytest.mark.parametrize("settings", [{}, {"published": []}, {"published": ["divisions"]}])
def test_only_what_the_city_publishes_can_be_asked_for(client: Client, settings: dict[str, list[str]]) -> None:
    chosen = settings.get("published", [])
    city = City.objects.get()
    city.settings = {key: value for key, value in city.settings.items() if key != "published"} | settings
    city.save()
    answer = client.get("/ogc/collections").json()
    assert [collection["id"] for collection in answer["collections"]] == chosen
    for name in ("divisions", "grids", "components", "cases"):
        expected = 200 if name in chosen else 404
        assert client.get(f"/ogc/collections/{name}/items").status_code == expected
