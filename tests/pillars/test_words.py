"""Words in place of a code, on the page of what hangs on an address."""

from __future__ import annotations

import pytest

from tests.addressbase.base import loaded
from tests.city import PLACE
from tests.site.conftest import ClientOf, client_of
from wanmi.addresses.base.models import Address
from wanmi.addresses.base.queries import code_of

__all__ = ["client_of", "loaded"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]


@pytest.fixture
def room() -> Address:
    found = Address.objects.filter(level="room", community=PLACE, state="active").order_by("id").first()
    assert found is not None
    return found


def test_words_offer_the_addresses_that_they_may_mean(client_of: ClientOf, room: Address) -> None:
    answer = client_of("committee.duofuxiang").get("/pillars/", {"code": room.text.removeprefix("北京市")})
    assert answer.status_code == 200
    shown = answer.content.decode()
    assert f'href="/pillars/?code={code_of(room)}"' in shown
    assert "aria-invalid" not in shown


def test_words_offer_no_address_of_another_ground(client_of: ClientOf, room: Address) -> None:
    answer = client_of("committee.yinzha").get("/pillars/", {"code": room.text})
    assert answer.status_code == 404
    assert code_of(room) not in answer.content.decode()


def test_words_that_mean_nothing_are_told(client_of: ClientOf) -> None:
    answer = client_of("committee.duofuxiang").get("/pillars/", {"code": "第九星区"})
    assert answer.status_code == 404
    assert 'role="alert"' in answer.content.decode()
