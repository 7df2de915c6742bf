"""Tiles: what each zoom shows, who sees which cases, and that closed cases cost nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import mapbox_vector_tile
import pytest
import shapely
from django.db import connection
from django.db.models import Count
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests.city import ITEM, OTHER_PLACE, POSITION, handling, reported, somebody, take
from wanmi.addresses.base.areas import cell_of
from wanmi.addresses.base.models import Address
from wanmi.atlas import addresstiles, casetiles, tiles
from wanmi.atlas.casetiles import ALL, CLOSED, OPEN, Wanted
from wanmi.cases.models import Case
from wanmi.cases.queries import Filters, departments, search, visible
from wanmi.territory.cells import Tile, positions
from wanmi.territory.models import Grid
from wanmi.territory.queries import locate, today
from wanmi.territory.services import give_duty, load_components, redraw, shape_of
from wanmi.workforce.addressing import post_for
from wanmi.workforce.services import assign_duty

As = Callable[..., Client]
pytestmark = pytest.mark.django_db


def around(zoom: int) -> Tile:
    x, y = (positions(POSITION["lon"], POSITION["lat"]) * 2**zoom).astype(int).tolist()
    return Tile(zoom, x, y)


def decoded(content: bytes) -> dict[str, Any]:
    layers: dict[str, Any] = mapbox_vector_tile.decode(content)
    return {name: [each["properties"] for each in layer["features"]] for name, layer in layers.items()}


def seen_by(kind: str = "shift_leader", shown: str = OPEN) -> Wanted:
    return Wanted(visible(somebody(kind)), timezone.now() - timedelta(days=30), shown)


def url(layer: str, tile: Tile, query: str = "") -> str:
    return f"/tiles/{layer}/{tile.z}/{tile.x}/{tile.y}.pbf{query}"


def test_a_case_learns_its_grid_and_its_cell(ground: str) -> None:
    assert reported().grid == ""  # its report names a community in which the position does not lie
    placed = reported(place=ground[:12])
    assert placed.grid == ground
    assert around(14).cells(20)[0] <= (placed.cell or 0) <= around(14).cells(20)[1]


def test_the_grid_leaves_the_case_when_it_moves_to_another_community(ground: str) -> None:
    case = reported(place=ground[:12])
    moved = take(case, "accept", "acceptor", item=ITEM, place=OTHER_PLACE)
    assert (moved.place, moved.grid) == (OTHER_PLACE, "")


def test_from_afar_nearer_and_close(ground: str) -> None:
    case = reported(place=ground[:12])
    assert decoded(casetiles.cases(around(11), seen_by()))["counts"] == [{"code": ground[:12], "count": 1}]
    assert decoded(casetiles.cases(around(14), seen_by()))["counts"] == [{"code": ground, "count": 1}]
    close = decoded(casetiles.cases(around(17), seen_by()))["cases"]
    assert close == [{"number": case.number, "state": "reported", "kind": "", "open": True}]


def test_open_closed_or_both(ground: str) -> None:
    closed, _open = reported(place=ground[:12]), reported(place=ground[:12])
    Case.objects.filter(pk=closed.pk).update(is_open=False, state="closed")
    old = reported(place=ground[:12])
    Case.objects.filter(pk=old.pk).update(is_open=False, reported_at=timezone.now() - timedelta(days=40))
    for shown, count in ((OPEN, 1), (CLOSED, 1), (ALL, 2)):
        for zoom in (11, 14):
            found = decoded(casetiles.cases(around(zoom), seen_by(shown=shown)))
            assert [each["count"] for each in found["counts"]] == [count], (shown, zoom)
        assert len(decoded(casetiles.cases(around(17), seen_by(shown=shown)))["cases"]) == count


def test_closed_cases_are_found_by_their_own_indexes(ground: str) -> None:
    """Neither counts nor points look at what was closed before the period."""
    (part,) = seen_by(shown=CLOSED).parts()
    cells = part.filter(cell__in=range(100)).values("id")
    counts = part.filter(grid__in=[ground]).order_by().values_list("grid").annotate(Count("id"))
    if connection.vendor == "sqlite":
        assert "case_closed_cell (cell=? AND reported_at>?)" in cells.explain()
        assert "case_closed_grid (grid=? AND reported_at>?)" in counts.explain()


def test_a_case_in_an_ended_grid_is_counted_where_it_lies_now(ground: str) -> None:
    reported(place=ground[:12])
    west, south, east, north = (shape := shape_of(Grid.objects.get(code=ground))).bounds
    middle = POSITION["lat"] - 1e-5
    halves = [shapely.box(west, south, east, middle), shapely.box(west, middle, east, north)]
    redraw([ground], [shapely.intersection(shape, half) for half in halves], today())
    counts = decoded(casetiles.cases(around(14), seen_by()))["counts"]
    assert counts == [{"code": locate(**POSITION), "count": 1}]


def test_addresses_from_afar_nearer_and_close(ground: str, signed_in: As) -> None:
    for number, level in enumerate(("place", "building", "room")):
        row = Address(
            public_id=f"A{number}", state="active", level=level, elements={"number": "5", "building": "2"}, text=level,
            community=ground[:12], grid=ground, area_since=today(), **POSITION,
        )  # fmt: skip
        row.cell = cell_of(row)
        row.save()
    for zoom, code in ((11, ground[:12]), (14, ground)):
        assert decoded(addresstiles.addresses(around(zoom)))["counts"] == [{"code": code, "count": 2}]
        assert decoded(addresstiles.addresses(around(zoom), "building"))["counts"] == [{"code": code, "count": 1}]
    close = decoded(addresstiles.addresses(around(17)))["addresses"]
    assert close == [{"id": "A0", "level": "place", "label": "5"}, {"id": "A1", "level": "building", "label": "2"}]
    assert signed_in("audit_admin").get(url("addresses", around(17))).status_code in (302, 403)
    assert signed_in("operator").get(url("addresses", around(17), "?level=room")).status_code == 400
    answer = signed_in("operator").get(url("addresses", around(17), "?level=place"))
    assert "max-age" in answer.headers["Cache-Control"]
    assert answer.headers["ETag"]
    if connection.vendor == "sqlite":
        placed = Address.objects.filter(cell__isnull=False, grid__in=[ground]).order_by()
        assert "COVERING INDEX address_grid_map" in placed.values_list("grid").annotate(Count("id")).explain()


def test_labels_stand_in_one_tile(ground: str) -> None:
    first = around(15)
    neighbours = [Tile(15, first.x + dx, first.y + dy) for dx in (-2, -1, 0, 1, 2) for dy in (-2, -1, 0, 1, 2)]
    found = [each["code"] for tile in neighbours for each in decoded(tiles.grids(tile)).get("grids-at", [])]
    assert sorted(found) == [f"{ground[:12]}001", ground]


def test_divisions_and_components(ground: str) -> None:
    thing = {"code": "1101010300500001", "item": "03005", "name": "垃圾箱", **POSITION}
    load_components([thing])
    assert [each["code"] for each in decoded(tiles.components(around(16)))["components"]] == [thing["code"]]
    assert decoded(tiles.components(around(15))) == {}
    assert ground[:9] in [each["code"] for each in decoded(tiles.divisions(around(10)))["streets"]]
    assert ground[:12] in [each["code"] for each in decoded(tiles.divisions(around(14)))["communities"]]
    assert decoded(tiles.grids(around(12))) == {}


def test_the_number_of_queries_of_a_tile(ground: str, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for _ in range(3):
        reported(place=ground[:12])
    seen = seen_by()
    casetiles.cases(around(14), seen)
    with django_assert_num_queries(3):  # the state of the city, its zone, the counts
        casetiles.cases(around(14), seen)
    with django_assert_num_queries(1):
        casetiles.cases(around(17), seen)


def test_each_post_sees_its_own_cases(ground: str, signed_in: As) -> None:
    case = handling()
    Case.objects.filter(pk=case.pk).update(community=ground[:12], grid=ground)
    own, other = (somebody("handler", case.place, code) for code in (case.department_id, _other_department(case)))
    address = url("cases", around(14))
    assert decoded(signed_in("shift_leader").get(address).content)["counts"]
    assert decoded(signed_in("handler", case.place, own.organisation).get(address).content)["counts"]
    assert decoded(signed_in("handler", case.place, other.organisation).get(address).content) == {}
    assert decoded(signed_in("collector", OTHER_PLACE).get(address).content) == {}


def _other_department(case: Case) -> str:
    return str(departments(case.place).exclude(code=case.department_id).values_list("code", flat=True)[0])


@pytest.mark.parametrize("layer", ["divisions", "grids", "components", "cases", "addresses"])
def test_who_may_fetch_tiles(layer: str, ground: str, signed_in: As) -> None:
    address = url(layer, around(14))
    assert Client(HTTP_HOST="127.0.0.1").get(address).status_code == 302
    assert signed_in("operator").get(address).status_code == 200
    assert signed_in("security_admin").get(address).status_code in (302, 403)


def test_a_browser_asks_only_whether_a_tile_changed(ground: str, signed_in: As) -> None:
    client = signed_in("shift_leader")
    for layer in ("grids", "cases"):
        address = url(layer, around(14))
        tag = client.get(address).headers["ETag"]
        assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
        reported(place=ground[:12])
        again = client.get(address, headers={"If-None-Match": tag})
        assert again.status_code == (304 if layer == "grids" else 200)
    assert "private" in again.headers["Cache-Control"]


def test_filters_and_bad_questions(ground: str, signed_in: As) -> None:
    client = signed_in("shift_leader")
    case = take(reported(place=ground[:12]), "accept", "acceptor", item=ITEM)
    asked = {
        f"?state={case.state}": 1,
        "?state=closed": 0,
        "?shown=closed": 0,
        "?shown=all": 1,
        "?major=event-01": 1,
        "?major=component-01": 0,
        "?days=1": 1,
    }
    for query, count in asked.items():
        found = decoded(client.get(url("cases", around(14), query)).content)
        assert len(found.get("counts", [])) == count, query
    assert client.get(url("cases", around(14), "?days=never")).status_code == 400
    assert client.get("/tiles/cases/3/9/0.pbf").status_code == 404
    assert client.get("/tiles/rooms/3/1/0.pbf").status_code == 404


def test_cases_of_a_duty_grid_can_be_found(ground: str) -> None:
    case, _other = reported(place=ground[:12]), reported()
    give_duty("d1", "一号", [ground], today())
    found = search(somebody("shift_leader"), Filters(duty="d1")).rows
    assert [each.number for each in found] == [case.number]
    assert search(somebody("shift_leader"), Filters(duty="d2")).rows == []


def test_the_card_of_a_grid(ground: str, signed_in: As) -> None:
    case = reported(place=ground[:12])
    duty = give_duty("d1", "一号责任网格", [ground], today())
    post = post_for("collector", None, ground)
    assign_duty(post, duty.code, today(), None)
    answer = signed_in("shift_leader").get(f"/map/grids/{ground}/")
    assert answer.status_code == 200
    text = answer.content.decode()
    assert f"一号责任网格: {post.appointments.get().staff.display_name}" in text
    assert case.number in text
    assert case.number not in signed_in("collector", OTHER_PLACE).get(f"/map/grids/{ground}/").content.decode()
    assert signed_in("shift_leader").get("/map/grids/nowhere/").status_code == 404


def test_who_may_open_the_map(ground: str, signed_in: As) -> None:
    for address in ("/map/", f"/map/grids/{ground}/"):
        assert Client(HTTP_HOST="127.0.0.1").get(address).status_code == 302
        assert signed_in("handler").get(address).status_code == 200
        assert signed_in("security_admin").get(address).status_code in (302, 403)
