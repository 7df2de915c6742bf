"""Who may look at an obligation stands beside it, changes with it, and makes each list one run of an index."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from tests.city import OTHER_PLACE, PLACE, somebody
from tests.joint import world
from tests.joint.presets import taken
from tests.joint.test_hotline import dispatched, take
from wanmi.codes.place import Level
from wanmi.joint import onlookers
from wanmi.joint.models import Obligation, Onlooker
from wanmi.joint.onlookers import keep, listed, visible
from wanmi.joint.queries import of_book
from wanmi.joint.rebuilding import rebuild
from wanmi.process.engine import Actor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def seen_by(actor: Actor) -> set[str]:
    """By both ways of asking, which say the same."""
    numbers = set(visible(actor).values_list("number", flat=True))
    assert numbers == {each.obligation.number for each in listed(actor)}
    return numbers


def test_whoever_has_a_ticket_no_more_sees_it_no_more() -> None:
    taken("hotline")
    row = take(dispatched(lead="heat"), "object", world.department("heat"), ground="no_duty", note="非我单位")
    assert seen_by(world.department("heat")) == {row.number}
    assert seen_by(world.department("fire")) == set()
    take(row, "change_lead", somebody("acceptor"), lead="fire", way="direct", note="改派")
    assert seen_by(world.department("fire")) == {row.number}
    assert seen_by(world.department("heat")) == set()


@pytest.mark.parametrize(
    ("region", "sees"),
    [
        ("", True),
        ("1101", True),
        ("110101", True),
        (PLACE[: Level.STREET], True),
        (PLACE, True),
        (OTHER_PLACE[: Level.STREET], False),
        (f"{PLACE[: Level.STREET]}099", False),
    ],
)
def test_an_overseer_sees_what_lies_on_his_ground(region: str, sees: bool) -> None:
    row = world.drafted()
    overseer = replace(world.district(), region=region)
    assert seen_by(overseer) == ({row.number} if sees else set())


def test_nobody_sees_by_an_empty_name() -> None:
    world.drafted()
    assert seen_by(replace(world.district(), post_kind="audit_admin")) == set()
    assert seen_by(replace(world.caller(), organisation="")) == set()


def test_a_rebuild_finds_who_should_not_be_there_and_who_is_missing() -> None:
    row = world.blown()
    Onlooker.objects.filter(obligation=row, who="fire").update(who="gardens")
    (found,) = rebuild(write=True).differences
    assert (found.column, found.number) == ("onlookers", row.number)
    assert rebuild().differences == []
    assert seen_by(world.department("gardens")) == set()
    assert seen_by(world.department("fire")) == {row.number}


def test_the_upgrade_finds_the_same_onlookers() -> None:
    rows = [world.blown(), world.drafted()]
    before = [onlookers.stored(row) for row in rows]
    Onlooker.objects.all().delete()
    import_module("wanmi.joint.migrations.0009_onlookers").fill(apps, None)
    assert [onlookers.stored(row) for row in rows] == before
    assert rebuild().differences == []


def test_a_register_is_one_run_of_an_index() -> None:
    first, second = world.blown(), world.drafted()
    book = first.rules.key
    assert of_book(world.caller(), book) == [second, first]
    assert of_book(world.caller(), book, "emergency", before=second.pk) == [first]
    assert of_book(world.caller(), "hotline") == []
    if connection.vendor == "sqlite":
        for of, index in (({}, "all"), ({"book": book}, "book"), ({"kind": "emergency"}, "kind")):
            plan = listed(world.caller(), **of).order_by("-obligation").explain()
            assert f"joint_onlooker_{index} (who=?" in plan
            assert "TEMP B-TREE" not in plan


def test_keeping_what_is_right_already_only_reads(
    django_assert_num_queries: Callable[[int], AbstractContextManager[Any]],
) -> None:
    row = Obligation.objects.select_related("rules").get(pk=world.blown().pk)
    with django_assert_num_queries(3) as asked:
        keep(row)
    assert all(each["sql"].startswith("SELECT") for each in asked.captured_queries)
