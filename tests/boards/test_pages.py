"""League tables, explained scores, the cases behind figures, the index, over a real lake."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from tests.boards.people import DEPARTMENT, FILED, LEAGUE, counts_in
from tests.city import PLACE
from tests.schemes.test_harmony import EXAMPLE, values_for
from tests.schemes.texts import index
from tests.site.conftest import ClientOf
from wanmi.cases.models import Case
from wanmi.schemes.definition import Kind
from wanmi.schemes.services import Figure, give
from wanmi.territory.queries import today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lake")]


@pytest.fixture
def leader(client_of: ClientOf) -> Client:
    return client_of("command_leader")


def row(text: str, subject: str) -> list[str]:
    """The cells of one row of a table, as text."""
    found = re.search(rf'<tr data-subject="{re.escape(subject)}">(.*?)</tr>', text, re.DOTALL)
    assert found, subject
    return [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<t[hd].*?</t[hd]>", found[1], re.DOTALL)]


def test_the_table_of_departments(leader: Client) -> None:
    """Three cases went to the department, two are closed: 60 x 2/3 handled, 30 x 2/3 closed, 10 without rework."""
    answer = leader.get(LEAGUE)
    assert answer.status_code == 200
    rank, _name, score, grade, *lines = row(answer.text, DEPARTMENT)
    assert (rank, score, grade, lines) == ("1", "70.00", "C fair", ["40", "20", "10"])
    assert row(answer.text, "weather")[0] == "–"


def test_the_meanings_and_the_hash_stand_on_the_page_and_may_be_switched(leader: Client) -> None:
    closing = leader.get(LEAGUE.replace("period_by=filing", "period_by=closing"))
    assert row(closing.text, DEPARTMENT)[2] == "100.00"  # the two that are closed, both on time
    assert "Period: that of closing" in closing.text
    assert re.search(r'class="hash">[0-9a-f]{64}<', closing.text)


def test_whoever_may_not_switch_gets_the_city_s_meanings(client_of: ClientOf) -> None:
    answer = client_of(f"handler.{DEPARTMENT}").get(LEAGUE)
    assert 'name="period_by"' not in answer.text
    assert "Period: that of the deadline" in answer.text


def test_a_score_explains_itself_line_by_line(leader: Client) -> None:
    text = leader.get(f"/boards/subject/?{FILED}&scheme=unit_603010&subject={DEPARTMENT}").text
    assert "66.6667, where 0 gives nothing and 100 gives all 60 points" in text
    assert "2 / 3" in text
    assert "rank 1 of 1" in text


@pytest.mark.parametrize(
    ("indicator", "part", "count"),
    [
        ("archive_rate", "numerator", 2),
        ("archive_rate", "denominator", 3),
        ("intime_dispose_rate", "numerator", 2),
        ("rework_rate", "numerator", 0),
    ],
)
def test_the_list_is_as_long_as_the_figure_says(leader: Client, indicator: str, part: str, count: int) -> None:
    query = f"{FILED}&kind=department&subject={DEPARTMENT}&indicator={indicator}&part={part}"
    text = leader.get(f"/boards/cases/?{query}").text
    assert counts_in(text) == count == len(re.findall(r'class="case-link"', text))


def test_each_case_leads_to_its_journal(leader: Client) -> None:
    text = leader.get(f"/boards/cases/?{FILED}&kind=department&subject={DEPARTMENT}&indicator=archive_rate").text
    path = re.search(r'class="case-link" href="([^"]+)"', text)
    assert path
    assert 'class="history"' in leader.get(path[1]).text


def test_long_lists_are_paged_without_tearing_a_case_apart(leader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wanmi.boards.behind.AT_ONCE", 2)
    path, seen = f"/boards/cases/?{FILED}&kind=department&subject={DEPARTMENT}&indicator=need_archive_num", []
    while path:
        text = leader.get(path).text
        seen += re.findall(r'<span class="case-number">(\w+)</span>', text)
        more = re.search(r'rel="next" href="([^"]+)"', text)
        path = "/boards/cases/" + more[1].replace("&amp;", "&") if more else ""
    assert sorted(seen) == sorted(Case.objects.filter(department=DEPARTMENT).values_list("number", flat=True))


@pytest.mark.parametrize(
    "path",
    [
        "/boards/?scheme=none",
        "/boards/cases/?kind=person&subject=1&indicator=archive_rate",
        "/boards/cases/?kind=department&subject=x&indicator=smiles",
        "/boards/cases/?kind=department&subject=x&indicator=unit_score_jinhua",
        "/boards/export/?format=docx",
        f"{LEAGUE}&from=x",
        f"{LEAGUE}&from={'9' * 5000}",
        f"/boards/obligations/?subject=heat&figure=whistles&from={'9' * 5000}",
    ],
)
def test_what_there_is_not(leader: Client, path: str) -> None:
    assert leader.get(path).status_code == 404


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("span=days&day=2026-06-10", "Say the last day"),
        ("span=days&day=2026-06-10&last=2026-06-01", "cannot end"),
        ("day=x", "day"),
    ],
)
def test_what_is_no_period_is_told(leader: Client, more: str, told: str) -> None:
    answer = leader.get(f"/boards/?{more}")
    assert answer.status_code == 400
    assert told in answer.text


@pytest.mark.parametrize("level", ["6", "9", "12"])
def test_regions_of_every_level(leader: Client, level: str) -> None:
    text = leader.get(f"/boards/?{FILED}&scheme=region_yangzhou&level={level}").text
    ranked = re.search(r'<tr data-subject="([^"]+)">\s*<td class="num">1</td>', text)
    assert ranked
    assert ranked[1] == PLACE[: int(level)]


@pytest.mark.parametrize("level", ["15", "duty"])
def test_a_city_without_grids_has_no_scores_of_them(leader: Client, level: str) -> None:
    assert "Nothing to score" in leader.get(f"/boards/?{FILED}&scheme=region_yangzhou&level={level}").text


def test_posts_are_scored_by_their_own_stage(leader: Client) -> None:
    text = leader.get(f"/boards/?{FILED}&scheme=post_dispatcher").text
    assert row(text, "command.dispatcher")[2:4] == ["75.00", "C fair"]  # one of four has yet to be dispatched
    assert "supervision.acceptor" not in text  # another stage: no row


def test_the_trend_tells_six_periods(leader: Client) -> None:
    text = leader.get(f"/boards/trends/?{FILED}&scheme=unit_603010&subject={DEPARTMENT}").text
    assert len(re.findall(r'<th scope="row">', text)) == 6
    assert 'data-value="70.00"' in text


def enter(points: tuple[int, ...], place: str) -> None:
    year = (date(today().year, 1, 1), date(today().year + 1, 1, 1))
    values = values_for(index(), points).items()
    give(
        [
            Figure(name, Kind.REGION, place, *year, Decimal(str(float(value or 0))), "a count")
            for name, value in values
            if name in index().given
        ],
        "somebody",
    )


def test_the_index_with_its_coverage_and_two_weightings(leader: Client) -> None:
    enter(EXAMPLE, "110101001")
    text = leader.get(f"/boards/harmony/?{FILED}&weighting=arithmetic&subject=110101001").text
    table = text[text.index("Regions by the index") :]
    assert "Equal weights, arithmetic mean" in table
    drawn = re.search(r'<tr aria-current="true">(.*?)</tr>', table, re.DOTALL)
    assert drawn
    cells = [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<t[hd].*?</t[hd]>", drawn[1], re.DOTALL)]
    assert cells[0] == "1"
    assert Decimal(cells[2]) < Decimal(cells[3])  # the geometric mean is pulled down
    assert cells[4] == "100 %"
    assert ">–</td>" in table  # streets without figures are not published


def test_too_few_people_are_not_shown_and_not_scored(leader: Client) -> None:
    month = (date(today().year, 1, 1), date(today().year + 1, 1, 1))
    asked = {"weather": 3, "telecom": 40, "transport": 60}
    give(
        [
            Figure(
                name,
                Kind.DEPARTMENT,
                who,
                *month,
                Decimal(90),
                "call-backs",
                people if name == "satisfaction_rate" else None,
            )
            for who, people in asked.items()
            for name in ("response_rate", "solved_rate", "satisfaction_rate")
        ],
        "somebody",
    )
    path = f"/boards/subject/?{FILED}&scheme=three_rates_104545&subject="
    assert "too few people" in leader.get(path + "weather").text
    assert "too few people" in leader.get(path + "telecom").text  # else the first would follow by subtraction
    assert "too few people" not in leader.get(path + "transport").text


def test_the_big_screen(leader: Client) -> None:
    text = leader.get("/boards/wall/").text
    assert re.findall(r'data-counter="(\w+)">(\d+)<', text) == [
        ("open", "3"), ("late", "0"), ("reported", "5"), ("closed", "2"),
    ]  # fmt: skip
    state = re.search(r'data-state="([^"]+)"', text)
    assert state
    assert leader.get(f"/boards/wall/counters/?state={state[1]}").status_code == 204
    assert leader.get("/boards/wall/counters/?state=0").status_code == 200


def test_the_map_carries_letter_and_number_beside_the_colour(leader: Client) -> None:
    text = leader.get(f"/boards/map/?{FILED}&scheme=region_yangzhou&level=9").text
    assert re.search(r'data-code="110101001" data-colour="#[0-9a-f]{6}" data-text="[A-D] [\d.]+"', text)
