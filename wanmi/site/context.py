"""What every page shows: the city, the post one acts in, the menu, large type."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from wanmi.cases.definition import definition_of
from wanmi.cases.wording import word
from wanmi.joint.rules.store import post_labels as joint_labels
from wanmi.proceedings.queries import post_labels as proceeding_labels
from wanmi.site.navigation import menu_for
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
        "post_labels": SimpleLazyObject(lambda: _post_labels(city)),
        "menu": menu_for(acting.post.kind) if acting else [],
        "large_type": request.COOKIES.get(LARGE_TYPE) == "1",
    }


def _post_labels(city: City | None) -> dict[str, str]:
    """What the kinds of posts are called; read only for the pages that say so."""
    if city is None:
        return {}
    posts = {key: post.label for key, post in definition_of(city).posts.items()}
    labels = {**joint_labels(today()), **proceeding_labels(), **posts}
    return {key: word(label) for key, label in labels.items()}
