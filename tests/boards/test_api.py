"""The appraisal for programs: the figures of the pages, and no more than these show."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.test import Client

from tests.boards.people import DEPARTMENT, FILED, counts_in
from tests.site.conftest import ClientOf
from tests.site.test_access import PEOPLE
from wanmi.boards.scope import OVERSEERS, WATCHERS, WHO
from wanmi.cases.models import Case

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lake")]

V1 = "/api/v1/appraisal"
LEAGUE = f"{V1}/league?{FILED}&scheme=unit_603010"
BEHIND = f"{V1}/cases?{FILED}&kind=department&indicator=archive_num"
OPERATIONS = {
    f"{V1}/schemes": set(WHO),
    f"{V1}/index?{FILED}": set(OVERSEERS),
    f"{V1}/counters": set(WATCHERS),
    LEAGUE: OVERSEERS | {"handler"},
    f"{LEAGUE}&subject={DEPARTMENT}".replace("league?", "league/subject?"): OVERSEERS | {"handler"},
    LEAGUE.replace("league?", "league/trend?"): OVERSEERS | {"handler"},
    LEAGUE.replace("league?", "league/file?") + "&format=csv": OVERSEERS | {"handler"},
    f"{BEHIND}&subject={DEPARTMENT}": OVERSEERS | {"handler"},
}


def found(client: Client, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize("path", OPERATIONS)
def test_each_operation_is_for_whom_its_page_is_for(client: Client, client_of: ClientOf, path: str) -> None:
    assert client.get(path).status_code == 401
    for kind, username in PEOPLE.items():
        owner = f"handler.{DEPARTMENT}" if kind == "handler" else username
        answer = client_of(owner).get(path)
        assert answer.status_code == (200 if kind in OPERATIONS[path] else 403), (kind, answer.text)
        assert answer.status_code == 200 or answer["Content-Type"] == "application/problem+json"


def test_a_colleague_of_another_department_sees_his_own_row_alone(client_of: ClientOf) -> None:
    other = client_of("handler.sanitation")
    assert [entry["subject"] for entry in found(other, LEAGUE)["entries"]] == ["sanitation"]
    assert other.get(f"{LEAGUE}&subject={DEPARTMENT}".replace("league?", "league/subject?")).status_code == 403
    assert other.get(f"{BEHIND}&subject={DEPARTMENT}").status_code == 403


def test_a_table_and_one_explained_score(client_of: ClientOf) -> None:
    leader = client_of("supervision_leader")
    table = found(leader, LEAGUE)
    first = table["entries"][0]
    assert (table["asked"]["period_by"], table["scheme"]["key"], first["rank"]) == ("filing", "unit_603010", 1)
    one = found(leader, f"{LEAGUE}&subject={first['subject']}".replace("league?", "league/subject?"))
    assert (one["points"], one["rank"]) == (first["points"], 1)
    assert all(line["why"] and line["read"] for line in one["lines"] if line["points"] != "–")
    nobody = f"{LEAGUE}&subject=nobody".replace("league?", "league/subject?")
    assert leader.get(nobody).status_code == 404


def test_pages_of_a_table_meet_without_gap(client_of: ClientOf) -> None:
    leader = client_of("supervision_leader")
    whole = found(leader, LEAGUE)
    names, start = list[str](), 0
    while start is not None:
        page = found(leader, f"{LEAGUE}&size=2&start={start}")
        names += [entry["subject"] for entry in page["entries"]]
        start = page["next"]
    assert names == [entry["subject"] for entry in whole["entries"]]


def test_the_cases_behind_a_figure_are_as_many_as_on_the_page(client_of: ClientOf) -> None:
    leader = client_of("supervision_leader")
    told = found(leader, f"{BEHIND}&subject={DEPARTMENT}")
    page = leader.get(f"/boards/cases/?{FILED}&kind=department&subject={DEPARTMENT}&indicator=archive_num").text
    assert told["count"] == counts_in(page) == len(told["rows"])
    assert {row["number"] for row in told["rows"]} <= set(Case.objects.values_list("number", flat=True))
    assert all(row["may_open"] for row in told["rows"])
    assert leader.get(f"{BEHIND}&subject={DEPARTMENT}".replace("archive_num", "nothing")).status_code == 404


def test_a_trend_ends_with_the_period_that_was_asked_for(client_of: ClientOf) -> None:
    path = f"{LEAGUE}&subject={DEPARTMENT}".replace("league?", "league/trend?")
    trend = found(client_of("supervision_leader"), path)
    assert len(trend) == 6
    assert trend[-1]["asked"]["last"] > trend[0]["asked"]["last"]
    assert trend[-1]["points"].keys() == {DEPARTMENT}


def test_a_file_has_the_rows_of_the_table(client_of: ClientOf) -> None:
    leader = client_of("supervision_leader")
    answer = leader.get(LEAGUE.replace("league?", "league/file?") + "&format=csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert "attachment" in answer["Content-Disposition"]
    assert any(found(leader, LEAGUE)["entries"][0]["name"] in row for row in rows)


def test_the_counters_of_the_screen(client_of: ClientOf) -> None:
    told = found(client_of("shift_leader"), f"{V1}/counters")
    assert told["open"] == Case.objects.filter(is_open=True).count() == sum(each["open"] for each in told["stages"])


def test_the_index_with_both_weightings(client_of: ClientOf) -> None:
    told = found(client_of("supervision_leader"), f"{V1}/index?{FILED}&level=6")
    assert (told["weighting"] != "", [place["subject"] for place in told["places"]]) == (True, ["110101"])
    assert client_of("supervision_leader").get(f"{V1}/index?{FILED}&index=nothing").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        f"{V1}/league?span=days&day=2026-01-01",
        f"{V1}/league?span=days&day=2026-02-01&last=2026-01-01",
        f"{V1}/league?span=fortnight",
        f"{V1}/league?level=7",
        f"{V1}/league?size=1001",
        f"{V1}/league/file?format=doc",
        f"{V1}/cases?kind=person&subject=x&indicator=archive_num",
    ],
)
def test_a_question_that_cannot_be_answered_is_told_so(client_of: ClientOf, path: str) -> None:
    answer = client_of("supervision_leader").get(path)
    assert answer.status_code == 422
    assert answer.json()["reasons"][0]["detail"]


def test_an_unknown_scheme_and_one_of_others(client_of: ClientOf) -> None:
    assert client_of("supervision_leader").get(f"{V1}/league?scheme=nothing").status_code == 404
    assert client_of(f"handler.{DEPARTMENT}").get(f"{V1}/league?scheme=region_yangzhou").status_code == 403
