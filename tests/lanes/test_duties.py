"""The street gives and ends the duties of its lanes; a pack that is loaded again leaves them so."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from tests.city import DONGCHENG, PLACE, somebody
from tests.intake.test_api import caller, post
from tests.lanes.test_lanes import lane, steward, steward_of
from tests.site.conftest import ClientOf, client_of
from wanmi.journal.models import Entry
from wanmi.journal.reading import body_of
from wanmi.lanes import queries, services
from wanmi.lanes.duties import end_duty, give_duty
from wanmi.lanes.errors import LaneRefused
from wanmi.lanes.models import LaneDuty
from wanmi.packs.loading import load_pack
from wanmi.process.engine import Actor
from wanmi.workforce.models import Post
from wanmi.workforce.queries import city_today

__all__ = ["client_of"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
YINZHA = "lane_steward.yinzha"
DAY = timedelta(days=1)


def street() -> Actor:
    return somebody("street_leader")


def duty(code: str = "lane_steward.duofu", of: str = "duofu") -> LaneDuty:
    return LaneDuty.objects.select_related("lane").get(lane=of, post=code)


def here() -> Post:
    """A steward's post on whose ground Duofu Lane lies, and that is not on duty there."""
    found = Post.objects.get(code=YINZHA)
    found.region = PLACE
    found.save()
    return found


def seen(actor: Actor) -> set[str]:
    return set(queries.seen_by(actor).values_list("code", flat=True))


def test_a_duty_is_given_from_a_day_on_and_ends_on_one() -> None:
    given = give_duty(lane(), here(), "看护", city_today() + DAY, street())
    assert "duofu" not in seen(steward_of("yinzha"))  # it begins tomorrow
    assert given in queries.duties_from(lane(), city_today())
    given.since = city_today()
    given.save()
    assert "duofu" in seen(steward_of("yinzha"))
    services.patrol(lane(), steward_of("yinzha"))
    end_duty(given, city_today(), street())
    assert "duofu" not in seen(steward_of("yinzha"))
    with pytest.raises(LaneRefused, match="not_yours"):
        services.patrol(lane(), steward_of("yinzha"))
    again = give_duty(lane(), here(), "看护", city_today(), street())
    assert (again.pk, again.until) == (given.pk, None)
    told = [(each.action, body_of(each)) for each in Entry.objects.filter(subject="duofu").order_by("seq")]
    assert [action for action, _ in told] == ["give_duty", "patrol", "end_duty", "give_duty"]
    day = city_today().isoformat()
    assert told[2][1] == {"post": YINZHA, "role": "steward", "since": day, "until": day}


def test_what_makes_no_sense_is_refused_and_nothing_is_written() -> None:
    elsewhere, handler = Post.objects.get(code="lane_chief.longfusi"), Post.objects.get(code="handler.fire")
    mine = Post.objects.get(code="lane_steward.duofu")
    for post_, code in ((elsewhere, "off_ground"), (handler, "no_lane_post"), (mine, "on_duty_already")):
        with pytest.raises(LaneRefused, match=code):
            give_duty(lane(), post_, "看护", city_today(), street())
    end_duty(duty(), city_today() + 9 * DAY, street())
    with pytest.raises(LaneRefused, match="ended"):
        end_duty(duty(), city_today() + 9 * DAY, street())
    with pytest.raises(LaneRefused, match="on_duty_already"):  # it has not ended yet
        give_duty(lane(), mine, "看护", city_today() + 20 * DAY, street())
    fresh = give_duty(lane(), here(), "看护", city_today() + 5 * DAY, street())
    with pytest.raises(LaneRefused, match="before_start"):
        end_duty(fresh, city_today(), street())
    assert Entry.objects.filter(subject="duofu").count() == 2


@pytest.mark.parametrize("kind", ["lane_chief", "inspector", "lane_steward"])
def test_only_the_street_of_the_lane_does_this(kind: str) -> None:
    for by in (somebody(kind), somebody("street_leader", "110101002001")):
        with pytest.raises(LaneRefused, match="not_the_street"):
            end_duty(duty(), city_today(), by)
    assert "duofu" in seen(steward())


def test_a_pack_that_is_loaded_again_leaves_what_a_person_has_decided() -> None:
    end_duty(duty(), city_today(), street())
    give_duty(lane(), here(), "看护", city_today(), street())
    load_pack(DONGCHENG)
    assert duty().until == city_today()
    assert duty(YINZHA).until is None


def test_the_page_of_the_street_gives_and_ends(client_of: ClientOf) -> None:
    here()
    page, leader = "/lanes/duofu/duties/", client_of("street_leader.donghuamen")
    assert page in leader.get("/lanes/duofu/").content.decode()
    assert YINZHA in leader.get(page).content.decode()
    day = city_today().isoformat()
    assert leader.post(page, {"post": YINZHA, "words": "看护", "since": day}).status_code == 302
    wrong = leader.post(page, {"post": YINZHA, "words": "看护", "since": day})
    assert (wrong.status_code, "has this duty already" in wrong.content.decode()) == (422, True)
    held = duty(YINZHA)
    assert leader.post(f"{page}{held.pk}/end/", {"until": "soon"}).status_code == 302
    assert duty(YINZHA).until is None
    assert leader.post(f"{page}{held.pk}/end/", {"until": day}).status_code == 302
    assert duty(YINZHA).until == city_today()
    assert client_of("lane_chief.duofuxiang").get(page).status_code == 403
    assert page not in client_of("lane_chief.duofuxiang").get("/lanes/duofu/").content.decode()
    assert client_of("street_leader.donghuamen").get("/lanes/longfusi/duties/").status_code == 404


def test_the_api_gives_and_ends(client: Client) -> None:
    here()
    leader, day = caller("street_leader"), city_today().isoformat()
    given = post(client, "/lanes/duofu/duties", {"post": YINZHA, "duty": "看护", "since": day}, leader).json()
    assert (given["lane"], given["role"], given["until"]) == ("duofu", "steward", None)
    listed = client.get("/api/v1/lanes/duofu/duties", headers=leader).json()
    assert given["id"] in {each["id"] for each in listed}
    path = f"/lanes/duofu/duties/{given['id']}/end"
    assert post(client, path, {"until": day}, leader).json()["until"] == day
    assert post(client, path, {"until": day}, leader).status_code == 422
    assert post(client, path, {"until": day}, caller("lane_chief")).status_code == 403
    assert post(client, "/lanes/duofu/duties", {"post": "no", "duty": "x", "since": day}, leader).status_code == 422
