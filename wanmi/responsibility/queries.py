"""Reading the lists as they were on a day, and what two versions of one list differ in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from wanmi.codes.place import ancestors
from wanmi.responsibility.models import Duty, Listed, ListVersion, Matter
from wanmi.territory.queries import today


class NoList(LookupError):
    """No version of this list is in force on the day."""

    def __init__(self, kind: str, day: date) -> None:
        super().__init__(f"no {kind} list is in force on {day}")
        self.kind = kind
        self.day = day


def in_force(kind: str, day: date | None = None) -> ListVersion:
    """The version of a list in force on a day (today where none is given). Raises NoList. One query."""
    on = day or today()
    current = Q(valid_from__lte=on) & (Q(valid_to=None) | Q(valid_to__gt=on))
    found = ListVersion.objects.filter(current, kind=kind).first()
    if found is None:
        raise NoList(kind, on)
    return found


def versions(kind: str = "") -> list[ListVersion]:
    """All versions, the newest of each list first."""
    found = ListVersion.objects.filter(kind=kind) if kind else ListVersion.objects.all()
    return list(found.order_by("kind", "-valid_from"))


def find_listed(version: ListVersion, words: str) -> Listed | None:
    """The row of a list with this code or whole name; what is shut out goes before what is allowed."""
    named = Q(code=words) | Q(name_zh=words) | Q(name_en__iexact=words)
    return version.items.filter(named).select_related("organisation").order_by("-rule", "id").first()


def find_matters(words: str, size: int = 20) -> list[Matter]:
    """Matters whose name holds all the words, or whose code begins so; the shortest name first."""
    parts = words.split()
    if not parts:
        return []
    named = Q()
    for part in parts:
        named &= Q(name_zh__icontains=part) | Q(name_en__icontains=part)
    found = Matter.objects.filter(Q(code__startswith=words.strip()) | named)
    return sorted(found, key=lambda matter: (len(matter.name_zh), matter.code))[:size]


@dataclass(frozen=True, slots=True)
class Answer:
    """Who answers for a matter at a place on a day: by the nearest ground for each level and role."""

    version: ListVersion
    matter: Matter
    duties: list[Duty]

    @property
    def lead(self) -> Duty | None:
        """The lead of the level nearest to the place."""
        leads = [duty for duty in self.duties if duty.role == Duty.Role.LEAD]
        return max(leads, key=lambda duty: list(Duty.Level).index(Duty.Level(duty.level)), default=None)


def answering(matter: Matter, place: str, day: date | None = None) -> Answer:
    """Who answers for a matter at a place on a day. Raises NoList. Two queries."""
    return answers([matter], place, day)[0]


def answers(matters: Sequence[Matter], place: str, day: date | None = None) -> list[Answer]:
    """Who answers for each of several matters. Raises NoList. Two queries, however many they are."""
    version = in_force(ListVersion.Kind.DUTY, day)
    rows = version.duties.filter(matter__in=matters, region__in=[place, *ancestors(place)])
    found: dict[str, list[Duty]] = {matter.pk: [] for matter in matters}
    for duty in rows.select_related("organisation").order_by("id"):
        found[duty.matter_id].append(duty)
    return [Answer(version, matter, _holding(found[matter.pk])) for matter in matters]


def _holding(duties: Sequence[Duty]) -> list[Duty]:
    """Of the rows for one level and role those on the longest ground around the place, in the order of the list: a rule
    for a street comes before one for its district.
    """
    nearest: dict[tuple[str, str], int] = {}
    for duty in duties:
        key = (duty.level, duty.role)
        nearest[key] = max(nearest.get(key, 0), len(duty.region))
    kept = [duty for duty in duties if len(duty.region) == nearest[duty.level, duty.role]]
    order = [*Duty.Level], [*Duty.Role]
    kept.sort(key=lambda duty: (order[0].index(Duty.Level(duty.level)), order[1].index(Duty.Role(duty.role)), duty.pk))
    return kept


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that two versions do not share: only in the newer (``before`` is None), only in the older, or changed."""

    key: str
    before: Mapping[str, str] | None
    after: Mapping[str, str] | None

    @property
    def word(self) -> str:
        return "added" if self.before is None else "removed" if self.after is None else "changed"


def differences(older: ListVersion, newer: ListVersion) -> list[Difference]:
    """What the newer version of a list says otherwise, by key. ValueError for versions of two lists. Two queries."""
    if older.kind != newer.kind:
        raise ValueError(f"{older.kind} and {newer.kind} are two lists")
    before, after = _rows(older), _rows(newer)
    return [
        Difference(key, before.get(key), after.get(key))
        for key in sorted({*before, *after})
        if before.get(key) != after.get(key)
    ]


def _rows(version: ListVersion) -> dict[str, Mapping[str, str]]:
    if version.kind == ListVersion.Kind.DUTY:
        duties = version.duties.order_by("id").values("matter_id", "level", "region", "organisation_id", "role")
        return _keyed(duties, ("matter_id", "level", "region", "role"), ("organisation_id",))
    items = version.items.order_by("id").values(
        "code", "category_zh", "rule", "committee", "name_zh", "organisation_id"
    )
    return _keyed(items, ("code",), ("name_zh", "category_zh", "rule", "committee", "organisation_id"))


def _keyed(
    rows: Iterable[Mapping[str, Any]], key: tuple[str, ...], told: tuple[str, ...]
) -> dict[str, Mapping[str, str]]:
    """The rows by their key; several rows of one key, as several assistants are, are told together."""
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        name = " · ".join(str(row[column]) for column in key)
        earlier = found.setdefault(name, {})
        for column in told:
            earlier[column] = ", ".join(filter(None, (earlier.get(column, ""), str(row[column] or ""))))
    return dict(found)
