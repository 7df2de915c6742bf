"""On whose desk an address or a remedy lies, and until when."""

from __future__ import annotations

from datetime import datetime

from wanmi.process.definition import PLACE, Definition
from wanmi.process.engine import Snapshot, desks
from wanmi.process.errors import Reason, Refused
from wanmi.workforce.addressing import NoPost, post_for
from wanmi.workforce.models import Post

Desk = tuple[Post | None, datetime | None]


def desk_of(definition: Definition, snapshot: Snapshot) -> Desk:
    """The post and the deadline; nothing where the subject lies on no desk. Raises Refused where no post exists."""
    for desk in desks(definition, snapshot):
        try:
            post = post_for(desk.post_kind, None, str(snapshot.facts[PLACE]))
        except NoPost as error:
            raise Refused([Reason("no_desk", {"post": desk.post_kind})]) from error
        return post, snapshot.clocks[desk.clock].deadline
    return None, None
