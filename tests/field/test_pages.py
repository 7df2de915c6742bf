"""The shell, its worker and manifest are open and hold nothing of anybody; the page on coverage is for leaders."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from tests.field.conftest import DUTY
from tests.site.conftest import ClientOf
from wanmi.field.models import Patrol
from wanmi.field.queries import coverage
from wanmi.territory.queries import today
from wanmi.workforce.models import Duty

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def test_the_shell_is_the_same_for_everyone(client: Client, client_of: ClientOf) -> None:
    shells = {
        each.get("/field/", headers={"Accept-Language": "en"}).content for each in (client, client_of("acceptor"))
    }
    assert len(shells) == 1
    assert b'csrfmiddlewaretoken" value' not in shells.pop()


def test_the_worker_names_files_that_are_there(client: Client) -> None:
    answer = client.get("/field/worker.js")
    assert answer["Content-Type"] == "text/javascript"
    shell = json.loads(answer.content.decode().split("self.SHELL = ")[1].split(";\n")[0])
    assert shell["page"] == "/field/"
    assert any("field-map" in name for name in shell["files"])
    assert "importScripts" in answer.content.decode()


def test_the_manifest_makes_the_app_installable(client: Client) -> None:
    answer = client.get("/field/manifest.webmanifest", headers={"Accept-Language": "en"})
    manifest = answer.json()
    assert answer["Content-Type"] == "application/manifest+json"
    assert (manifest["name"], manifest["display"], manifest["scope"]) == (
        "Wanmi on the ground",
        "standalone",
        "/field/",
    )
    assert {icon["sizes"] for icon in manifest["icons"]} == {"192x192", "512x512"}


def test_coverage_by_duty_grid_and_day(client_of: ClientOf, ground: str) -> None:
    post = Duty.objects.get(duty_grid=DUTY).post
    for share in (0.2, 0.4):
        Patrol.objects.create(post=post, duty_grid_id=ground, day=today(), share=0.2, day_share=share)
    table = coverage(today(), "110101")
    [(grid, cells)] = table.rows
    assert (grid.code, cells[-1].patrols, cells[-1].share, cells[0]) == (ground, 2, 0.4, None)
    assert coverage(today(), "110101010").rows == []
    page = client_of("shift_leader").get("/field/coverage/")
    assert page.status_code == 200
    assert "40 %" in page.content.decode()
    assert "2 patrols" in page.content.decode()
    assert client_of("shift_leader").get("/field/coverage/?last=nonsense").status_code == 200
    [told] = client_of("shift_leader").get("/api/v1/field/coverage").json()
    assert (told["duty_grid"], told["walked"]) == (
        ground,
        [{"day": today().isoformat(), "patrols": 2, "share": 0.4}],
    )


@pytest.mark.parametrize("username", ["collector.donghuamen", "dispatcher", "audit_admin"])
def test_coverage_is_for_leaders(client: Client, client_of: ClientOf, username: str) -> None:
    assert client.get("/field/coverage/").status_code == 302
    assert client_of(username).get("/field/coverage/").status_code == 403
    assert client_of(username).get("/api/v1/field/coverage").status_code == 403
