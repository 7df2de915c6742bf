"""What subjects of an evaluation are called, in the reader's language."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _

from wanmi.boards.asking import Question
from wanmi.cases.definition import case_definition
from wanmi.cases.queries import departments
from wanmi.cases.wording import word
from wanmi.codes.place import Level
from wanmi.schemes.definition import Kind
from wanmi.territory.models import Division, DutyGrid
from wanmi.territory.queries import current_city, full_names, name_of
from wanmi.workforce.models import Organisation, Post


def names_of(question: Question, codes: Collection[str]) -> dict[str, str]:
    """Code -> name; a code that is known no more names itself."""
    if question.kind is Kind.DEPARTMENT:
        return {each.code: name_of(each) for each in Organisation.objects.filter(code__in=codes)}
    if question.kind is Kind.POST:
        return _posts(codes)
    if question.level == "duty":
        return dict(DutyGrid.objects.filter(code__in=codes).values_list("code", "name_zh"))
    return _places(codes)


def _places(codes: Collection[str]) -> dict[str, str]:
    whole = current_city()
    names = full_names({code[: Level.COMMUNITY] for code in codes})
    found = {}
    for code in codes:
        name = names[code[: Level.COMMUNITY]] or name_of(whole)
        grid = _("grid {number}").format(number=code[Level.COMMUNITY :]) if len(code) > Level.COMMUNITY else ""
        found[code] = f"{name} · {grid}" if grid else name
    return found


def _posts(codes: Collection[str]) -> dict[str, str]:
    kinds = case_definition().posts
    rows = Post.objects.filter(code__in=codes).select_related("organisation")
    return {
        post.code: f"{word(kinds[post.kind].label) if post.kind in kinds else post.kind} · {name_of(post.organisation)}"
        for post in rows
    }


def expected(question: Question) -> list[str]:
    """The subjects that stand in a table even where nothing happened; unit grids and posts only where it did."""
    if question.kind is Kind.DEPARTMENT:
        return [each.code for each in departments()]
    if question.kind is Kind.POST or question.level == "15":
        return []
    if question.level == "duty":
        return list(DutyGrid.objects.order_by("code").values_list("code", flat=True))
    return _divisions(int(question.level))


def _divisions(length: int) -> list[str]:
    codes = Division.objects.filter(valid_to=None).order_by("code").values_list("code", flat=True)
    return [code for code in codes if len(code) == length]
