"""Two groups and what is said in them, in short."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.utils import timezone

from tests.city import PLACE, somebody
from wanmi.acts.carrying_out import Order
from wanmi.cases.residents import digest_of, name_for, token_for
from wanmi.circles import services
from wanmi.circles.models import Candidate, Group, Member
from wanmi.circles.profiles import PROFILE, SUBJECT
from wanmi.circles.services import Said
from wanmi.journal.writing import Draft, append
from wanmi.process.engine import Actor

WEST, EAST = f"{PLACE}001", f"{PLACE}002"
LAMP = "3栋2单元楼道灯不亮，晚上摸黑上楼"


class Groups(NamedTuple):
    west: Group
    east: Group


def member(group: Group, seed: str = "li", phone: str = "", household: str = "") -> Member:
    """Somebody who has joined, without asking the address base."""
    name = name_for(f"circle {group.public_id} {seed}")
    about = {"name": name, "secret": digest_of(token_for(name)), "household": household, "joined_at": timezone.now()}
    made = Member.objects.create(group=group, level="household" if household else "none", **about)
    profile = {"address": "测试路1号", "phone": phone, "called": "李"}
    append(
        Draft(
            subject_kind=SUBJECT,
            subject=name,
            action="join",
            actor=name,
            post="resident",
            at=timezone.now(),
            place=group.grid,
            body={},
            sealed={PROFILE: profile},
        )
    )
    return made


def heard(group: Group, text: str = LAMP, author: str = "", **more: Any) -> Candidate:
    found = services.hear(group, Said(text, author, **more)).candidate
    assert found is not None
    return found


def decide(row: Candidate, action: str, by: Actor | None = None, **carried: Any) -> Candidate:
    """One act on what was said, by the grid worker where nobody else is named."""
    return services.act(row.pk, Order(action, by or somebody("collector"), carried)).row
