"""Where a matter that climbs may begin: at the lowest level of its rule book, wherever a post stands there."""

from __future__ import annotations

from wanmi.joint.rules.definition import Rules
from wanmi.workforce.models import Post


def beginnings(rules: Rules, region: str) -> list[str]:
    """The places of such posts inside a region, by code. One query."""
    lowest = max(rules.levels.values(), default=0)
    posts = Post.objects.filter(kind__in=rules.level_posts, region__startswith=region, until=None)
    regions = posts.order_by("region").values_list("region", flat=True).distinct()
    return [place for place in regions if len(place) == lowest]
