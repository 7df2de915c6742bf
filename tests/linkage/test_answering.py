"""One person is contacted once with the result: statement 1 of Hangzhou's facts, by the outbox, where he agreed."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from tests.city import PLACE, filed, reported, somebody, take
from tests.joint.presets import taken
from tests.joint.world import department
from wanmi.cases.models import Case
from wanmi.joint import clockwork, services
from wanmi.joint.models import Obligation
from wanmi.joint.services import Order
from wanmi.journal.models import Entry
from wanmi.journal.writing import erase
from wanmi.linkage.answering import last_told
from wanmi.notices import courier, feeding
from wanmi.notices.courier import NoticeCourier
from wanmi.notices.models import Preference
from wanmi.notices.wording import Home
from wanmi.outbox.models import Attempt, Message
from wanmi.outbox.sending import Sender
from wanmi.workforce.models import Staff
from wanmi.workforce.queries import city_zone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
REPORTER = {"name": "周女士", "phone": "13800001111", "notify": True}
ANSWER = "您反映的占道经营已劝离，今后由执法中队巡查"


@pytest.fixture(autouse=True)
def ready(city: None, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken("platforms")
    taken("hotline")
    settings.NOTICES_FILE = tmp_path / "notices.log"
    monkeypatch.setattr(feeding, "sendable_from", lambda *asked: None)
    feeding.the_feed()
    feeding.sweep(timezone.now())


def told(settings: Any) -> list[str]:
    """The words of all that went out to the reporter, once what waits is sent."""
    Sender({feeding.FEED: NoticeCourier()}, timedelta(hours=72), timedelta(days=90)).run(once=True)
    file = Path(settings.NOTICES_FILE)
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return [json.loads(line)["text"] for line in lines]


def matter(case: Case) -> Obligation:
    given = {"place": PLACE, "text": "占道经营", "channel": "hotline", "case": case.number}
    row = services.open_obligation("matter", Order("take_in", somebody("operator"), given)).row
    act(row, "triage", somebody("dispatcher"), platform="market", level="general")
    act(row, "feed_back", department("market"), note="已办")
    return act(row, "verify", somebody("dispatcher"))


def act(row: Obligation, action: str, actor: Any, **carried: Any) -> Obligation:
    return services.act(row.number, Order(action, actor, carried)).row


def results(settings: Any) -> list[str]:
    return [text for text in told(settings) if ANSWER in text or "已结案" in text or "处理结果" in text]


@pytest.mark.parametrize("closed_first", [False, True])
def test_1_one_person_is_contacted_once_with_the_result(settings: Any, closed_first: bool) -> None:
    case = reported(reporter=REPORTER)
    row = matter(case)
    steps = [
        lambda: act(row, "answer", somebody("operator"), answer=ANSWER),
        lambda: take(case, "refuse", "acceptor", refusal="unclear"),
    ]
    for step in reversed(steps) if closed_first else steps:
        step()
    (text,) = results(settings)
    assert case.number in text
    assert ANSWER in text
    assert results(settings) == [text]
    kept = json.dumps(list(Message.objects.values("about", "name", "line")), ensure_ascii=False)
    assert ANSWER not in kept
    looks = Entry.objects.filter(action="look_contact", subject=case.number)
    assert looks.count() == len(told(settings))


@pytest.mark.parametrize("reporter", [None, REPORTER | {"notify": False}])
def test_1_nobody_is_told_who_did_not_agree(settings: Any, reporter: dict[str, Any] | None) -> None:
    case = filed(**({"reporter": reporter} if reporter else {}))
    act(matter(case), "answer", somebody("operator"), answer=ANSWER)
    assert told(settings) == []


def ticket(case: Case) -> Obligation:
    given = {"place": PLACE, "text": "供暖不热", "case": case.number}
    return services.open_obligation("demand", Order("receive", somebody("operator"), given)).row


def handled(row: Obligation, action: str, **carried: Any) -> None:
    """The ticket goes to a department, which takes one act."""
    act(row, "dispatch", somebody("acceptor"), lead="heat", way="direct")
    act(row, action, department("heat"), **carried)


WORDS = "请向人民法院起诉"
TELLING: dict[str, Callable[[Obligation], object]] = {
    "take_route": lambda row: act(row, "take_route", somebody("operator"), route="legal", told=WORDS),
    "settle": lambda row: act(row, "settle", somebody("operator"), answer=WORDS),
    "extend": lambda row: handled(row, "extend", legal_ground="条例第十五条", note="更换主管", told=WORDS),
    "answer": lambda row: handled(row, "answer", answer=WORDS),
}


@pytest.mark.parametrize("step", TELLING)
def test_a_ticket_tells_the_person_its_route_its_extension_and_its_answer(settings: Any, step: str) -> None:
    """Statements 8 and 11 of Beijing's facts, and article 15 of 北京市接诉即办工作条例."""
    case = reported(reporter=REPORTER)
    TELLING[step](ticket(case))
    (text,) = [each for each in told(settings) if WORDS in each]
    assert case.number in text


@pytest.mark.parametrize(
    ("reporter", "language", "said"),
    [
        (REPORTER, "zh-hans", ("需要更多时间", "时限延至", f"原因：{WORDS}", "依据：条例第十五条")),
        (REPORTER, "en", ("takes longer", "due", f"Why: {WORDS}", "Legal ground: 条例第十五条")),
        (REPORTER | {"email": "zhou@example.org"}, "en", ("it is to be done by", f"Why: {WORDS}", "条例第十五条")),
    ],
)
def test_11_an_extension_says_until_when_why_and_on_which_legal_ground(
    settings: Any, monkeypatch: pytest.MonkeyPatch, reporter: dict[str, Any], language: str, said: tuple[str, ...]
) -> None:
    """Statement 11 of Beijing's facts; 北京市接诉即办工作条例 art. 15."""
    monkeypatch.setattr(f"{courier.__name__}.resident_home", lambda *whose: Home(language=language[:2]))
    row = ticket(reported(reporter=reporter))
    TELLING["extend"](row)
    row.refresh_from_db()
    (text,) = [each for each in told(settings) if WORDS in each]
    assert row.due_at is not None
    assert all(words in text for words in (*said, f"{row.due_at.astimezone(city_zone()):%m-%d}"))
    assert not any(words in text for words in ("答复", "answer"))
    assert (last_told(row).until, last_told(row).ground) == (row.due_at, "条例第十五条")


@pytest.mark.parametrize("reporter", [None, REPORTER | {"phone": ""}, REPORTER | {"notify": False}])
@pytest.mark.parametrize("step", ["take_route", "extend"])
def test_nobody_is_told_who_left_no_contact(settings: Any, step: str, reporter: dict[str, Any] | None) -> None:
    TELLING[step](ticket(reported(**({"reporter": reporter} if reporter else {}))))
    assert told(settings) == []


def test_an_extension_is_no_answer_the_result_is_told_when_it_comes(settings: Any) -> None:
    case = reported(reporter=REPORTER)
    row = ticket(case)
    TELLING["extend"](row)
    clockwork.sweep(timezone.now() + timedelta(days=30))
    act(row, "not_reached", somebody("operator"), note="无人接听")
    take(case, "refuse", "acceptor", refusal="unclear")
    assert len(results(settings)) == 1


def test_the_district_is_told_of_its_copy_once(settings: Any) -> None:
    """Statement 7 of Beijing's facts: what goes directly to a street is copied to the district, which presses."""
    staff = Staff.objects.get(appointments__post="command.inspector")
    Preference.objects.create(staff=staff, phone="13900001111")
    row = ticket(filed())
    act(row, "dispatch", somebody("acceptor"), lead="street.donghuamen", way="street")
    other = ticket(filed())
    act(other, "dispatch", somebody("acceptor"), lead="heat", way="direct")
    (text,) = [each for each in told(settings) if "抄送" in each]
    assert row.number in text


def test_an_answer_that_was_erased_is_not_sent(settings: Any) -> None:
    row = act(matter(filed(reporter=REPORTER)), "answer", somebody("operator"), answer=ANSWER)
    erase("joint", row.number, ("answer",), None)
    assert results(settings) == []
    assert Attempt.objects.filter(answer="the answer was erased").count() == 1


def test_without_a_companion_the_case_tells_its_own_result(settings: Any) -> None:
    take(reported(reporter=REPORTER), "refuse", "acceptor", refusal="unclear")
    assert len(results(settings)) == 1
