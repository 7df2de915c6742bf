"""Who sits where, asked once for each question."""

from __future__ import annotations

from functools import cache

from wanmi.workforce.addressing import NoPost, post_for
from wanmi.workforce.models import Post


class Addressing:
    """The posts of this city; made anew for each step, so that it never answers from an old city."""

    def __init__(self) -> None:
        self._organisations = dict(Post.objects.values_list("code", "organisation_id"))
        self._desk = cache(_desk)

    def organisation(self, post: str) -> str:
        return self._organisations.get(post, "")

    def desk(self, kind: str, department: str | None, place: str) -> str:
        return self._desk(kind, department, place)


def _desk(kind: str, department: str | None, place: str) -> str:
    try:
        return post_for(kind, department, place).code if place else ""
    except NoPost:
        return ""
