"""`wanmi appraisal indicators`, `measure` and `cases`, on a lake that was synced: figures, their lists, wrong use."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.utils import translation
from pytest_django import DjangoDbBlocker

from tests.city import PLACE, handling, take, to_close
from wanmi.appraisal.cli import group
from wanmi.appraisal.cubes import shelf
from wanmi.appraisal.measuring import city_settings
from wanmi.lake.reading import open_lake
from wanmi.lake.syncing import sync
from wanmi.lake.verifying import verify
from wanmi.territory.queries import current_city, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lake")]
STREET = PLACE[:9]


@pytest.fixture(scope="module")
def lake(city: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One case closed, two with their department."""
    folder = tmp_path_factory.mktemp("lake")
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        patch.setattr("django.conf.settings.LAKE", folder)
        take(to_close(), "close", "shift_leader")
        handling()
        handling()
        sync()
        with django_db_blocker.block():
            yield folder


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(group, arguments)
    return done.exit_code, done.output


def test_all_indicators_are_listed() -> None:
    code, text = run("indicators", "--format", "json")
    assert code == 0
    listed = {row["code"] for row in json.loads(text)}
    assert {"report_num", "rework_rate", "satisfaction_rate"} <= listed


def test_a_figure_and_the_cases_behind_it() -> None:
    year = str(today().year)
    code, text = run("measure", "report_num", "archive_rate", "--period", year, "--format", "json")
    told = json.loads(text)
    assert (code, len(told["settings"]), told["data"]) == (0, 64, open_lake().fingerprint())
    figures = {(row["subject"], row["indicator"]): row["numerator"] for row in told["figures"]}
    assert figures[STREET, "report_num"] == 3
    code, text = run("cases", "report_num", STREET, "--period", year, "--format", "csv")
    assert (code, len(list(csv.DictReader(StringIO(text))))) == (0, 3)
    code, text = run("measure", "report_num", "--by", "district", "--period", year)
    assert code == 0
    assert "On time: the department finished by the deadline" in text


def test_a_sync_leaves_cubes_and_a_verification_tries_them(lake: Path) -> None:
    assert shelf.found(open_lake(), city_settings(), current_city().timezone)
    assert verify().faults == []
    file = next((lake / shelf.FOLDER).glob("*/months.parquet"))
    honest = file.read_bytes()
    file.write_bytes(honest[:-1] + b"!")
    assert verify().faults == [f"cubes/{file.parent.name}/{file.name} was changed"]
    file.write_bytes(honest)


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("measure", "report_num", "--period", "June"), 2, "June is no period"),
        (("measure", "no_such", "--period", "2026"), 1, "no indicator is called no_such"),
        (("measure", "report_num", "--period", "2026", "--by", "person"), 2, "person"),
        (("cases", "unit_composite_603010", "D", "--period", "2026"), 1, "counts no cases"),
        (("cases", "report_num", "D", "--period", "2026", "--part", "denominator"), 1, "counts no cases"),
    ],
)
def test_wrong_use_is_told(arguments: tuple[str, ...], code: int, told: str) -> None:
    found, text = run(*arguments)
    assert (found, told in text) == (code, True), text
