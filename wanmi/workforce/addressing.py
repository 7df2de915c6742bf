"""To which post work goes: the one of a kind whose region lies closest around the place."""

from __future__ import annotations

from wanmi.codes.place import ancestors
from wanmi.workforce.models import Post


class NoPost(LookupError):
    """No post of this kind (in this organisation) reaches the place."""

    def __init__(self, kind: str, organisation: str | None, place: str) -> None:
        within = f" in {organisation}" if organisation else ""
        super().__init__(f"no {kind}{within} answers for {place}")
        self.kind = kind
        self.organisation = organisation
        self.place = place


def post_for(kind: str, organisation: str | None, place: str) -> Post:
    """The post of a kind (in an organisation, if one is given) whose region is the longest prefix of ``place``.

    Of several with the same region the first by code, so that the answer never wavers. Raises NoPost. One query.
    """
    posts = Post.objects.filter(kind=kind, region__in=[place, *ancestors(place)], until=None)
    if organisation is not None:
        posts = posts.filter(organisation=organisation)
    nearest = min(posts.select_related("organisation"), key=lambda post: (-len(post.region), post.code), default=None)
    if nearest is None:
        raise NoPost(kind, organisation, place)
    return nearest
