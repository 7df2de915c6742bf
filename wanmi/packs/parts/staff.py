"""staff.csv: the demo accounts of a demo city, one line for each post that somebody holds. It has no passwords."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import combinations, groupby
from typing import Annotated, ClassVar

from django.contrib.auth.hashers import check_password, make_password
from django.utils.translation import gettext as _

from wanmi.packs.columns import Row, day, name_like, text, values
from wanmi.packs.pack import Load, Pack, Part
from wanmi.packs.parts.posts import PostRow
from wanmi.packs.problems import PackRefused, Problem
from wanmi.packs.reading import read_table
from wanmi.packs.writing import Counts, Written, end, upsert
from wanmi.workforce import kinds
from wanmi.workforce.models import Appointment, Staff


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffRow(Row):
    REGISTER: ClassVar[str] = "staff"
    KEY: ClassVar[tuple[str, ...]] = ("username", "post")
    NAME: ClassVar[tuple[str, ...]] = ("username",)
    username: Annotated[str, name_like("[a-z][a-z0-9_.]{1,59}", "collector.donghuamen")]
    display_name: Annotated[str, text(50)]
    post: Annotated[str, text(60)]
    since: Annotated[date, day]


def check(pack: Pack) -> None:
    for row in pack.rows(StaffRow):
        pack.require(row, "post", "post")
    for _username, rows in groupby(_by_person(pack), lambda row: row.username):
        _check_person(list(rows), {row.code: row.kind for row in pack.rows(PostRow)}, pack)
    if pack.rows(StaffRow) and not pack.city.demo:
        at = pack.rows(StaffRow)[0].at
        pack.refuse(at, "username", pack.rows(StaffRow)[0].username, _("no accounts in a pack that is not a demo"))


def _check_person(rows: list[StaffRow], kind_of: dict[str, str], pack: Pack) -> None:
    for first, row in combinations(rows, 2):
        if row.display_name != first.display_name:
            pack.refuse(row.at, "display_name", row.display_name, first.display_name)
        conflict = _conflict(kind_of.get(first.post), kind_of.get(row.post), pack.city.separates_axes)
        if conflict:
            pack.refuse(row.at, "post", row.post, conflict.format(post=first.post))


def _conflict(one: str | None, other: str | None, separate_axes: bool) -> str | None:
    if one is None or other is None:
        return None
    return {
        "administrators": _("one of the administrators' posts for each person, not also {post}"),
        "axes": _("posts of supervision or of command and handling, not both: he holds {post}"),
        None: None,
    }[kinds.conflict(one, other, separate_axes=separate_axes)]


def _by_person(pack: Pack) -> list[StaffRow]:
    return sorted(pack.rows(StaffRow), key=lambda row: (row.username, row.at))


def write(pack: Pack, load: Load) -> Written:
    people = {row.username: row for row in pack.rows(StaffRow)}
    _leave_real_accounts(people)
    rows = [values(row, "username", "display_name") | {"is_demo": True} for row in people.values()]
    counts = upsert(Staff.objects.filter(is_demo=True), ("username",), rows)
    _set_passwords(load.demo_password)
    return {"staff": counts, "appointments": _appoint(pack, load)}


def _leave_real_accounts(people: dict[str, StaffRow]) -> None:
    real = Staff.objects.filter(is_demo=False, username__in=people).values_list("username", flat=True)
    expected = _("a user name that no real account has")
    problems = [Problem(people[name].at.file, people[name].at.line, "username", name, expected) for name in real]
    if problems:
        raise PackRefused(problems)


def _set_passwords(password: str | None) -> None:
    """Give every demo account the caller's password, or none; one digest serves all, for it is one password."""
    if password is None:
        Staff.objects.filter(is_demo=True, password="").update(password=make_password(None))
        return
    held = set(Staff.objects.filter(is_demo=True).values_list("password", flat=True))
    wrong = {digest for digest in held if not check_password(password, digest)}
    if wrong:
        Staff.objects.filter(is_demo=True, password__in=wrong).update(password=make_password(password))


def _appoint(pack: Pack, load: Load) -> Counts:
    """Write appointments, which check() has held to the rule that workforce.services.appoint() keeps.

    They are named by person, post and first day, so that one that somebody has ended since is not made again.
    """
    key = ("staff_id", "post_id", "since")
    person = dict(Staff.objects.filter(is_demo=True).values_list("username", "pk"))
    rows = [{"staff_id": person[row.username], "post_id": row.post, "since": row.since} for row in pack.rows(StaffRow)]
    stored = Appointment.objects.filter(staff__is_demo=True)
    counts = upsert(stored, key, rows)
    if load.ends:
        counts += end(stored, key, rows, "until", load.today)
    return counts


PART = Part("staff.csv", StaffRow, read_table, check, write, needed=False)
