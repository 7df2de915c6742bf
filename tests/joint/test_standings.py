"""Departments by whistles and rates: the figures of the appraisal, their pages, and the lists behind each number."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests.city import somebody
from tests.intake.test_api import caller
from tests.joint import world
from tests.joint.test_hotline import take, visited
from tests.site.conftest import ClientOf, client_of
from wanmi.appraisal.periods import parse_period
from wanmi.appraisal.settings import city_settings
from wanmi.boards.asking import Question
from wanmi.boards.figures import bounds, figures
from wanmi.boards.league import table
from wanmi.joint import scoring, standings
from wanmi.joint.models import Obligation
from wanmi.lake.syncing import sync
from wanmi.schemes import queries
from wanmi.schemes.definition import Kind, Scheme
from wanmi.schemes.models import GivenFigure
from wanmi.territory.models import City
from wanmi.workforce.queries import city_today

__all__ = ["client_of"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
RATINGS = {"law_enforcement": "five", "market": "three", "fire": "one"}


@pytest.fixture
def lake(tmp_path: Path, settings: Any) -> None:
    settings.LAKE = tmp_path
    sync()


def rated() -> Obligation:
    """A solved whistle of three departments, each rated otherwise."""
    return world.solved(world.blown(), ratings=list(RATINGS.values()))


def this_year() -> Question:
    return Question(Kind.DEPARTMENT, "", "year", parse_period(str(city_today().year)), city_settings())


def span() -> tuple[datetime, datetime]:
    return bounds(this_year().period)


def test_5_a_standing_is_the_year_that_is_recomputed_from_the_parts() -> None:
    rated()
    world.do(world.blown(), "fire", "refuse", world.department("fire"), note="人手不足")
    found = standings.standings(*span())
    for code in RATINGS:
        year = scoring.year(code, city_today().year)
        assert (found[code].points, found[code].parts, found[code].mean) == (year.points, year.parts, year.mean)
        assert found[code].share == year.share
    assert (found["fire"].refused, found["fire"].third) == (1, Fraction(100, 3) * Fraction("0.76"))
    assert found["market"].third == Fraction(100, 3) * Fraction("0.88")
    assert standings.standings(*(at - timedelta(days=800) for at in span())) == {}


@pytest.mark.usefixtures("lake")
def test_5_the_third_is_a_part_of_the_year_s_scheme_without_entering_anything() -> None:
    rated()
    year = city_today().year
    about = {"kind": Kind.DEPARTMENT, "since": date(year, 1, 1), "until": date(year + 1, 1, 1), "source": "test"}
    GivenFigure.objects.create(figure="regular_score", subject="market", value=Decimal(84), **about)
    GivenFigure.objects.create(figure="whistle_rating", subject="market", value=Decimal(1), **about)
    scheme = queries.scheme("year_whistles", city_today())
    entry = next(each for each in table(scheme, this_year()).entries if each.subject == "market")
    # 2/3 of 84, and a third of 0.3 + 0.4 + 0.3 x 0.6: what is recorded counts, not what somebody entered
    assert entry.points == Decimal("85.33")
    read = figures(this_year(), [], scheme.given)["market"]
    assert {name: each.value for name, each in read.items()} == {
        "regular_score": 84,
        "whistle_arrival_rate": 100,
        "whistle_solved_rate": 100,
        "whistle_rating": 60,
    }
    assert (read["whistle_rating"].denominator, read["whistle_rating"].people) == (1, None)


@pytest.mark.usefixtures("lake")
def test_13_the_three_rates_are_counted_and_few_people_stay_hidden() -> None:
    visited()
    visited("no", "unsatisfied")
    scheme = queries.scheme("three_rates_104545", city_today())
    read = figures(this_year(), [], scheme.given)["heat"]
    assert (read["response_rate"].value, read["solved_rate"].value, read["solved_rate"].people) == (100, 50, 2)
    assert _points_of_heat(scheme) == ["10", "–", "–"]  # two people are too few to be shown
    _least(0)
    assert _points_of_heat(scheme) == ["10", "22.5", "22.5"]


def _points_of_heat(scheme: Scheme) -> list[str]:
    entry = next(each for each in table(scheme, this_year()).entries if each.subject == "heat")
    return [line.points for line in entry.lines]


def _least(number: int) -> None:
    city = City.objects.get()
    city.settings = city.settings | {"smallest_count": number}
    city.save()


def test_5_the_page_shows_scores_and_thirds_to_those_who_may(client_of: ClientOf) -> None:
    row = rated()
    page = "/boards/whistles/?span=year"
    shown = client_of("command_leader").get(page).content.decode()
    for words in ("Market Regulation Bureau", "29.33", "88", "1 / 1", "25.33"):
        assert words in shown
    assert "Who has blown the whistle" in shown
    assert "0 / 1" in shown
    own = client_of("handler.market").get(page).content.decode()
    assert "Who has blown the whistle" not in own
    assert ("Market Regulation" in own, "Law Enforcement" in own) == (True, False)
    for name, status in {
        "inspector": 200,
        "audit_admin": 200,
        "collector.donghuamen": 403,
        "system_admin": 403,
    }.items():
        assert client_of(name).get(page).status_code == status, name
    assert client_of("command_leader").get("/boards/whistles/?day=x").status_code == 400
    behind = "/boards/obligations/?span=year&figure=whistles&subject="
    listed = client_of("handler.market").get(f"{behind}market").content.decode()
    assert (f"/calls/{row.number}/" in listed, "1 counted" in listed) == (True, True)
    assert f"/calls/{row.number}/" not in client_of("audit_admin").get(f"{behind}market").content.decode()
    assert client_of("handler.market").get(f"{behind}fire").status_code == 403
    for wrong in (f"{behind}nobody", "/boards/obligations/?figure=none&subject=fire", f"{behind}fire&from=x"):
        assert client_of("command_leader").get(wrong).status_code == 404, wrong


def test_the_numbers_of_a_street_open_its_whistles_to_its_leader_and_the_overseers_alone(
    client_of: ClientOf, client: Client
) -> None:
    unnecessary, other = rated(), world.blown()
    world.take(unnecessary, "judge_unnecessary", world.district(), note="街道可自行解决")
    world.drafted()
    leader, page = client_of("street_leader.donghuamen"), "/boards/whistles/?span=year"
    own = leader.get(page).content.decode()
    assert all(
        words in own for words in ("Who has blown the whistle", "1 / 2", f"figure=blown&amp;subject={world.STREET}")
    )
    assert not any(words in own for words in ("Market Regulation", "No whistle", 'href="/boards/"'))
    behind = f"/boards/obligations/?span=year&subject={world.STREET}&figure="
    for figure, rows in (("blown", [unnecessary, other]), ("unnecessary", [unnecessary])):
        for person in (leader, client_of("handler.donghuamen"), client_of("inspector")):
            listed = person.get(f"{behind}{figure}").content.decode()
            assert f"{len(rows)} counted" in listed
            assert [f"/calls/{row.number}/" in listed for row in (unnecessary, other)] == [
                row in rows for row in (unnecessary, other)
            ]
    stranger = client_of("street_leader.hepingli")
    assert "No whistle was blown" in stranger.get(page).content.decode()
    for name in ("street_leader.hepingli", "handler.market", "lane_steward.duofu"):
        assert client_of(name).get(f"{behind}blown").status_code == 403, name
    assert client_of("office.donghuamen").get(page).status_code == 403
    for path in ("/boards/", "/boards/subject/", "/boards/export/", "/boards/map/"):
        assert leader.get(path).status_code == 403, path
    day = city_today().isoformat()
    asked = f"/api/v1/joint/behind?since={day}&last={day}&organisation={world.STREET}&figure=unnecessary"
    found = client.get(asked, headers=caller("inspector")).json()
    assert [row["number"] for row in found["rows"]] == [unnecessary.number]
    assert client.get(asked, headers=caller("handler", organisation="fire")).status_code == 403


def test_13_every_rate_opens_as_many_tickets_as_it_counts(client_of: ClientOf) -> None:
    rows = [visited(), visited("no", "fair"), visited("no", "unsatisfied", contact=False)]
    leader = somebody("shift_leader")
    take(rows[2], "propose_exclusion", leader, exclusion="malicious", note="重复")
    take(rows[2], "confirm_exclusion", somebody("supervision_leader"), note="同意")
    client, page = client_of("supervision_leader"), "/boards/rates/?span=year"
    assert client.get(page).content.decode().count("too few people") == 2
    hidden = client.get("/boards/obligations/?span=year&figure=solved&subject=heat")
    assert hidden.status_code == 403
    _least(0)
    shown = client.get(page).content.decode()
    for words in ("1 / 2", "50 %", "2 / 2", "77.5"):  # 10 + 45/2 + 45: "fairly satisfied" counts whole, a preset
        assert words in shown
    for rate in ("response", "solved", "satisfied"):
        listed = client.get(f"/boards/obligations/?span=year&figure={rate}&subject=heat").content.decode()
        assert [row.number in listed for row in rows] == [True, True, False], rate
        assert "2 counted" in listed


def silent() -> Obligation:
    """A whistle to which nobody came, withdrawn a day later; no department and no street reported anything."""
    at = timezone.now() - timedelta(days=1)
    row = world.blown(at=at)
    return world.take(row, "withdraw", world.leader(), note="无人到场")


def test_3_the_file_of_the_year_is_open_to_the_overseer_and_to_the_department_alone(client_of: ClientOf) -> None:
    row, year = silent(), city_today().year
    page = f"/boards/years/?year={year}&subject="
    shown = client_of("inspector").get(f"{page}fire").content.decode()
    for words in ("Did not come in time", f"/calls/{row.number}/", "Whistles scored"):
        assert words in shown
    files = client_of("command_leader").get(f"/boards/years/?year={year}").content.decode()
    assert all(f"subject={code}" in files for code in RATINGS)
    own = client_of("handler.fire").get("/boards/years/").content.decode()
    assert (row.number in own, "Did not come in time" in own) == (True, True)
    assert f"/calls/{row.number}/" not in client_of("audit_admin").get(f"{page}fire").content.decode()
    assert row.number not in client_of("handler.fire").get(f"/boards/years/?year={year - 1}").content.decode()
    for name, asked, status in (
        ("handler.market", "fire", 403),
        ("collector.donghuamen", "fire", 403),
        ("system_admin", "fire", 403),
        ("inspector", "nobody", 404),
        ("inspector", "fire&year=x", 404),
        ("inspector", "fire&year=1999", 404),
    ):
        assert client_of(name).get(f"/boards/years/?subject={asked}").status_code == status, (name, asked)


def test_3_the_api_serves_the_file_of_the_year_to_the_overseer(client: Client) -> None:
    row = silent()
    path, overseer = f"/api/v1/joint/years/{city_today().year}", caller("inspector")
    file = client.get(f"{path}?organisation=fire", headers=overseer).json()
    assert [(part["number"], part["in_time"], part["arrived_at"]) for part in file["faults"]] == [
        (row.number, False, None)
    ]
    assert (file["parts"], file["mean"], file["refused"], file["next"]) == (1, 0.0, 0, None)
    counted = client.get(f"{path}/departments", headers=overseer).json()
    assert {each["organisation"]: each["faults"] for each in counted} == dict.fromkeys(RATINGS, 1)
    fire = caller("handler", organisation="fire")
    assert client.get(path, headers=fire).json()["faults"] == file["faults"]
    assert [each["organisation"] for each in client.get(f"{path}/departments", headers=fire).json()] == ["fire"]
    assert client.get(f"{path}?organisation=market", headers=fire).status_code == 403
    assert client.get(f"{path}?organisation=nobody", headers=overseer).status_code == 404
    assert client.get(f"{path}/departments", headers=caller("collector")).status_code == 403
    assert client.get(f"{path}?organisation=fire", headers=caller("collector")).status_code == 403


def test_the_api_tells_standings_and_rates(client: Client) -> None:
    rated()
    visited()
    day = city_today().isoformat()
    query = f"?since={day}&last={day}"
    headers = caller("inspector")
    found = client.get(f"/api/v1/joint/standings{query}", headers=headers).json()
    assert {each["organisation"]: each["parts"] for each in found} == dict.fromkeys(RATINGS, 1)
    rates = client.get(f"/api/v1/joint/rates{query}", headers=headers).json()
    assert [(each["organisation"], each["response"], each["solved"]) for each in rates] == [
        ("heat", {"hits": 1.0, "base": 1}, None)
    ]
    callers = client.get(f"/api/v1/joint/blown{query}", headers=headers).json()
    assert callers == [{"organisation": world.STREET, "whistles": 1, "unnecessary": 0}]
    fire = caller("handler", organisation="fire")
    assert client.get(f"/api/v1/joint/blown{query}", headers=fire).json() == []
    assert client.get(f"/api/v1/joint/blown{query}", headers=caller("collector")).status_code == 403
    mine = client.get(f"/api/v1/joint/standings{query}", headers=caller("handler", organisation="fire")).json()
    assert [each["organisation"] for each in mine] == ["fire"]
    behind = f"/api/v1/joint/behind{query}&organisation=fire&figure="
    counted = client.get(f"{behind}whistles", headers=headers).json()
    assert (counted["count"], [row["may_open"] for row in counted["rows"]], counted["next"]) == (1, [True], None)
    assert client.get(f"{behind}whistles", headers=caller("handler", organisation="heat")).status_code == 403
    assert client.get(f"{behind}mood", headers=headers).status_code == 422
    few = f"/api/v1/joint/behind{query}&organisation=heat&figure=solved"
    assert client.get(few, headers=headers).status_code == 403
    wrong = client.get("/api/v1/joint/standings?since=2026-02-01&last=2026-01-01", headers=headers)
    assert wrong.status_code == 422
    assert client.get(f"/api/v1/joint/rates{query}", headers=caller("collector")).status_code == 403


def test_a_page_costs_the_same_however_many(
    client_of: ClientOf, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = client_of("command_leader")
    rated()
    client.get("/boards/whistles/?span=year")
    for _ in range(2):
        rated()
    with django_assert_max_num_queries(20):
        assert "3 scored" in client.get("/boards/whistles/?span=year").content.decode()
