"""What every page shows: the city, the post one acts in, the menu, large type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from django.http import HttpRequest

from wanmi.careers.services import POST_LABELS as CAREER_LABELS
from wanmi.cases.definition import definition_of
from wanmi.cases.wording import word
from wanmi.circles.rules import SETTING
from wanmi.joint.rules.store import post_labels as joint_labels
from wanmi.proceedings.queries import post_labels as proceeding_labels
from wanmi.process.definition import Label
from wanmi.site.navigation import DUTY, menu_for, own_places, place_of
from wanmi.site.preferences import LARGE_TYPE
from wanmi.territory.models import City
from wanmi.territory.queries import today


def console(request: HttpRequest) -> dict[str, Any]:
    acting = getattr(request, "acting", None)
    city = City.objects.first()
    return {
        "city": city,
        "acting": acting,
        "appointments": getattr(request, "appointments", ()),
        "post_labels": PostLabels(city),
        "menu": menu_for(acting.post.kind) if acting else [],
        "own_places": own_places(acting.post.kind) if acting else [],
        "here": place_of(acting.post.kind, request.path) if acting else "",
        "rings": bool(acting and city and acting.post.kind in DUTY and SETTING in city.settings),
        "large_type": request.COOKIES.get(LARGE_TYPE) == "1",
    }


class PostLabels(Mapping[str, str]):
    """What the kinds of posts are called. What the process of cases does not name is looked for in other rooms."""

    def __init__(self, city: City | None) -> None:
        self._own = definition_of(city).posts if city else {}

    def __getitem__(self, kind: str) -> str:
        return word(self._own[kind].label if kind in self._own else self._others[kind])

    def __iter__(self) -> Iterator[str]:
        return iter({**self._own, **self._others})

    def __len__(self) -> int:
        return len({**self._own, **self._others})

    @cached_property
    def _others(self) -> dict[str, Label]:
        return {**CAREER_LABELS, **joint_labels(today()), **proceeding_labels()}
