"""What software must do to claim Shanghai's lists: the statements of the facts, each by its number."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest
from django.db.models import F
from django.utils import translation

from tests.city import PLACE, picture, somebody
from tests.proceedings.acting import begin, clerk, codes, take
from wanmi.journal.reading import body_of, entries_of
from wanmi.proceedings.models import Proceeding
from wanmi.proceedings.procedures import definition_of
from wanmi.proceedings.services import SUBJECT
from wanmi.process.errors import Refused
from wanmi.responsibility.models import Listed
from wanmi.responsibility.queries import find_listed, in_force
from wanmi.responsibility.requests import SENTENCES
from wanmi.workforce.queries import city_today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
LISTED, UNLISTED = "环境卫生", "代收物业费"


def entered(title: str = UNLISTED, place: str = PLACE[:9]) -> Proceeding:
    """An entry in force, by the whole way."""
    asked = begin("entry", clerk(), place=place, title=title, statement="专项说明")
    asked = take(asked, "submit", clerk())
    asked = take(asked, "give_opinion", somebody("street_office"), opinion="agrees", note="可行")
    for action, carried in (("review", {"note": "合规"}), ("approve", {})):
        asked = take(asked, action, somebody("list_keeper"), **carried)
    asked = take(asked, "provide", clerk(), funding="区财政专项 12 万元", people="2 人", powers="考核权")
    until = (city_today() + timedelta(days=300)).isoformat()
    return take(asked, "bring_into_force", somebody("list_keeper"), until=until)


def said(refused: Refused, key: str) -> str:
    with translation.override("zh-hans"):
        reason = refused.reasons[0]
        return SENTENCES[reason.code](reason.about, definition_of(key))


def test_01_a_task_that_is_not_on_the_assist_list_is_blocked_with_the_version_shown() -> None:
    with pytest.raises(Refused) as refused:
        begin("assist", clerk(), place=PLACE, task=UNLISTED, text="请协助")
    assert codes(refused.value) == {"not_listed"}
    version = in_force("assist")
    assert version.version in said(refused.value, "assist")
    assert version.title_zh in said(refused.value, "assist")
    assert not Proceeding.objects.exists()
    row = begin("assist", clerk(), place=PLACE, task=LISTED, text="请协助")
    assert (row.title, row.post_id) == (LISTED, "committee.duofuxiang")
    assert row.snapshot["facts"]["list"] == f"assist {version.version}"


def test_01_an_approved_exception_carries_its_approval_number() -> None:
    entry = entered()
    row = begin("assist", clerk(), place=PLACE, task=UNLISTED, text="请协助", approval=entry.number)
    assert (row.snapshot["facts"]["approval"], row.snapshot["facts"]["excepted"]) == (entry.number, True)
    for bad in ({"task": "别的事项"}, {"approval": "entry-999999"}, {"approval": "nonsense"}):
        with pytest.raises(Refused) as refused:
            begin("assist", clerk(), **{"place": PLACE, "task": UNLISTED, "text": "x", "approval": entry.number} | bad)
        assert codes(refused.value) == {"no_such_entry"}
    take(entry, "end", somebody("list_keeper"), note="期满")
    with pytest.raises(Refused):
        begin("assist", clerk(), place=PLACE, task=UNLISTED, text="请协助", approval=entry.number)


def test_02_a_seal_outside_the_list_is_refused_with_the_list() -> None:
    with pytest.raises(Refused) as refused:
        begin("seal", somebody("committee"), place=PLACE, kind="好人证明", holder="李女士", receiver="某单位")
    assert codes(refused.value) == {"not_listed"}
    assert in_force("seal").version in said(refused.value, "seal")


@pytest.mark.parametrize("kind", ["结婚证丢失后的婚姻关系证明", "银行存折遗失证明", "失业证明", "亲属关系证明", "N20"])
def test_02_the_excluded_kinds_are_refused_by_name(kind: str) -> None:
    with pytest.raises(Refused) as refused:
        begin("seal", somebody("committee"), place=PLACE, kind=kind, holder="李女士", receiver="某单位")
    assert codes(refused.value) == {"shut_out"}
    assert refused.value.reasons[0].about["name"] in said(refused.value, "seal")


def test_02_twenty_kinds_are_shut_out_nationally_and_the_named_ones_of_the_city() -> None:
    rows = in_force("seal").items.filter(rule="excluded")
    assert (rows.filter(code__startswith="N").count(), rows.filter(code__startswith="X").count()) == (20, 3)


@pytest.mark.parametrize("heading", ["居住证明", "婚育证明", "其他证明"])
def test_02_the_heading_of_a_class_allows_nothing(heading: str) -> None:
    with pytest.raises(Refused) as refused:
        begin("seal", somebody("committee"), place=PLACE, kind=heading, holder="李女士", receiver="某单位")
    assert codes(refused.value) == {"not_listed"}
    assert not in_force("seal").items.filter(rule="allowed", name_zh=F("category_zh")).exists()


def test_02_what_is_shut_out_goes_before_what_is_allowed() -> None:
    allowed = in_force("seal").items.filter(rule="allowed").order_by("pk")[0]
    Listed.objects.filter(list=allowed.list, code="N14").update(name_en=allowed.name_en)
    found = find_listed(allowed.list, allowed.name_en)
    assert found is not None
    assert found.code == "N14"


def test_02_every_use_of_the_seal_has_a_row_with_who_for_whom_kind_time_and_image() -> None:
    who = somebody("committee")
    row = begin("seal", who, place=PLACE, kind="实际居住情况证明", holder="李女士", receiver="某学校")
    with pytest.raises(Refused) as refused:
        take(row, "seal", who)
    assert codes(refused.value) == {"missing"}
    row = take(row, "seal", who, {"paper": [picture("red")]})
    entry = entries_of(SUBJECT, str(row.pk)).last()
    assert entry is not None
    assert (entry.action, entry.actor, entry.at is not None) == ("seal", who.id, True)
    digest = row.evidence.get().digest
    assert body_of(entry)["carried"]["paper"] == [digest]
    assert row.snapshot["facts"]["title"] == "实际居住情况证明"
    told = "".join(each.body for each in entries_of(SUBJECT, str(row.pk)))
    assert "李女士" not in told  # for whom lies sealed beside the journal


def test_03_entry_cannot_come_into_force_without_the_streets_opinion_and_a_funding_line() -> None:
    """No path of the table reaches "in force" without both."""
    definition = definition_of("entry")
    without = {"opinion": "give_opinion", "funding": "provide"}
    for needed, action in without.items():
        reached, frontier = {"drafted"}, ["drafted"]
        while frontier:
            state = frontier.pop()
            for line in definition.leaving[state]:
                if line.action != action and line.target and line.target not in reached:
                    reached.add(line.target)
                    frontier.append(line.target)
        assert "in_force" not in reached, needed
        assert all(needed in line.carries for line in definition.transitions if line.action == action)
    row = begin("entry", clerk(), place=PLACE[:9], title=UNLISTED, statement="专项说明")
    with pytest.raises(Refused):
        take(row, "bring_into_force", somebody("list_keeper"), until="2027-01-01")


def test_03_who_asks_for_an_entry_does_not_approve_it() -> None:
    row = take(begin("entry", clerk(), place=PLACE[:9], title=UNLISTED, statement="x"), "submit", clerk())
    row = take(row, "give_opinion", somebody("street_office"), opinion="objects", note="无经费")
    keeper = somebody("list_keeper")
    in_both = type(keeper)(clerk().id, keeper.post_kind, keeper.post, keeper.organisation, keeper.region)
    with pytest.raises(Refused) as refused:
        take(row, "review", in_both, note="x")
    assert "separated" in codes(refused.value)


def test_06_the_grid_loop_cannot_skip_verification_and_handled_never_closes() -> None:
    from wanmi.cases.definition import case_definition

    definition = case_definition()
    ends = {"closed", "force_closed", "self_closed"}
    leads_to_end = [t for t in definition.transitions if t.target in ends and "handler" in t.by]
    assert leads_to_end == []
    reached, frontier = {"handled"}, ["handled"]
    while frontier:
        state = frontier.pop()
        for line in definition.leaving[state]:
            # Closing without a check is for a reopened case that was verified on site and not found again.
            checked = line.action in {"pass_check", "fail_check", "force_close"} or "verified" in line.when
            if not checked and line.target and line.target not in reached:
                reached.add(line.target)
                frontier.append(line.target)
    assert "closed" not in reached


def test_08_a_suspension_needs_a_period_and_an_approver_and_the_stop_is_visible() -> None:
    from wanmi.cases.definition import case_definition

    definition = case_definition()
    into = [t for t in definition.transitions if t.target == "suspended"]
    assert into
    for line in into:
        assert "until" in (*line.carries, *line.may_carry)
        assert "handler" not in line.by
        assert line.pauses
        assert "suspension" in line.starts
    assert all(line.resumes for line in definition.leaving["suspended"] if line.target == "handling")


def test_strangers_and_colleagues() -> None:
    row = begin("assist", clerk(), place=PLACE, task=LISTED, text="请协助")
    for action, who in product(["accept", "withdraw"], [somebody("committee", "110101001002"), clerk("sanitation")]):
        with pytest.raises(Refused):
            take(row, action, who, note="x")
    row = take(take(row, "accept", somebody("committee")), "report_done", somebody("committee"), note="已协助")
    assert row.post_id == clerk().post
    assert take(row, "confirm", clerk()).state == "confirmed"
