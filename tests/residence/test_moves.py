"""Moving within the city: the days of residence go on, and the permit goes to the desk of the new place."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from tests.city import OTHER_PLACE, PLACE, somebody
from tests.intake.test_api import caller, post
from tests.proceedings.acting import codes
from tests.residence.acting import after, applied, at, done, reported, room
from wanmi.acts.carrying_out import Order
from wanmi.journal.reading import entries_of
from wanmi.proceedings import services
from wanmi.proceedings.models import Proceeding
from wanmi.proceedings.rebuilding import rebuild
from wanmi.process.errors import Refused
from wanmi.residence.permits import tells
from wanmi.workforce.models import Appointment, Post, Staff
from wanmi.workforce.queries import city_today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
BEGUN, MOVED = date(2026, 1, 5), date(2026, 9, 1)
THERE = f"{OTHER_PLACE}0010001000102"
NEW = ("committee", OTHER_PLACE)
NEIGHBOUR = "110101001002"


@pytest.fixture(autouse=True)
def _rooms(city: None, db: None) -> None:
    room()
    room(THERE, OTHER_PLACE)
    for kind, region in (NEW, ("street_office", OTHER_PLACE[:9])):
        desk = Post.objects.create(code=f"there.{kind}", kind=kind, organisation_id="street.hepingli", region=region)
        clerk = Staff.objects.create(username=desk.code)
        Appointment.objects.create(post=desk, staff=clerk, since=BEGUN)


def arrived(day: date = MOVED, begun: date = MOVED) -> Proceeding:
    """An arrival that the committee of the other street notes."""
    carried = {"place": OTHER_PLACE, "address": THERE, "arrived": str(begun)}
    return services.begin("stay", Order("note", somebody(*NEW), carried, at=at(day))).row


def moved(former: str, row: Proceeding | None = None, person: str = "王小明") -> Proceeding:
    return done(row or arrived(), "report", MOVED, somebody(*NEW), person=person, former=former)


def permitted(stay: Proceeding) -> Proceeding:
    return done(applied(stay, date(2026, 7, 5)), "issue", date(2026, 7, 6), found="holds")


def fresh(row: Proceeding) -> Proceeding:
    return Proceeding.objects.get(pk=row.pk)


def test_the_days_go_on_and_the_permit_goes_to_the_desk_of_the_new_place(client: Client) -> None:
    stay = reported(BEGUN)
    permit = permitted(stay)
    new = moved(stay.number)
    permit, stay = fresh(permit), fresh(stay)
    assert (permit.place, permit.title, permit.state) == (OTHER_PLACE, new.number, "valid")
    assert (permit.post_id, permit.organisation_id) == (somebody(*NEW).post, new.organisation_id)
    assert (stay.state, stay.snapshot["facts"]["left"]) == ("left", str(MOVED))
    assert stay.snapshot["facts"]["later"] == new.number
    assert [entry.action for entry in entries_of("proceeding", str(permit.pk))] == ["apply", "issue", "follow"]
    [(_label, days)] = tells(permit.snapshot["facts"])
    assert int(days) == (city_today() - BEGUN).days
    assert done(permit, "endorse", date(2027, 6, 7), somebody(*NEW), found="holds").state == "valid"
    assert rebuild().differences == []


def test_the_new_desk_its_street_and_nobody_of_the_old_ground_sees_the_permit(client: Client) -> None:
    stay = reported(BEGUN)
    permit = permitted(stay)
    path = f"/api/v1/proceedings/{permit.pk}"
    asked = [("committee", PLACE), ("committee", OTHER_PLACE), ("street_office", OTHER_PLACE)]
    assert [client.get(path, headers=caller(*who)).status_code for who in asked] == [200, 404, 404]
    moved(stay.number)
    assert [client.get(path, headers=caller(*who)).status_code for who in asked] == [404, 200, 200]
    ended = {"action": "end", "carried": {"ending": "left"}}
    assert post(client, f"/proceedings/{permit.pk}/acts", ended, caller("committee")).status_code == 404
    followed = {"action": "follow", "carried": {"place": OTHER_PLACE, "stay": stay.number}}
    assert post(client, f"/proceedings/{permit.pk}/acts", followed, caller(*NEW)).status_code in (403, 409, 422)


def test_a_permit_may_be_had_at_the_new_place_for_the_days_at_both() -> None:
    row = moved(reported(BEGUN).number)
    given = {"place": OTHER_PLACE, "stay": row.number, "ground": "work"}
    permit = services.begin("permit", Order("apply", somebody(*NEW), given, at=at(MOVED))).row
    assert permit.snapshot["facts"]["since"] == str(BEGUN)
    again = moved(row.number, arrived())  # and on to a third address
    assert again.snapshot["facts"]["since"] == str(BEGUN)
    assert fresh(permit).title == again.number


def test_who_does_not_know_number_and_name_takes_over_nothing() -> None:
    stay, gone, new = reported(BEGUN), reported(BEGUN), arrived()
    done(gone, "leave", MOVED, left=str(MOVED))
    for number, person in (
        (stay.number, "王晓明"),
        (gone.number, "王小明"),
        (new.number, "王小明"),
        ("stay-999999", "王小明"),
        ("permit-000001", "王小明"),
    ):
        with pytest.raises(Refused) as refused:
            moved(number, new, person)
        assert codes(refused.value) == {"no_former_stay"}
    with pytest.raises(Refused) as refused:
        moved(stay.number, arrived(MOVED, after(BEGUN, -1)))
    assert codes(refused.value) == {"before_arrival"}
    assert (fresh(stay).state, fresh(new).state) == ("reported", "expected")


def test_a_move_within_the_ground_of_a_street_takes_the_permit_along() -> None:
    room(f"{NEIGHBOUR}0010001000103", NEIGHBOUR)
    stay = reported(BEGUN)
    permit = permitted(stay)
    done(stay, "move", MOVED, somebody("street_office"), place=NEIGHBOUR, address=f"{NEIGHBOUR}0010001000103")
    permit = fresh(permit)
    assert (permit.place, permit.post_id) == (NEIGHBOUR, somebody("committee", NEIGHBOUR).post)
    assert rebuild().differences == []
