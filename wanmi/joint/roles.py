"""Which roles of the processes a post plays in one obligation, and whose desk a role is."""

from __future__ import annotations

from dataclasses import dataclass, replace

from wanmi.codes.place import ancestors, covers
from wanmi.joint.rules.definition import Of, Role, Rules
from wanmi.process.definition import SYSTEM, Definition
from wanmi.process.engine import Actor, Snapshot
from wanmi.process.objecting import unmet
from wanmi.workforce.models import Organisation, Post


@dataclass(frozen=True, slots=True)
class Around:
    """What ties posts to an obligation (and to one part of it): organisations by code, the place and the level."""

    place: str
    caller: str = ""
    holder: str = ""
    called: str = ""
    level: str = ""


def level_at(rules: Rules, place: str, state: str) -> str:
    """The place code of the level at which an obligation stands; empty where its rules know no levels."""
    return place[: rules.levels[state]] if state in rules.levels else ""


def plays(role: Role, actor: Actor, around: Around) -> bool:
    """Whether the actor's post plays this role."""
    if actor.post_kind not in role.posts:
        return False
    return {
        Of.CALLER: actor.organisation == around.caller,
        Of.CALLED: actor.organisation == around.called,
        Of.HOLDER: actor.organisation == around.holder,
        Of.LEVEL: actor.region == around.level,
        Of.GROUND: covers(actor.region, around.place),
    }[role.of]


def roles_of(rules: Rules, actor: Actor, around: Around) -> list[str]:
    """Every role that the actor plays there."""
    return [role.key for role in rules.roles.values() if plays(role, actor, around)]


def in_role(rules: Rules, process: Definition, actor: Actor, around: Around, snapshot: Snapshot, action: str) -> Actor:
    """The actor in the role in which he may take ``action``; as he is where he plays none that may."""
    if actor.post_kind == SYSTEM:
        return actor
    played = roles_of(rules, actor, around)
    lines = process.transitions_for(snapshot.state, action)
    fitting = [line for line in lines if not any(unmet(line, snapshot))] or list(lines)
    chosen = next((role for line in fitting for role in played if role in line.by), played[0] if played else "")
    return replace(actor, post_kind=chosen or actor.post_kind)


def desk_of(rules: Rules, role: str, around: Around) -> Organisation | None:
    """The organisation on whose desk something lies for a role; None where no post plays it. One query at most.

    Of several at one level it is the one that has had the obligation already.
    """
    found = rules.roles[role]
    tied = {Of.CALLER: around.caller, Of.CALLED: around.called, Of.HOLDER: around.holder}.get(found.of)
    if tied is not None:
        return Organisation.objects.filter(code=tied).first()
    wanted = [around.level] if found.of is Of.LEVEL else [around.place, *ancestors(around.place)]
    posts = Post.objects.filter(kind__in=found.posts, region__in=wanted, until=None).select_related("organisation")
    nearest = min(
        posts, key=lambda post: (-len(post.region), post.organisation_id != around.holder, post.code), default=None
    )
    return nearest.organisation if nearest else None
