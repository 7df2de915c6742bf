"""Opening and ending groups, and counting the households of their grids. Each act is one transaction."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from wanmi.addresses.base.numbering import new_public_id
from wanmi.circles.errors import GroupRefused
from wanmi.circles.models import Group
from wanmi.circles.rules import SETTING
from wanmi.codes.place import Level, covers
from wanmi.journal.writing import Draft, append
from wanmi.process.engine import Actor
from wanmi.territory.queries import current_city, grid, today

SUBJECT = "group"
KEEPERS = frozenset({"committee", "street_office", "shift_leader"})


@dataclass(frozen=True, slots=True)
class Opening:
    """A group to be: ``grid`` is the code of a unit grid, ``households`` how many it has, where that is known."""

    grid: str
    name_zh: str
    name_en: str = ""
    platform: str = Group.Platform.OWN
    households: int | None = None


def open_group(told: Opening, by: Actor) -> Group:
    """Open the group of a unit grid, which has one at a time. Raises GroupRefused."""
    _fitting(told, by)
    try:
        with transaction.atomic():
            group = Group.objects.create(
                public_id=new_public_id(),
                grid=told.grid,
                name_zh=told.name_zh,
                name_en=told.name_en or told.name_zh,
                platform=told.platform,
                households=told.households,
                opened_at=timezone.now(),
            )
            _write("open", group, by, {"platform": told.platform, "households": told.households})
    except IntegrityError as error:  # somebody was faster
        raise GroupRefused("has_group") from error
    return group


def _fitting(told: Opening, by: Actor) -> None:
    if SETTING not in current_city().settings:
        raise GroupRefused("no_rules")
    known = grid(told.grid) if len(told.grid) == Level.GRID else None
    if known is None or (known.valid_to is not None and known.valid_to <= today()):
        raise GroupRefused("unknown_grid")
    _may(by, told.grid)
    if not told.name_zh.strip() or max(len(told.name_zh), len(told.name_en)) > 60:
        raise GroupRefused("no_name")
    if told.platform not in Group.Platform.values:
        raise GroupRefused("unknown_platform")
    if Group.objects.filter(grid=told.grid, ended_at=None).exists():
        raise GroupRefused("has_group")


def count_households(group: Group, households: int | None, by: Actor) -> Group:
    """Say how many households the grid has; None: nobody knows. Raises GroupRefused."""
    _may(by, group.grid)
    with transaction.atomic():
        group.households = households
        group.save(update_fields=["households"])
        _write("count_households", group, by, {"households": households})
    return group


def end_group(group: Group, by: Actor) -> Group:
    """Nothing is said in it any more; what was said goes its way. Raises GroupRefused."""
    _may(by, group.grid)
    with transaction.atomic():
        found = Group.objects.select_for_update().get(pk=group.pk)
        if found.ended_at is not None:
            raise GroupRefused("ended")
        found.ended_at = timezone.now()
        found.save(update_fields=["ended_at"])
        _write("end", found, by, {})
    return found


def _may(by: Actor, place: str) -> None:
    if by.post_kind not in KEEPERS or not covers(by.region, place):
        raise GroupRefused("not_yours")


def _write(action: str, group: Group, by: Actor, body: dict[str, object]) -> None:
    append(
        Draft(
            subject_kind=SUBJECT,
            subject=group.public_id,
            action=action,
            actor=by.id,
            post=by.post,
            at=timezone.now(),
            place=group.grid,
            body=body,
        )
    )
