"""Neighbourhood groups for the demo city: two grids of one community, and what is said in the first; all invented."""

from __future__ import annotations

from django.db import transaction

from wanmi.cases.actors import actor_of
from wanmi.circles.grouping import Opening, open_group
from wanmi.circles.models import Group
from wanmi.circles.services import Said, hear
from wanmi.process.engine import Actor
from wanmi.territory.queries import grids_in
from wanmi.workforce.models import Appointment
from wanmi.workforce.queries import city_today, held_on

COMMUNITY = "110101001001"
NAMES = (("多福巷一网格邻里群", "Duofuxiang grid 1"), ("多福巷二网格邻里群", "Duofuxiang grid 2"))
HOUSEHOLDS = 240
LINES = ("3号楼楼道灯不亮，晚上摸黑上楼", "楼下烧烤摊油烟太大，半夜还在吵", "请问社保卡在哪里办理")


@transaction.atomic
def load_groups() -> None:
    """Does nothing where there are groups already."""
    if Group.objects.exists():
        return
    grids = grids_in(COMMUNITY).values_list("code", flat=True)[: len(NAMES)]
    groups = [
        open_group(Opening(code, name_zh, name_en, Group.Platform.WECHAT, HOUSEHOLDS), _keeper())
        for code, (name_zh, name_en) in zip(grids, NAMES, strict=False)
    ]
    for number, text in enumerate(LINES) if groups else ():
        hear(groups[0], Said(text, key=f"demo {number}"))


def _keeper() -> Actor:
    held = Appointment.objects.filter(held_on(city_today()), post__kind="committee", post__region=COMMUNITY)
    return actor_of(held.select_related("post").order_by("pk")[0])
