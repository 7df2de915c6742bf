"""Pages of addresses: who may open which, and what a door plate tells to everybody."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.addressbase.base import address_like, loaded, signed_in
from tests.addressbase.test_services import active, proposed, take
from tests.city import OTHER_PLACE, POSITION, somebody
from wanmi.acts.carrying_out import Order
from wanmi.addresses.base import queries
from wanmi.addresses.base.definition import address_definition
from wanmi.addresses.base.models import BusinessRow
from wanmi.addresses.base.services import act
from wanmi.site.addressing import address_file

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city", "loaded")]
__all__ = ["loaded"]


def test_a_door_plate_shows_the_address_and_no_person_to_everybody(client: Client) -> None:
    address = active(area="甲苑", note="户主李女士 13800001000")
    BusinessRow.objects.create(
        table="customers", key="李女士", text="13800001037", address=address, matched_at="2026-11-24T00:00Z"
    )
    answer = client.get(f"/d/{address.public_id}/")
    page = answer.content.decode()
    assert (answer.status_code, address.text in page) == (200, True)
    assert "李女士" not in page
    assert "1380000" not in page
    assert queries.code_of(address) not in page
    assert somebody("collector").post not in page


def test_staff_find_the_way_to_everything_else(client: Client) -> None:
    address = address_like("清荷苑")
    path = f"/addresses/{address.public_id}/"
    assert path not in client.get(f"/d/{address.public_id}/").content.decode()
    page = signed_in(client, "acceptor").get(f"/d/{address.public_id}/").content.decode()
    assert path in page
    assert queries.code_of(address) in client.get(path).content.decode()


def test_a_void_plate_still_opens_and_leads_on(client: Client) -> None:
    old, new = active(area="旧院"), active(area="新院")
    take(old, "merge", "acceptor", successor=queries.code_of(new))
    page = client.get(f"/d/{old.public_id}/").content.decode()
    assert f"/d/{new.public_id}/" in page


def test_what_is_not_in_the_base_has_no_plate(client: Client) -> None:
    assert client.get(f"/d/{proposed(area='甲苑').public_id}/").status_code == 404
    assert client.get("/d/ABCDEFGHJKLM/").status_code == 404


def test_the_plate_is_a_picture_for_staff(client: Client) -> None:
    path = f"/addresses/{address_like('清荷苑').public_id}/plate.svg"
    assert client.get(path).status_code == 302
    answer = signed_in(client, "collector").get(path)
    assert answer["Content-Type"] == "image/svg+xml"
    assert answer.content.startswith(b"<svg")


def test_report_here_fills_in_address_place_and_position(client: Client) -> None:
    address = address_like("清荷胡同5号")
    page = signed_in(client, "operator").get(f"/report/?at={address.public_id}").content.decode()
    assert address.text in page
    assert f'value="{address.lon}"' in page
    assert f'value="{address.community}" selected' in page


def test_an_address_is_proposed_and_checked_through_pages(client: Client) -> None:
    form = {"place": "110101001001", "level": "place", "area": "页面苑", "key": "k"}
    answer = signed_in(client, "operator").post("/addresses/propose/", form)
    assert answer.status_code == 302
    public_id = answer["Location"].split("/")[2]
    path = f"/addresses/{public_id}/act/confirm/"
    position = {"position_lon": str(POSITION["lon"]), "position_lat": str(POSITION["lat"]), "seen": "1", "key": "c"}
    assert signed_in(client, "collector", OTHER_PLACE).get(path).status_code == 403
    assert client.post(path, position).status_code == 422
    assert "页面苑" in signed_in(client, "collector").get("/addresses/").content.decode()
    assert client.get(path).status_code == 200
    assert client.post(path, position).status_code == 302
    assert queries.one(public_id).state == "checked"
    assert client.post(path, position | {"key": "other"}).status_code == 404  # not an act of this state any more


def test_what_is_wrong_is_said_beside_its_field(client: Client) -> None:
    form = {"place": "110101001001", "level": "place", "road": "无号路", "key": "k"}
    answer = signed_in(client, "operator").post("/addresses/propose/", form)
    assert answer.status_code == 422
    assert "门牌" in answer.content.decode() or "door number" in answer.content.decode()


def test_a_stale_form_gets_a_page_that_says_so(client: Client) -> None:
    address = active(area="甲苑")
    path = f"/addresses/{address.public_id}/act/change/"
    answer = signed_in(client, "acceptor").post(path, {"area": "乙苑", "seen": "1", "key": "k"})
    assert answer.status_code == 409


@pytest.mark.parametrize(
    ("path", "kind", "status"),
    [
        ("/addresses/", None, 302),
        ("/addresses/", "dispatcher", 200),
        ("/addresses/?text=清荷胡同5号", "dispatcher", 200),
        ("/addresses/?text=110101001001-00001", "dispatcher", 200),
        ("/addresses/found/?address=清荷", "operator", 200),
        ("/addresses/found/?address=", "operator", 200),
        ("/addresses/propose/", "dispatcher", 403),
        ("/addresses/propose/", "collector", 200),
        ("/addresses/ABCDEFGHJKLM/", "collector", 404),
    ],
)
def test_who_may_open_what(client: Client, path: str, kind: str | None, status: int) -> None:
    asked = signed_in(client, kind) if kind else client
    assert asked.get(path).status_code == status


def test_typing_completes_and_tells_the_place(client: Client) -> None:
    page = signed_in(client, "operator").get("/addresses/found/?address=清荷胡同5号").content.decode()
    assert "<option" in page
    assert 'data-place="110101001001"' in page


def test_the_page_of_an_address_costs_the_same_with_many_rooms(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    actor = somebody("acceptor")
    for end in ("清荷苑", "清荷苑1幢", "清荷胡同5号"):
        address = queries.one(address_like(end).public_id)
        with django_assert_max_num_queries(12):
            address_file(address, address_definition(), actor)


def test_an_imported_address_is_acted_on_like_any_other() -> None:
    address = address_like("清荷苑")
    done = act(address.public_id, Order("change", somebody("acceptor"), {"area": "清荷新苑"}))
    assert done.row.text.endswith("清荷新苑")
    assert address_like("清荷新苑1幢").elements["area"] == "清荷新苑"
