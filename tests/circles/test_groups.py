"""Groups and who is in them: statement 1 of Wuhan's facts, coverage, looks; and what a pack may say about them."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests.addressbase.base import loaded
from tests.circles.test_finder import PRESET
from tests.circles.world import EAST, WEST, Groups, member
from tests.city import OTHER_PLACE, PLACE, somebody
from tests.packs.tiny import TinyPack
from wanmi.addresses.base.models import Address
from wanmi.circles import membership, queries
from wanmi.circles.errors import GroupRefused
from wanmi.circles.grouping import Opening, count_households, end_group, open_group
from wanmi.circles.membership import Joining, join, look, verify
from wanmi.circles.models import Group, Member
from wanmi.circles.queries import Coverage
from wanmi.joint.rates import Rate
from wanmi.journal.models import Entry, Sealed
from wanmi.journal.reading import body_of
from wanmi.packs.loading import check_pack
from wanmi.schemes.models import GivenFigure
from wanmi.territory.queries import locate

__all__ = ["loaded"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]


def lying_in(grid: str, level: str = "room") -> Address:
    found = Address.objects.filter(community=PLACE, level=level, state="active").exclude(lon=None)
    return next(each for each in found.order_by("pk") if locate(each.lon or 0, each.lat or 0) == grid)


def test_1_who_scans_is_placed_in_the_group_of_the_grid_that_holds_his_address(groups: Groups) -> None:
    told = Joining(lying_in(WEST).text, "ticket", agrees=True, phone="13800001111", called="李")
    joined = join(groups.west, told)
    assert joined.member is not None
    assert (joined.group, joined.member.group, joined.member.level) == (groups.west, groups.west, "none")
    assert join(groups.west, told) == joined  # the same form acts once
    assert "13800001111" not in Entry.objects.get(action="join").body
    assert queries.member_with(membership.token_for(joined.member.name)) == joined.member


def test_1_a_scan_of_the_wrong_grid_offers_the_right_one_and_keeps_nothing(groups: Groups) -> None:
    joined = join(groups.east, Joining(lying_in(WEST).text, "ticket", agrees=True))
    assert (joined.group, joined.member) == (groups.west, None)
    assert not Member.objects.exists()
    assert not Sealed.objects.filter(subject_kind="member").exists()


@pytest.mark.parametrize(
    ("words", "agrees", "code"),
    [
        ("北京市", True, "unknown_address"),
        ("", True, "unknown_address"),
        ("x" * 201, True, "too_long"),
        ("随便", False, "no_consent"),
    ],
    ids=["no address", "nothing", "too long", "no consent"],
)
def test_1_what_is_no_address_places_nobody(groups: Groups, words: str, agrees: bool, code: str) -> None:
    with pytest.raises(GroupRefused, match=code):
        join(groups.west, Joining(words, "ticket", agrees=agrees))


def test_1_a_grid_without_a_group_has_nothing_to_offer(groups: Groups) -> None:
    text = lying_in(WEST).text
    end_group(groups.west, somebody("committee"))
    with pytest.raises(GroupRefused, match="no_group_there"):
        join(groups.east, Joining(text, "ticket", agrees=True))


def test_each_look_is_for_a_purpose_and_in_the_journal(groups: Groups) -> None:
    li = member(groups.west, phone="13800001111")
    assert look(li, somebody("collector"), "handling")["phone"] == "13800001111"
    entry = Entry.objects.get(action="look_member")
    assert (body_of(entry), entry.subject) == ({"purpose": "handling"}, li.name)
    with pytest.raises(GroupRefused, match="no_purpose"):
        look(li, somebody("collector"), "curiosity")
    for by in (somebody("collector", OTHER_PLACE), somebody("shift_leader"), somebody("operator")):
        with pytest.raises(GroupRefused, match="not_yours"):
            look(li, by, "handling")
        with pytest.raises(GroupRefused, match="not_yours"):
            verify(li, "phone", by)
    assert Entry.objects.filter(action="look_member").count() == 1


def test_a_household_is_verified_by_its_room(groups: Groups) -> None:
    li, wang = member(groups.west), member(groups.west, "wang", household="room 1")
    assert verify(li, "phone", somebody("collector")).level == "phone"
    assert verify(wang, "household", somebody("committee")).level == "household"
    with pytest.raises(GroupRefused, match="no_room"):
        verify(li, "household", somebody("collector"))
    with pytest.raises(GroupRefused, match="unknown_level"):
        verify(li, "best friend", somebody("collector"))


def test_coverage_counts_households_and_hides_few_people(groups: Groups) -> None:
    for number in range(8):
        member(groups.west, f"seed {number}", household=f"room {number // 2}")
    found = queries.coverage([groups.west, groups.east])
    assert found == {groups.west.pk: Coverage(None, 20), groups.east.pk: Coverage(None, None)}
    for number in range(8, 12):
        member(groups.west, f"seed {number}", household=f"room {number}")
    assert queries.coverage([groups.west])[groups.west.pk] == Coverage(8, 20)
    assert queries.coverage([groups.west])[groups.west.pk].percent == 40.0
    assert queries.covered_in(PLACE) == Coverage(8, 20)
    count_households(groups.west, 10, somebody("committee"))
    assert queries.coverage([groups.west])[groups.west.pk] == Coverage(None, 10)  # two are left: they stay hidden


@given(st.integers(0, 50), st.integers(0, 50), st.integers(1, 10))
def test_nothing_shown_tells_of_fewer_than_the_least(members: int, households: int, least: int) -> None:
    found = queries._covered(members, households, least)
    assert found.households is None or found.households >= least
    if found.members is not None and found.households is not None:
        assert found.members >= least
        assert found.households - found.members <= 0 or found.households - found.members >= least


@pytest.mark.parametrize(
    ("told", "code"),
    [
        (Opening(f"{PLACE}999", "群"), "unknown_grid"),
        (Opening(PLACE, "群"), "unknown_grid"),
        (Opening(WEST, "群"), "has_group"),
    ],
    ids=["no grid", "a community", "has one"],
)
def test_a_grid_has_one_group(groups: Groups, told: Opening, code: str) -> None:
    with pytest.raises(GroupRefused, match=code):
        open_group(told, somebody("committee"))


def test_owner_colleague_and_stranger_of_groups(groups: Groups) -> None:
    for by in (somebody("collector"), somebody("inspector"), somebody("operator")):
        for act in (lambda by=by: end_group(groups.west, by), lambda by=by: count_households(groups.west, 3, by)):
            with pytest.raises(GroupRefused, match="not_yours"):
                act()
    end_group(groups.east, somebody("committee"))
    again = open_group(Opening(EAST, "东网格新群", platform=Group.Platform.WECOM), somebody("street_office"))
    assert again.public_id != groups.east.public_id
    with pytest.raises(GroupRefused, match="no_name"):
        open_group(Opening(EAST, " "), somebody("committee"))


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('from = "22:00"', 'from = "25:00"', "night.from"),
        ('unit = "urgent_minute"', 'unit = "moment"', "limits.urgent"),
        ("days = 90", "days = 0", "keep.days"),
        ("confidence = 0.9", "confidence = 9", "learned.confidence"),
        ("[keep]", "[kept]", "kept"),
        ("asks = [", "wishes = [", "words.wishes"),
        ('110 = { zh = "报警", en = "Police" }', '110 = "Police"', "emergency.110"),
    ],
)
def test_a_pack_with_a_bad_rule_is_refused(tmp_path: Path, old: str, new: str, key: str) -> None:
    text = PRESET.read_text(encoding="utf-8")
    assert old in text
    pack = TinyPack(tmp_path)
    pack.write("circles.toml", text)
    assert check_pack(pack.city) == []
    pack.write("circles.toml", text.replace(old, new, 1))
    assert key in [each.column for each in check_pack(pack.city)]


def test_a_pack_that_only_changes_some_needs_a_preset(tmp_path: Path) -> None:
    pack = TinyPack(tmp_path)
    pack.write("circles.toml", '[tickets]\nusual = "general"\nurgent = "urgent"\n')
    found: list[Any] = check_pack(pack.city)
    assert {each.column for each in found} == {"night", "limits", "words", "learned", "emergency", "keep"}


def test_the_levels_show_the_coverage_of_groups_else_the_figures_given(groups: Groups) -> None:
    today = timezone.localdate()
    assert queries.reached(PLACE, today).value is None  # few are reached: hidden
    for number in range(8):
        member(groups.west, f"seed {number}", household=f"room {number}")
    assert queries.reached(PLACE, today) == Rate(Fraction(8), 20)
    end_group(groups.west, somebody("committee"))
    given = {"kind": "region", "subject": PLACE, "since": today, "until": today + timedelta(days=1)}
    for figure, value in (("circle_households", 30), ("households", 40)):
        GivenFigure.objects.create(figure=figure, value=value, **given)
    assert queries.reached(PLACE, today) == Rate(Fraction(30), 40)
