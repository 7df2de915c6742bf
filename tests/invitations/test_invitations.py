"""Invitations of a street, joint meetings, commitments kept or not: statement 4 of the facts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from tests.city import PLACE, somebody
from tests.plans import plans, reads_plans
from tests.site.conftest import ClientOf, client_of
from wanmi.consultations.commitments import commitments_of
from wanmi.joint import clockwork, queries, services, standings
from wanmi.joint.models import Obligation, Part, RuleBook
from wanmi.joint.queries import year_span
from wanmi.joint.services import Order
from wanmi.joint.wording import fault_of
from wanmi.process.engine import Actor
from wanmi.process.errors import Refused
from wanmi.workforce.queries import city_today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
__all__ = ["client_of"]
STREET, DEPARTMENTS = "street.donghuamen", ("law_enforcement", "market", "fire")


def office() -> Actor:
    return somebody("street_office", PLACE)


def department(code: str) -> Actor:
    return somebody("handler", PLACE, code)


def invited(days_ago: int = 0, kind: str = "joint_meeting", **more: str) -> Obligation:
    lead, *others = DEPARTMENTS
    carried = {"place": PLACE[:9], "text": "沿街油烟联席会议", "lead": lead, "joint": " ".join(others)} | more
    at = timezone.now() - timedelta(days=days_ago)
    return services.open_obligation(kind, Order("invite", office(), carried, at=at)).row


def do(row: Obligation, code: str, action: str, who: Actor, **carried: Any) -> Part:
    part = row.parts.get(organisation=code)
    return services.act_on_part(row.number, part.serial, Order(action, who, carried)).row


def codes(act: Callable[[], object]) -> set[str]:
    with pytest.raises(Refused) as refused:
        act()
    return {reason.code for reason in refused.value.reasons}


def committed(row: Obligation, code: str) -> Part:
    do(row, code, "accept", department(code))
    do(row, code, "attend", office(), attended="deputy")
    until = (city_today() + timedelta(days=20)).isoformat()
    return do(row, code, "commit", office(), promise="两周内整改", promised_on=until)


def test_04_absence_without_reason_shows_in_the_departments_record_and_the_appraisal_input() -> None:
    row = invited(days_ago=30)
    assert [part.organisation_id for part in queries.parts_of(row)] == list(DEPARTMENTS)
    do(row, "market", "decline", department("market"), ground="no_duty", note="无此职责")
    do(row, "market", "reject_reason", office(), note="清单已列")
    for code in ("law_enforcement", "market"):
        assert do(row, code, "record_absence", office(), note="未到会").is_refused
    do(row, "fire", "attend", office(), attended="head")
    do(row, "fire", "promise_nothing", office())
    year = city_today().year
    for code in ("law_enforcement", "market"):
        assert [part.obligation_id for part in queries.yearly_file(code, year)] == [row.pk]
    row.refresh_from_db()
    assert row.state == "done"
    read = standings.figures(["invitation_mark"], *year_span(year))
    assert {code: (each["invitation_mark"].hits, each["invitation_mark"].base) for code, each in read.items()} == {
        "law_enforcement": (0, 1),
        "market": (0, 1),
        "fire": (1, 1),
    }


def test_04_nobody_is_absent_before_the_day_and_a_good_reason_leaves_no_trace() -> None:
    row = invited()
    assert "clock" in codes(lambda: do(row, "fire", "record_absence", office(), note="未到会"))
    assert codes(lambda: do(row, "fire", "decline", department("fire"), ground="emergency")) == {"missing"}
    do(row, "fire", "decline", department("fire"), ground="emergency", note="火情")
    assert do(row, "fire", "excuse", office()).is_refused is False
    assert queries.yearly_file("fire", city_today().year) == []


def test_04_a_good_reason_leaves_no_trace_though_it_was_accepted_after_the_meeting() -> None:
    row, late = invited(), timezone.now() + timedelta(days=40)
    do(row, "fire", "decline", department("fire"), ground="emergency", note="火情")
    clockwork.sweep(late)
    services.act_on_part(row.number, row.parts.get(organisation="fire").serial, Order("excuse", office(), {}, at=late))
    assert queries.yearly_file("fire", city_today().year) == []
    assert len(queries.yearly_file("market", city_today().year)) == 1  # which never answered, and never came


def test_01_a_committee_is_invited_by_its_list_alone_and_not_like_a_department() -> None:
    committee = "committee.duofuxiang"
    assert codes(lambda: invited(lead=committee)) == {"committee_not_here"}
    assert codes(lambda: invited(joint=f"fire {committee}")) == {"committee_not_here"}
    further = Order("invite_further", office(), {"further": committee})
    assert codes(lambda: services.act(invited().number, further)) == {"committee_not_here"}


def test_a_commitment_says_who_promised_what_by_when_and_whether_it_was_kept(client_of: ClientOf) -> None:
    row = invited()
    part = committed(row, "fire")
    assert (part.promised_on, part.desk_id) == (city_today() + timedelta(days=20), "fire")
    assert [each.word for each in commitments_of(STREET, city_today())] == ["running"]
    assert [each.word for each in commitments_of("fire", city_today() + timedelta(days=21))] == ["late"]
    assert commitments_of("market", city_today()) == []
    assert "clock" in codes(lambda: do(row, "fire", "record_broken", office(), note="未履行"))
    do(row, "fire", "report_kept", department("fire"), note="已整改")
    assert do(row, "fire", "confirm_kept", office()).is_solved
    assert [each.word for each in commitments_of(STREET, city_today())] == ["kept"]
    shown = client_of("office.donghuamen").get("/affairs/commitments/").content.decode()
    assert "沿街油烟联席会议" in shown
    assert "沿街油烟联席会议" not in client_of("handler.market").get("/affairs/commitments/").content.decode()


def test_a_page_of_commitments_begins_where_the_one_before_has_ended(client_of: ClientOf) -> None:
    older, newer = committed(invited(), "fire"), committed(invited(), "market")
    first = commitments_of(STREET, city_today(), size=1)
    second = commitments_of(STREET, city_today(), before=newer.pk, size=1)
    assert [each.part for each in first + second] == [newer, older]
    assert commitments_of(STREET, city_today(), before=older.pk) == []
    page = client_of("office.donghuamen").get("/affairs/commitments/", {"before": newer.pk}).content.decode()
    assert (older.name in page, newer.name in page) == (True, False)


@reads_plans
def test_commitments_are_found_by_whose_they_are_and_not_among_those_of_all() -> None:
    with CaptureQueriesContext(connection) as asked:
        commitments_of("fire", city_today())
    made, received = plans(asked, "promised_on").values()
    assert "joint_part_promise (organisation_id=?)" in made
    assert "joint_rules (rules_id=? AND caller_id=?)" in received
    assert "joint_part USING INDEX sqlite_autoindex_joint_part" in received  # its parts need no second index


@override("en")
def test_a_broken_commitment_goes_on_record() -> None:
    row = invited()
    committed(row, "market")
    late = Order("record_broken", office(), {"note": "未履行"}, at=timezone.now() + timedelta(days=25))
    part = services.act_on_part(row.number, row.parts.get(organisation="market").serial, late).row
    assert (part.state, part.is_refused) == ("broken", True)
    assert fault_of(part) == "Did not keep its word"  # it did come
    assert [each.word for each in commitments_of(STREET, city_today())] == ["broken"]


def test_who_may_invite_and_record() -> None:
    carried = {"place": PLACE, "text": "议题", "lead": "fire"}
    assert codes(lambda: services.open_obligation("joint_meeting", Order("invite", department("fire"), carried)))
    row = invited()
    assert "other_post" in codes(lambda: do(row, "fire", "attend", department("fire"), attended="head"))
    assert "other_post" in codes(lambda: do(row, "fire", "accept", department("market")))
    assert codes(lambda: do(row, "fire", "attend", somebody("street_office", "110101002001"), attended="head"))
    bad = carried | {"lead": "nobody"}
    assert "unknown_organisation" in codes(
        lambda: services.open_obligation("joint_meeting", Order("invite", office(), bad))
    )
    assert services.act(row.number, Order("withdraw", office(), {"note": "改期"})).row.state == "withdrawn"
    assert set(row.parts.values_list("state", flat=True)) == {"released"}


def test_04_what_a_broken_commitment_counts_is_a_setting_of_the_book() -> None:
    row = invited(days_ago=30)
    committed(row, "law_enforcement")
    late = Order("record_broken", office(), {"note": "未整改"}, at=timezone.now() + timedelta(days=25))
    services.act_on_part(row.number, row.parts.get(organisation="law_enforcement").serial, late)
    do(row, "market", "record_absence", office(), note="未到会")
    do(row, "fire", "attend", office(), attended="head")
    do(row, "fire", "promise_nothing", office())
    year = (city_today() - timedelta(days=30)).year
    found = standings.marks(*year_span(year))
    assert {code: each.mean for code, each in found.items()} == {"law_enforcement": 0, "market": 0, "fire": 1}
    other = RuleBook.objects.get(key="invitation", is_listed=True)
    other.pk, other.digest = None, "other"
    other.text = other.text.replace("broken = 0\n", "broken = 0.25\n")
    other.save()
    Obligation.objects.filter(pk=row.pk).update(rules=other)
    again = standings.marks(*year_span(year), "law_enforcement")
    assert {code: each.mean for code, each in again.items()} == {"law_enforcement": Fraction(1, 4)}


def test_04_who_was_excused_is_told_and_does_not_count() -> None:
    row = invited()
    do(row, "fire", "decline", department("fire"), ground="emergency", note="火情")
    do(row, "fire", "excuse", office())
    found = standings.marks(*year_span(city_today().year))["fire"]
    assert (found.mean, found.counted, dict(found.ends)) == (None, 0, {"excused": 1})
