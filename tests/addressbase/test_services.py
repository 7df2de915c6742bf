"""The life of an address: each act once, by the right post, with its entry in the journal."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.city import OTHER_PLACE, PLACE, POSITION, picture, somebody
from wanmi.acts import pictures
from wanmi.acts.carrying_out import Order
from wanmi.acts.errors import KeyUsed, MovedOn
from wanmi.addresses.base import queries
from wanmi.addresses.base.errors import UnknownAddress
from wanmi.addresses.base.models import Address, AddressCode, FormerArea
from wanmi.addresses.base.rebuilding import rebuild
from wanmi.addresses.base.services import act, propose, snapshot_of
from wanmi.journal.models import Entry
from wanmi.journal.reading import body_of, entries_of
from wanmi.journal.verifying import verify
from wanmi.process.errors import Refused
from wanmi.territory.models import City

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def proposed(**carried: Any) -> Address:
    given = {"place": PLACE, "level": "place", "area": "清荷苑"} | carried
    return propose(Order("propose", somebody("operator"), given)).row


def take(address: Address, action: str, kind: str, **carried: Any) -> Address:
    return act(address.public_id, Order(action, somebody(kind, address.community), carried)).row


def active(**carried: Any) -> Address:
    address = take(proposed(**carried), "confirm", "collector", position=POSITION)
    return take(address, "activate", "acceptor")


def refusal(action: Any) -> set[str]:
    with pytest.raises(Refused) as refused:
        action()
    return {reason.code for reason in refused.value.reasons}


def test_an_address_is_proposed_checked_and_taken_into_the_base() -> None:
    address = proposed()
    assert (address.state, address.post_id) == ("proposed", somebody("collector").post)
    address = take(address, "confirm", "collector", position=POSITION)
    assert (address.state, address.post_id) == ("checked", somebody("acceptor").post)
    address = take(address, "activate", "acceptor")
    assert (address.state, address.post, address.due_at) == ("active", None, None)
    assert address.text == "北京市东城区东华门街道清荷苑"
    assert queries.code_of(address) == f"{PLACE}-00001"
    assert [entry.action for entry in entries_of("address", address.public_id)] == ["propose", "confirm", "activate"]
    assert verify().faults == []


def test_codes_go_down_to_the_room_and_are_counted_below_their_parent() -> None:
    place = active()
    building = active(level="building", area="", parent=queries.code_of(place), building="1幢")
    rooms = [
        active(level="room", area="", parent=queries.code_of(building), unit="1", room=str(number))
        for number in (101, 102)
    ]
    assert queries.code_of(building) == f"{PLACE}0000001"
    assert [queries.code_of(room) for room in rooms] == [f"{PLACE}0000001000001", f"{PLACE}0000001000002"]
    assert rooms[1].text.endswith("清荷苑1幢1单元102室")


@pytest.mark.parametrize(
    ("carried", "code"),
    [
        ({"place": "310101001001"}, "outside_city"),
        ({"place": "110101001"}, "not_a_place"),
        ({"place": "somewhere"}, "not_a_place"),
        ({"area": ""}, "place_without_name"),
        ({"area": "长" * 100_000}, "too_long"),
        ({"area": "😀"}, "not_an_element"),
        ({"level": "building", "area": "", "building": "1"}, "missing"),
        ({"level": "building", "area": "", "building": "1", "parent": "110101001001-09999"}, "unknown_address"),
        ({"level": "palace"}, "unknown_code"),
        ({"position": {"lon": 0, "lat": 0}}, "outside_city"),
    ],
)
def test_a_bad_proposal_is_refused_whole(carried: dict[str, Any], code: str) -> None:
    before = Entry.objects.count()
    assert code in refusal(lambda: proposed(**carried))
    assert (Address.objects.count(), Entry.objects.count()) == (0, before)


def test_the_same_address_is_not_proposed_twice() -> None:
    proposed()
    assert refusal(proposed) == {"address_exists"}


@pytest.mark.parametrize(
    ("kind", "place", "code"),
    [
        ("collector", OTHER_PLACE, "outside_region"),  # a colleague of another street
        ("acceptor", PLACE, "other_post"),
        ("handler", PLACE, "other_post"),
    ],
)
def test_only_the_collector_of_the_ground_checks(kind: str, place: str, code: str) -> None:
    address = proposed()
    stranger = somebody(kind, place, "sanitation" if kind == "handler" else None)
    order = Order("confirm", stranger, {"position": POSITION})
    assert refusal(lambda: act(address.public_id, order)) == {code}


def test_who_checked_in_the_field_does_not_take_it_into_the_base() -> None:
    address = take(proposed(), "confirm", "collector", position=POSITION)
    keeper, checker = somebody("acceptor"), somebody("collector")
    both = type(keeper)(checker.id, keeper.post_kind, keeper.post, keeper.organisation, keeper.region)
    assert refusal(lambda: act(address.public_id, Order("activate", both))) == {"separated"}


def test_a_code_is_given_once_for_all_time() -> None:
    first = active()
    take(first, "void", "acceptor", reason="demolished")
    again = take(proposed(), "confirm", "collector", position=POSITION)
    code = queries.code_of(first)
    assert refusal(lambda: take(again, "activate", "acceptor", code=code)) == {"code_taken"}
    assert queries.code_of(take(again, "activate", "acceptor")) != code


@pytest.mark.parametrize("code", ["110101001001", "x", "1101010010010000001", "😀"])
def test_a_malformed_code_is_not_taken(code: str) -> None:
    address = take(proposed(), "confirm", "collector", position=POSITION)
    assert refusal(lambda: take(address, "activate", "acceptor", code=code)) == {"not_a_code"}


def test_a_rename_keeps_the_code_and_the_old_name_and_reaches_the_rooms() -> None:
    place = active()
    building = active(level="building", area="", parent=queries.code_of(place), building="1")
    code = queries.code_of(place)
    place = take(place, "change", "acceptor", area="新荷苑")
    assert (queries.code_of(place), place.text) == (code, "北京市东城区东华门街道新荷苑")
    assert [alias.text for alias in place.aliases.all()] == ["北京市东城区东华门街道清荷苑"]
    building.refresh_from_db()
    assert building.text == "北京市东城区东华门街道新荷苑1幢"
    assert building.elements == {"area": "新荷苑", "building": "1"}


def test_borders_move_and_the_code_stays() -> None:
    place = active()
    building = active(level="building", area="", parent=queries.code_of(place), building="1")
    codes = set(AddressCode.objects.values_list("value", flat=True))
    moved = take(place, "relocate", "acceptor", place="110101001002", grid="110101001002001")
    building.refresh_from_db()
    assert {moved.community, building.community} == {"110101001002"}
    assert moved.grid == "110101001002001"
    assert set(FormerArea.objects.values_list("community", flat=True)) == {PLACE}
    assert set(AddressCode.objects.values_list("value", flat=True)) == codes
    assert snapshot_of(moved).facts["place"] == "110101001002"


def test_a_split_leads_to_all_that_came_of_it_through_later_mergers() -> None:
    old, one, two, three = (active(area=name) for name in ("旧院", "甲院", "乙院", "丙院"))
    codes = [queries.code_of(each) for each in (one, two)]
    take(old, "split", "acceptor", successors=" ".join(codes))
    assert {each.pk for each in queries.descendants(old)} == {one.pk, two.pk}
    take(two, "merge", "acceptor", successor=queries.code_of(three))
    assert {each.pk for each in queries.descendants(old)} == {one.pk, three.pk}
    found = queries.with_code(queries.code_of(old))
    assert found is not None
    assert (found.state, found.valid_to is None) == ("void", False)


@pytest.mark.parametrize(
    ("action", "carried", "code"),
    [
        ("split", {"successors": "own"}, "too_few_successors"),
        ("split", {"successors": "110101001001-00777 110101001001-00778"}, "unknown_address"),
        ("merge", {"successor": "own"}, "own_successor"),
        ("void", {}, "missing"),
    ],
)
def test_an_end_needs_a_true_successor_or_a_reason(action: str, carried: dict[str, str], code: str) -> None:
    address = active()
    given = {key: value.replace("own", queries.code_of(address)) for key, value in carried.items()}
    assert code in refusal(lambda: take(address, action, "acceptor", **given))
    address.refresh_from_db()
    assert address.state == "active"


def test_an_act_is_taken_once_for_one_key_and_one_version() -> None:
    order = Order("propose", somebody("operator"), {"place": PLACE, "level": "place", "area": "清荷苑"}, key="k")
    first, second = propose(order), propose(order)
    assert (first.row.pk, first.repeated, second.row.pk, second.repeated) == (second.row.pk, False, first.row.pk, True)
    with pytest.raises(KeyUsed):
        propose(Order("propose", order.actor, {**order.carried, "area": "别的苑"}, key="k"))
    stale = Order("confirm", somebody("collector"), {"position": POSITION}, seen=9)
    with pytest.raises(MovedOn):
        act(first.row.public_id, stale)
    with pytest.raises(UnknownAddress):
        act("NOSUCHPLATE2", stale)


def test_the_journal_tells_what_was_carried_and_seals_the_note() -> None:
    address = proposed(note="电话 13800001000")
    entry = entries_of("address", address.public_id)[0]
    assert body_of(entry)["carried"]["area"] == "清荷苑"
    assert "13800001000" not in entry.body


def test_a_field_check_carries_photos() -> None:
    address, content = proposed(), picture("red")
    order = Order("confirm", somebody("collector"), {"position": POSITION}, {"photos": [content]})
    address = act(address.public_id, order).row
    kept = address.pictures.get()
    assert (kept.field, kept.size, pictures.path_of(kept.digest).read_bytes()) == ("photos", len(content), content)
    typed = Order("confirm", somebody("collector"), {"position": POSITION, "photos": [kept.digest]})
    assert refusal(lambda: act(proposed(area="别处苑").public_id, typed)) == {"not_a_picture"}
    spoiled = Order("confirm", somebody("collector"), {"position": POSITION}, {"photos": [b"no picture"]})
    assert refusal(lambda: act(proposed(area="他处苑").public_id, spoiled)) == {"not_a_picture"}


def test_a_city_changes_the_process() -> None:
    usual = proposed()
    city = City.objects.get()
    own = "[clocks.field_check]\nlimit = { value = 30, unit = 'natural_day' }\n"
    City.objects.update(settings=city.settings | {"address_process": own}, pack_digest="changed")
    slower = proposed(area="他处苑")
    assert usual.due_at is not None
    assert slower.due_at is not None
    assert slower.due_at - usual.due_at > timedelta(days=14)


def test_everything_can_be_folded_from_the_journal() -> None:
    address, gone = active(), active(area="他处苑")
    take(address, "change", "acceptor", area="清荷新苑")
    assert rebuild().differences == []
    Address.objects.filter(pk=address.pk).update(state="void", lon=0)
    code = queries.code_of(gone)
    AddressCode.objects.filter(address=gone).delete()
    Address.objects.filter(pk=gone.pk).delete()
    found = {(each.number, each.column) for each in rebuild(write=True).differences}
    assert found == {(address.public_id, "state"), (address.public_id, "lon"), (gone.public_id, "public_id")}
    assert rebuild().differences == []
    address.refresh_from_db()
    assert (address.state, address.lon) == ("active", POSITION["lon"])
    assert queries.with_code(code).public_id == gone.public_id  # type: ignore[union-attr]
