"""Who asks: the actor of a request to a page that only holders of a post may open."""

from __future__ import annotations

from wanmi.cases.actors import actor_of
from wanmi.process.engine import Actor
from wanmi.workforce.acting import ActingRequest


def actor(request: ActingRequest) -> Actor:
    assert request.acting is not None, "the page's @allow names kinds of posts"
    return actor_of(request.acting)
