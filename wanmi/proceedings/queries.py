"""Reading proceedings: those that a post may see, what lies on its desk, what is late."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from wanmi.journal.reading import unsealed
from wanmi.proceedings.errors import UnknownProceeding
from wanmi.proceedings.models import SUBJECT, Proceeding
from wanmi.proceedings.procedures import definition_of, definitions
from wanmi.process.definition import Definition, Label, Scope
from wanmi.process.engine import Actor
from wanmi.territory.queries import on_ground


def seen_by(actor: Actor) -> QuerySet[Proceeding]:
    """The proceedings that may be seen in this post: of the procedures that name it, on its ground; where the procedure
    binds it to its own organisation, those that this one has or that are shared with it.

    For those that something narrow was said of; :func:`listed` and :func:`oldest` list them.
    """
    free, bound = list[str](), list[str]()
    for key, scope in _scopes(actor):
        (bound if scope is Scope.DEPARTMENT else free).append(key)
    own = Proceeding.shared_with.through.objects.filter(organisation=actor.organisation).values("proceeding")
    related = Q(organisation=actor.organisation) | Q(pk__in=own)
    shown = Q(procedure__in=free) | Q(procedure__in=bound) & related
    return Proceeding.objects.filter(shown, place__startswith=actor.region)


def procedures_of(actor: Actor) -> list[tuple[str, Definition]]:
    """The procedures in which this kind of post has a part, with their keys. One query."""
    return [(key, each) for key, each in definitions().items() if actor.post_kind in each.posts]


def _scopes(actor: Actor) -> list[tuple[str, Scope]]:
    return [(key, each.posts[actor.post_kind].scope) for key, each in procedures_of(actor)]


def one(actor: Actor, pk: int) -> Proceeding:
    """Raises UnknownProceeding, also where the post may not see it."""
    found = seen_by(actor).select_related("organisation").filter(pk=pk).first()
    if found is None:
        raise UnknownProceeding(pk)
    return found


def listed(actor: Actor, key: str = "", before: int | None = None, size: int = 50) -> list[Proceeding]:
    """The newest proceedings that the post may see, those below ``before``; one more than ``size`` tells of a next.

    Three queries, by indexes alone: what has piled up elsewhere is not read.
    """
    beyond = Q() if before is None else Q(id__lt=before)
    found = Proceeding.objects.filter(pk__in=_ids(actor, key, beyond, "-id", size + 1))
    return list(found.select_related("organisation").order_by("-id"))


def oldest(actor: Actor, key: str = "", after: int = 0, size: int = 50) -> QuerySet[Proceeding]:
    """The oldest that the post may see, those above ``after``."""
    return Proceeding.objects.filter(pk__in=_ids(actor, key, Q(id__gt=after), "id", size)).order_by("id")


def _ids(actor: Actor, key: str, beyond: Q, order: str, size: int) -> list[int]:
    runs = [run.filter(beyond).values_list("id", flat=True) for run in _runs(actor, key)]
    return list(runs[0].union(*runs[1:], all=True).order_by(order)[:size]) if runs else []


def _runs(actor: Actor, key: str) -> Iterator[QuerySet[Proceeding]]:
    """What :func:`seen_by` says, in parts that are each one run of an index in the order of ids."""
    for each, scope in _scopes(actor):
        if key not in ("", each):
            continue
        rows = Proceeding.objects.filter(on_ground(actor.region), procedure=each)
        if scope is Scope.DEPARTMENT:
            own = Q(organisation=actor.organisation)
            yield rows.filter(own)
            yield rows.filter(shared_with=actor.organisation).exclude(own)
        else:
            yield rows


def desk(post: str, size: int = 50) -> list[Proceeding]:
    """What lies on the desk of a post, the nearest deadline first. One query."""
    return list(Proceeding.objects.filter(post=post).order_by("due_at", "id")[:size])


def overdue(key: str, region: str, at: datetime | None = None, size: int = 100) -> list[Proceeding]:
    """What is late in a procedure on a ground, the longest first. One query, by an index of what is open."""
    late = Proceeding.objects.filter(procedure=key, post__isnull=False, due_at__lt=at or timezone.now())
    return list(late.filter(place__startswith=region).order_by("due_at", "id")[:size])


def titled(key: str, title: str) -> QuerySet[Proceeding]:
    """The runs of a procedure about one thing, oldest first; by an index of titles. Whoever asks says who may see."""
    return Proceeding.objects.filter(procedure=key, title=title).order_by("id")


def late_for(actor: Actor, size: int = 50) -> list[Proceeding]:
    """What is late of all that the post may see, the longest first."""
    late = seen_by(actor).filter(post__isnull=False, due_at__lt=timezone.now())
    return list(late.select_related("organisation").order_by("due_at", "id")[:size])


def sealed_values(row: Proceeding) -> dict[str, str]:
    """What lies sealed beside the journal, by field, as it was told last; the look itself is an act. One query."""
    found = unsealed(SUBJECT, str(row.pk), definition_of(row.procedure).sealed_fields)
    told = (found[seq].items() for seq in sorted(found))
    return {key: str(value) for each in told for key, value in each if value is not None}


def post_labels() -> dict[str, Label]:
    """What the kinds of posts are called in the procedures."""
    return {post.key: post.label for each in definitions().values() for post in each.posts.values()}
