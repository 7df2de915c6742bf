"""Who may see which evaluation: the owner of a department or post, his colleague, a stranger; leaders see all."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.boards.people import DEPARTMENT, FILED
from tests.site.conftest import ClientOf
from tests.site.test_access import PEOPLE
from wanmi.boards.scope import LEADERS, OVERSEERS, WATCHERS, WHO

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lake")]

PAGES = {
    "/boards/": set(WHO),
    "/boards/harmony/": set(OVERSEERS),
    "/boards/map/": set(OVERSEERS),
    "/boards/wall/": set(WATCHERS),
    "/boards/wall/counters/": set(WATCHERS),
    f"/boards/?{FILED}&scheme=region_yangzhou": set(OVERSEERS),
    f"/boards/?{FILED}&scheme=unit_603010": OVERSEERS | {"handler"},
}
OWN = f"{FILED}&scheme=unit_603010&subject={DEPARTMENT}"
OTHER = f"{FILED}&scheme=unit_603010&subject=sanitation"


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("kind", PEOPLE)
def test_pages(client_of: ClientOf, path: str, kind: str) -> None:
    assert client_of(PEOPLE[kind]).get(path).status_code == (200 if kind in PAGES[path] else 403)


@pytest.mark.parametrize("path", [*PAGES, "/boards/trends/", "/boards/subject/", "/boards/cases/", "/boards/export/"])
def test_strangers_sign_in_first(client: Client, path: str) -> None:
    assert client.get(path).status_code == 302


def behind(department: str) -> str:
    return f"/boards/cases/?{FILED}&kind=department&subject={department}&indicator=archive_num"


def test_whoever_handles_sees_his_own_department_alone(client_of: ClientOf) -> None:
    owner, other = client_of(f"handler.{DEPARTMENT}"), client_of("handler.sanitation")
    paths = (f"/boards/subject/?{OWN}", behind(DEPARTMENT))
    assert [owner.get(path).status_code for path in paths] == [200, 200]
    assert [other.get(path).status_code for path in paths] == [403, 403]
    table = other.get(f"/boards/?{FILED}&scheme=unit_603010").text
    assert f'data-subject="{DEPARTMENT}"' not in table
    assert 'data-subject="sanitation"' in table
    sheet = other.get(f"/boards/export/?{FILED}&scheme=unit_603010&format=csv").content.decode("utf-8-sig")
    assert DEPARTMENT not in sheet


def test_a_post_sees_its_own_work_and_no_other_s(client_of: ClientOf) -> None:
    path = f"/boards/subject/?{FILED}&scheme=post_dispatcher&subject=command.dispatcher"
    assert client_of("dispatcher").get(path).status_code == 200
    assert client_of("inspector").get(path).status_code == 403
    assert client_of("operator").get(path).status_code == 403
    assert {client_of(kind).get(path).status_code for kind in LEADERS} == {200}


def test_a_case_that_one_may_not_see_is_a_number_without_a_link(client_of: ClientOf) -> None:
    """The dispatcher's own figure counts cases of the whole city, which he sees; a collector sees his own ground."""
    path = f"/boards/cases/?{FILED}&kind=post&subject=command.dispatcher&indicator=dispatch_num"
    assert 'class="case-link"' in client_of("dispatcher").get(path).text
    assert client_of("collector.hepingli").get(path).status_code == 403
