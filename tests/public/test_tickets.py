"""A ticket of the five levels beside a report: who reported confirms its answer or has it reopened, nobody else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.city import PLACE, somebody
from tests.joint.levels import GRID, at, levels
from tests.joint.levels import take as act
from tests.joint.world import department
from tests.public.conftest import send, token_in
from tests.public.test_receipts import ASKING, post, the_case, to_the_end
from wanmi.joint import clockwork, services
from wanmi.joint.models import Obligation
from wanmi.joint.rebuilding import rebuild
from wanmi.joint.services import Order
from wanmi.journal.models import Entry
from wanmi.linkage.opening import open_ticket
from wanmi.linkage.rates import rates_by, tickets
from wanmi.public.identity import new_ticket
from wanmi.public.models import Voice
from wanmi.territory.queries import grid_points

__all__ = ["levels"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city", "levels")]
CONFIRM = "Yes, it is settled"
REOPEN = "Ask to take it up again"
ANSWER = "已换灯"


def reported(resident: Client) -> str:
    """A report in the unit grid; its secret token."""
    lon, lat = grid_points([GRID])[GRID]
    return send(resident, position_lon=str(lon), position_lat=str(lat))


def supported() -> str:
    """A further resident adds a voice to the latest report; his secret token."""
    typed = {"key": new_ticket(), "text": "我也反映"}
    return token_in(Client().post(f"/public/cases/{the_case().number}/support/", typed)["Location"])


def answered() -> Obligation:
    """The ticket beside the latest report, answered by its grid."""
    open_ticket(the_case(), "urgent", GRID, "ticket")
    row = act(Obligation.objects.get(), "accept", at("grid"))
    return act(row, "answer", at("grid"), note=ANSWER)


def decide(client: Client, token: str, row: Obligation, action: str, **typed: Any) -> int:
    return int(post(client, token, f"tickets/{row.number}/{action}", typed).status_code)


def state(row: Obligation) -> str:
    row.refresh_from_db()
    return row.state


def reopened() -> tuple[int, int]:
    """How many of how many count as reopened in the rate."""
    now = timezone.now()
    rate = rates_by(tickets(GRID, now - timedelta(days=1), now + timedelta(days=1)), 15, now)[""].reopened
    return int(rate.hits), rate.base


def test_10_who_reported_confirms_the_answer_and_reopens_it_with_the_same_handler(resident: Client) -> None:
    token = reported(resident)
    row = answered()
    page = resident.get(f"/public/r/{token}/").text
    assert all(words in page for words in (ANSWER, CONFIRM, REOPEN, row.number))
    assert decide(resident, token, row, "confirm", rating="fair") == 302
    assert (state(row), row.snapshot["facts"]["rating"], reopened()) == ("confirmed", "fair", (0, 1))
    assert CONFIRM not in resident.get(f"/public/r/{token}/").text
    assert decide(resident, token, row, "reopen") == 422  # it says nothing of what is still wrong
    assert decide(resident, token, row, "reopen", note="还是不亮") == 302
    assert (state(row), row.desk_id, reopened()) == ("handling_grid", "committee.duofuxiang", (1, 1))
    told = Entry.objects.filter(subject=row.number, action__in=("confirm", "reopen"))
    assert set(told.values_list("actor", "post")) == {(Voice.objects.get().name, "resident")}


def test_10_after_seven_days_it_is_settled(resident: Client) -> None:
    token = reported(resident)
    row = answered()
    while clockwork.sweep(timezone.now() + timedelta(days=8)):
        pass
    assert state(row) == "confirmed"
    Obligation.objects.filter(pk=row.pk).update(snapshot=_long_ago(row.snapshot))
    assert REOPEN not in resident.get(f"/public/r/{token}/").text
    assert decide(resident, token, row, "reopen", note="又坏了") == 302  # the page says where it is now
    assert (state(row), reopened()[0]) == ("confirmed", 0)


def _long_ago(snapshot: dict[str, Any]) -> dict[str, Any]:
    clock = snapshot["clocks"]["confirmation"]
    past = (timezone.now() - timedelta(minutes=1)).isoformat()
    return snapshot | {"clocks": snapshot["clocks"] | {"confirmation": clock | {"deadline": past}}}


def test_10_a_stranger_and_a_voice_that_was_added_decide_nothing(resident: Client) -> None:
    token = reported(resident)
    row = answered()
    supporter = supported()
    stranger = send(Client(), text="井盖破损")
    for other in (supporter, stranger):
        assert ANSWER not in resident.get(f"/public/r/{other}/").text
        for action in ("confirm", "reopen"):
            assert decide(resident, other, row, action, note="不满意") == 404
    assert decide(resident, token[:-1], row, "confirm") == 404
    assert decide(resident, token, row, "climb") == 302  # an act of the level is none of his
    assert state(row) == "answered"


def test_10_a_closed_case_that_is_taken_up_again_takes_its_ticket_along(resident: Client) -> None:
    token = reported(resident)
    case, row = to_the_end(the_case()), answered()
    page = resident.get(f"/public/r/{token}/").text
    assert page.count(REOPEN) == 1  # the case's form, which does both
    assert post(resident, token, "reopen", ASKING).status_code == 302
    case.refresh_from_db()
    assert (case.state, state(row), reopened()) == ("verifying", "handling_grid", (1, 1))


@pytest.mark.parametrize(
    ("solved", "satisfied", "then"),
    [("yes", "very", ("confirmed", "satisfied")), ("partly", "neutral", ("answered", "fair"))],
)
def test_10_rating_the_case_confirms_and_rates_its_ticket(
    resident: Client, solved: str, satisfied: str, then: tuple[str, str]
) -> None:
    token = reported(resident)
    other = supported()
    to_the_end(the_case())
    row = answered()
    said = {"solved": solved, "satisfied": satisfied}
    assert post(Client(), other, "rate", said).status_code == 302
    assert (state(row), row.snapshot["facts"].get("rating")) == ("answered", None)  # who was not answered
    assert post(resident, token, "rate", {"solved": solved}).status_code == 422
    assert state(row) == "answered"
    assert post(resident, token, "rate", said).status_code == 302
    assert (state(row), row.snapshot["facts"]["rating"]) == then
    told = Entry.objects.filter(subject=row.number, action__in=("confirm", "rate"))
    assert [entry.actor for entry in told] == [Voice.objects.get(is_reporter=True).name]
    assert rebuild().differences == []


def test_10_what_was_confirmed_by_the_end_of_its_days_is_still_rated(resident: Client) -> None:
    token = reported(resident)
    to_the_end(the_case())
    row = answered()
    clockwork.sweep(timezone.now() + timedelta(days=8))
    assert post(resident, token, "rate", {"solved": "no", "satisfied": "not"}).status_code == 302
    assert (state(row), row.snapshot["facts"]["rating"]) == ("confirmed", "unsatisfied")


def test_10_a_voice_that_was_added_takes_the_ticket_along_when_it_has_the_case_taken_up_again(resident: Client) -> None:
    reported(resident)
    supporter = supported()
    case, row = to_the_end(the_case()), answered()
    assert post(Client(), supporter, "reopen", ASKING).status_code == 302
    case.refresh_from_db()
    assert (case.state, state(row), row.desk_id) == ("verifying", "handling_grid", "committee.duofuxiang")
    assert reopened() == (1, 1)


def test_11_who_reported_reads_until_when_why_and_on_which_ground_it_takes_longer(resident: Client) -> None:
    """Statement 11 of Beijing's facts."""
    token = reported(resident)
    given = {"place": PLACE, "text": "供暖不热", "case": the_case().number}
    row = services.open_obligation("demand", Order("receive", somebody("operator"), given)).row
    act(row, "dispatch", somebody("acceptor"), lead="heat", way="direct")
    extension = {"legal_ground": "条例第十五条", "note": "内部说明", "told": "需更换主管"}
    act(row, "extend", department("heat"), **extension)
    page = resident.get(f"/public/r/{token}/").text
    assert all(words in page for words in ("Your matter takes longer", "To be done by", "条例第十五条", "需更换主管"))
    assert not any(words in page for words in ("The answer to your matter", "内部说明"))
    act(row, "answer", department("heat"), answer="已修复")
    page = resident.get(f"/public/r/{token}/").text
    assert ("The answer to your matter" in page, "Your matter takes longer" in page) == (True, False)


def test_10_what_is_refused_moves_neither(resident: Client) -> None:
    token = reported(resident)
    case, row = to_the_end(the_case()), answered()
    assert post(resident, token, "reopen", {"asking": "not_fixed"}).status_code == 422
    case.refresh_from_db()
    assert (case.is_open, state(row)) == (False, "answered")
