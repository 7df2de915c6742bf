"""Pages that keep the ground: redrawing and ending unit grids, duty grids and who walks them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import shapely
from allauth.mfa.models import Authenticator
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.atlas.conftest import ground
from tests.city import PLACE, POSITION, city, somebody
from wanmi.addresses.base.models import Address, FormerArea
from wanmi.journal.models import Entry
from wanmi.territory.models import DutyMember, Grid
from wanmi.territory.queries import locate, today
from wanmi.territory.services import give_duty
from wanmi.workforce.addressing import post_for
from wanmi.workforce.models import Duty, Staff

__all__ = ["city", "ground"]
As = Callable[..., Client]
pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(city: None, db: None) -> As:
    """The Chinese pages of the demo person in a post; administrators have their second factor."""

    def as_kind(kind: str) -> Client:
        staff = Staff.objects.get(pk=somebody(kind, PLACE).id)
        Authenticator.objects.get_or_create(user=staff, type=Authenticator.Type.TOTP, defaults={"data": {}})
        client = Client(HTTP_HOST="127.0.0.1")
        client.force_login(staff)
        return client

    return as_kind


def test_grids_are_cut_and_merged_with_all_that_hangs_on_them(ground: str, signed_in: As) -> None:
    give_duty("d1", "一号", [ground], today() - timedelta(days=2))
    row = {"state": "active", "level": "place", "text": "x", "community": ground[:12], "area_since": today()}
    address = Address.objects.create(public_id="A1", grid=ground, **row, **POSITION)
    west, _, east, _ = shapely.from_wkb(bytes(Grid.objects.get(code=ground).shape)).bounds
    middle, client = POSITION["lat"] - 1e-5, signed_in("system_admin")
    asked = {"codes": ground, "way": "cut", "on": today(), "line": f"{west - 1} {middle}, {east + 1} {middle}"}
    assert client.post("/admin/grids/", asked).status_code == 302
    old = Grid.objects.get(code=ground)
    assert (old.valid_to, len(old.successors)) == (today(), 2)
    address.refresh_from_db()
    assert address.grid == locate(**POSITION)
    assert address.grid in old.successors
    assert FormerArea.objects.get(address=address).grid == ground
    assert DutyMember.objects.filter(duty_grid="d1", until=None).count() == 2
    entry = Entry.objects.get(action="redraw_grids")
    assert entry.post == post_for("system_admin", None, ground[:6]).code
    assert ground in client.get("/admin/grids/").content.decode()
    tomorrow = today() + timedelta(days=1)
    merged = {"codes": "\n".join(old.successors), "way": "merge", "on": tomorrow}
    assert client.post("/admin/grids/", merged).status_code == 302
    assert Grid.objects.get(valid_from=tomorrow).area == pytest.approx(old.area, abs=0.1)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"codes": "", "way": "merge"}, "15"),
        ({"codes": "110101001010999", "way": "merge"}, "110101001010999"),
        ({"way": "cut", "line": "1 2"}, "116.40 39.90"),
        ({"way": "cut", "line": "1 2, 1 3"}, "没有切开"),
        ({"way": "file"}, "需要"),
        ({"way": "file", "file": SimpleUploadedFile("x.geojson", b"")}, "空"),
        ({"way": "file", "file": SimpleUploadedFile("x.geojson", b"{}")}, "FeatureCollection"),
        ({"way": "merge", "on": "soon"}, "日期"),
    ],
)
def test_what_cannot_be_drawn_is_said_and_nothing_changes(
    asked: dict[str, object], said: str, ground: str, signed_in: As
) -> None:
    answer = signed_in("system_admin").post("/admin/grids/", {"codes": ground, "on": today(), **asked})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert Grid.objects.exclude(valid_to=None).count() == 0


def test_a_grid_ends(ground: str, signed_in: As) -> None:
    client = signed_in("system_admin")
    assert client.post("/admin/grids/", {"end": "1", "code": "110101001010999", "day": today()}).status_code == 422
    assert client.post("/admin/grids/", {"end": "1", "code": ground, "day": today()}).status_code == 302
    assert Grid.objects.get(code=ground).valid_to == today()


def test_duty_grids_and_who_walks_them(ground: str, signed_in: As) -> None:
    client, post = signed_in("shift_leader"), post_for("collector", None, ground)
    made = {"code": "d7", "name": "七号", "grids": f"{ground[:12]}001, {ground}", "since": today()}
    assert client.post("/duties/", made).status_code == 302
    assert DutyMember.objects.filter(duty_grid="d7", until=None).count() == 2
    walk = {"walk": "1", "post": post.pk, "duty_grid": "d7", "since": today()}
    assert client.post("/duties/", walk).status_code == 302
    assert client.post("/duties/", walk).status_code == 422  # it walks there already
    page = client.get("/duties/").content.decode()
    assert "七号" in page
    assert post.appointments.get().staff.display_name in page
    duty = Duty.objects.get(duty_grid="d7")
    assert client.post(f"/duties/{duty.pk}/end/", {"until": ""}).status_code == 302
    assert Duty.objects.get(pk=duty.pk).until is None
    client.post(f"/duties/{duty.pk}/end/", {"until": today() + timedelta(days=1)})
    assert Duty.objects.get(pk=duty.pk).until == today() + timedelta(days=1)
    assert client.post("/duties/", made | {"grids": ground[:12]}).status_code == 422


def test_who_may(ground: str, signed_in: As) -> None:
    for address, kind in (("/admin/grids/", "shift_leader"), ("/duties/", "collector"), ("/duties/1/end/", "handler")):
        assert signed_in(kind).post(address).status_code in (302, 403)
        assert signed_in(kind).get(address).status_code in (302, 403, 405)
    assert Grid.objects.exclude(valid_to=None).count() == 0
