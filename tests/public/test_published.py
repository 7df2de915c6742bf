"""What everybody may read of all cases: no words, no people, no closer place than the city says."""

from __future__ import annotations

import gzip
import math
from pathlib import Path
from xml.etree import ElementTree

import mapbox_vector_tile
import pytest
from django.conf import settings
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.city import ITEM, PLACE, POSITION, reported, take
from wanmi.cases.blur import METRES_A_DEGREE, on_lattice, shown_points
from wanmi.cases.models import Case
from wanmi.territory.cells import Tile, positions
from wanmi.territory.models import City

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
SECRET = "阿姨的口信"
REPORTER = {"name": "周先生", "phone": "13800001234"}
SCRIPTS = ("console.js", "public.js")  # what the report page loads before the map is opened
SCRIPTS_AT_MOST = 200_000  # bytes, compressed


def secretive(**carried: object) -> Case:
    return reported("hotline", text=SECRET, address="阿姨家门口", reporter=REPORTER, item=ITEM, **carried)


def set_city(**changed: object) -> None:
    City.objects.update(settings=City.objects.get().settings | changed)


def tile_at(z: int) -> str:
    x, y = (positions([POSITION["lon"]], [POSITION["lat"]])[0] * 2**z).astype(int)
    return f"{z}/{x}/{y}"


def test_no_page_tells_what_a_resident_wrote_or_who_he_is(resident: Client) -> None:
    case = secretive()
    paths = ["", "cases/", f"cases/{case.number}/", f"cases/{case.number}/support/", "cases/feed.rss"]
    paths += ["cases/feed.atom", "map/", f"report/near/?item={ITEM}&place={PLACE}"]
    for path in paths:
        answer = resident.get(f"/public/{path}")
        assert answer.status_code == 200
        for secret in (SECRET, "口信", "阿姨", "周先生", "13800001234", "116.41", "39.915"):
            assert secret not in answer.text, path
    assert case.number in resident.get("/public/cases/").text
    assert case.number not in resident.get("/public/cases/", {"text": "口信"}).text


def test_the_list_is_searched_filtered_and_paged(resident: Client, django_assert_max_num_queries) -> None:
    cases = [reported(item=ITEM) for _ in range(26)]
    ended = take(cases[0], "refuse", "acceptor", refusal="unclear")
    with django_assert_max_num_queries(12):
        first = resident.get("/public/cases/").text
    assert first.count("<li>") == 25
    after = first.split("?after=")[1].split('"')[0]
    second = resident.get(f"/public/cases/?after={after}").text
    assert ended.number in second
    assert second.count('<li><a href="/public/cases/') == 1
    found = {
        number: resident.get("/public/cases/", asked).text.count('<li><a href="/public/cases/')
        for number, asked in enumerate(
            [{"state": "ended"}, {"street": "110101010"}, {"text": ended.number}, {"text": "no such thing"}]
        )
    }
    assert found == {0: 1, 1: 0, 2: 1, 3: 0}
    assert resident.get("/public/cases/?after=rubbish").status_code == 400


def test_feeds_are_well_formed_and_move_with_the_case(resident: Client) -> None:
    case = secretive()
    rss = ElementTree.fromstring(resident.get("/public/cases/feed.rss?state=open").content)
    atom = ElementTree.fromstring(resident.get("/public/cases/feed.atom").content)
    guid = rss.findtext("channel/item/guid")
    assert rss.findtext("channel/item/link", "").endswith(f"/public/cases/{case.number}/")
    assert atom.findtext("{*}entry/{*}id") == guid == f"{case.number}:reported"
    take(case, "refuse", "acceptor", refusal="unclear")
    again = ElementTree.fromstring(resident.get("/public/cases/feed.rss").content)
    assert again.findtext("channel/item/guid") == f"{case.number}:refused"


@pytest.mark.parametrize("blur", ["grid", 200, "none"])
def test_the_map_shows_cases_as_the_city_says(resident: Client, blur: str | int) -> None:
    case = secretive()
    set_city(public_blur=blur)
    [point] = shown_points([case]).values()
    assert (point == (POSITION["lon"], POSITION["lat"])) is (blur == "none")
    z, x, y = map(int, tile_at(16).split("/"))
    names = set()
    for dx in (-1, 0, 1):
        for dy in (-1, 0, 1):
            answer = resident.get(f"/public/tiles/cases/{z}/{x + dx}/{y + dy}.pbf")
            names |= set(mapbox_vector_tile.decode(answer.content))
            assert Tile(z, x + dx, y + dy)
    assert ("cases" in names) is (blur != "grid")
    far = mapbox_vector_tile.decode(resident.get(f"/public/tiles/cases/{tile_at(10)}.pbf").content)
    assert [each["properties"]["count"] for each in far["counts"]["features"]] == [1]


@given(st.floats(-170, 170), st.floats(-80, 80), st.integers(10, 5_000))
def test_a_lattice_moves_no_farther_than_its_field_and_tells_no_more(lon: float, lat: float, metres: int) -> None:
    moved = on_lattice(metres)
    x, y = moved(lon, lat)
    assert abs(y - lat) * METRES_A_DEGREE <= metres / 2 * 1.001
    assert abs(x - lon) * METRES_A_DEGREE * math.cos(math.radians(y)) <= metres / 2 * 1.001
    assert moved(x, y) == pytest.approx((x, y))


def test_the_report_page_loads_little_before_its_map(resident: Client) -> None:
    page = resident.get("/public/report/").text
    assert sorted(part.split('"')[0] for part in page.split('src="/static/wanmi/')[1:]) == sorted(SCRIPTS)
    assert 'href="/static/wanmi/maplibre' not in page
    built = Path(settings.ROOT) / "wanmi" / "site" / "static" / "wanmi"
    scripts = {name: (built / name).read_text() for name in SCRIPTS}
    assert not any("maplibre" in text for text in scripts.values())
    assert sum(len(gzip.compress(text.encode())) for text in scripts.values()) <= SCRIPTS_AT_MOST


def test_a_report_from_an_unknown_door_plate_is_no_page(resident: Client) -> None:
    assert resident.get("/public/report/?at=no-such").status_code == 404
