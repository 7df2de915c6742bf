"""A city learns items and departments from its closed cases; the forms then say what, how sure and why."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.city import ITEM, filed, reported, somebody
from tests.site.conftest import ClientOf, client_of
from wanmi.advice.history import labelled, links
from wanmi.advice.learned import likely_departments, likely_items
from wanmi.cases.models import Case
from wanmi.catalogue.models import Item
from wanmi.learning import duplicates, triage
from wanmi.merging.services import merge
from wanmi.workforce.models import Organisation

__all__ = ["client_of"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
OTHER = "2026/event/06010"
PLACES = ("东街", "西街", "南街", "北街", "中路", "环路")


@pytest.fixture
def history(settings: Any, tmp_path: Path) -> None:
    """Six closed cases each of two items; the columns that are read are all that is set."""
    settings.LEARNED = tmp_path / "learned"
    for item, words in ((ITEM, "井盖破损塌陷"), (OTHER, "违规张贴小广告")):
        for place in PLACES:
            reported(item=item, text=f"{place}{words}")
    Case.objects.update(state="closed", is_open=False, department="street.donghuamen")


def test_before_anything_is_learned_the_words_of_items_speak(settings: Any, tmp_path: Path) -> None:
    settings.LEARNED = tmp_path
    assert likely_items("井盖破损") == []
    assert likely_departments("井盖破损", Organisation.objects.all()) == []


def test_the_city_s_own_history_suggests_items_with_reasons(history: None, client_of: ClientOf) -> None:
    done = CliRunner().invoke(triage, ["learn", "items"])
    assert done.exit_code == 0, done.output
    assert "2 labels" in done.output
    first, *_ = likely_items("前门井盖破损塌陷了")
    assert first.item == Item.objects.get(edition="2026", kind="event", code="01001")
    assert 0 < first.confidence <= 1
    assert any("井盖" in reason for reason in first.reasons)
    form = client_of("operator").get("/catalogue/items/", {"text": "前门井盖破损塌陷了"}).text
    assert "because of:" in form
    assert " %" in form


def test_a_text_that_was_erased_teaches_nothing(history: None) -> None:
    Case.objects.filter(text__contains="东街").update(text="")
    assert len(labelled("items")) == 10


def test_too_little_history_is_said(settings: Any, tmp_path: Path) -> None:
    settings.LEARNED = tmp_path
    assert CliRunner().invoke(triage, ["learn", "items"]).exit_code == 1
    done = CliRunner().invoke(duplicates, ["learn"])
    assert done.exit_code == 1
    assert "50 links" in done.output


def test_merges_are_the_links_that_teach_a_finder() -> None:
    main, other = reported(), reported()
    merge(other.number, main.number, somebody("acceptor"))
    assert links() == {other.number: main.number}


def test_dispatch_shows_where_such_reports_went(history: None, client_of: ClientOf) -> None:
    case = filed(text="前门井盖破损塌陷了")
    Case.objects.exclude(pk=case.pk).filter(text__contains="广告").update(department="street.andingmen")
    assert CliRunner().invoke(triage, ["learn", "departments"]).exit_code == 0
    page = client_of("dispatcher").get(f"/cases/{case.number}/act/dispatch/").text
    assert "Such reports went to:" in page


def test_a_model_of_an_older_version_counts_for_nothing(settings: Any, tmp_path: Path) -> None:
    settings.LEARNED = tmp_path
    (tmp_path / "items.triage").write_bytes(b"wanmi triage 1")
    assert likely_items("井盖破损，请处理") == []
