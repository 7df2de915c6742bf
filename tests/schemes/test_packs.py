"""A city's pack brings its own schemes, proved before anything is written; given figures are entered and read."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from django.utils import translation

from tests.packs.tiny import TinyPack
from tests.schemes.texts import TINY
from wanmi.journal.models import Entry
from wanmi.packs.loading import check_pack, load_pack
from wanmi.schemes import queries
from wanmi.schemes.definition import Kind
from wanmi.schemes.models import GivenFigure, Rulebook
from wanmi.schemes.services import Figure, give

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 1)
SECOND = TINY.replace('version = "1"', 'version = "2"').replace("2026-01-01", "2026-07-01")
FIRST = TINY.replace("valid_from = 2026-01-01", "valid_from = 2026-01-01\nvalid_to = 2026-07-01")


@pytest.fixture
def tiny(tmp_path: Path) -> TinyPack:
    pack = TinyPack(tmp_path)
    for folder in ("schemes", "indices"):
        pack.path(f"{folder}/x").parent.mkdir()
    return pack


def test_the_version_of_the_day_is_found(tiny: TinyPack) -> None:
    tiny.write("schemes/tiny.1.toml", FIRST)
    tiny.write("schemes/tiny.2.toml", SECOND)
    load_pack(tiny.city)
    assert [queries.scheme("tiny", day).version for day in (DAY, date(2026, 7, 1))] == ["1", "2"]
    assert [scheme.key for scheme in queries.schemes(DAY)] == ["tiny"]
    with pytest.raises(queries.NoScheme, match="'tiny' is not in force on 2025-12-31; there are: none"):
        queries.scheme("tiny", date(2025, 12, 31))


def test_a_scheme_that_the_pack_no_longer_names_goes(tiny: TinyPack) -> None:
    tiny.write("schemes/tiny.toml", TINY)
    load_pack(tiny.city)
    tiny.path("schemes/tiny.toml").unlink()
    assert load_pack(tiny.city).tables["schemes"].removed == 1
    assert not Rulebook.objects.exists()


def test_versions_may_share_no_day_and_no_name(tiny: TinyPack) -> None:
    tiny.write("schemes/tiny.1.toml", TINY)
    tiny.write("schemes/tiny.2.toml", SECOND)
    tiny.write("schemes/tiny.3.toml", TINY)
    with translation.override("en"):
        problems = check_pack(tiny.city)
    assert {(problem.file, problem.column) for problem in problems} == {
        ("schemes/tiny.2.toml", "valid_from"),
        ("schemes/tiny.3.toml", "version"),
        ("schemes/tiny.3.toml", "valid_from"),
    }


def test_an_unsound_scheme_is_refused_with_its_line_and_nothing_is_written(tiny: TinyPack) -> None:
    tiny.write("schemes/tiny.toml", TINY.replace("total = 10", "total = 12"))
    tiny.write("indices/none.toml", "[index]\n")
    with translation.override("en"):
        problems = check_pack(tiny.city)
    assert ("schemes/tiny.toml", 6, "a sound scheme") in [(each.file, each.line, each.expected) for each in problems]
    assert any(each.file == "indices/none.toml" for each in problems)
    assert not Rulebook.objects.exists()


def figure(value: str, since: date, until: date, name: str = "x") -> Figure:
    return Figure(name, Kind.REGION, "110101", since, until, Decimal(value), "a count")


def test_a_given_figure_holds_for_the_periods_inside_its_own() -> None:
    year, june = (date(2026, 1, 1), date(2027, 1, 1)), (date(2026, 6, 1), date(2026, 7, 1))
    assert give([figure("40", *year), figure("55.5", *june)], "somebody") == 2
    assert give([figure("40", *year), figure("56", *june)], "somebody") == 1
    read = [queries.given(Kind.REGION, ["x"], *period) for period in (year, june, (date(2026, 5, 1), date(2026, 6, 1)))]
    assert read == [{"110101": {"x": queries.Entered(Fraction(value), None)}} for value in (40, 56, 40)]
    assert queries.given(Kind.REGION, ["x"], date(2025, 1, 1), date(2027, 1, 1)) == {}
    assert queries.given(Kind.POST, ["x"], *june) == {}
    assert Entry.objects.filter(action="give_figures").count() == 2


def test_nothing_that_is_stored_can_name_a_person() -> None:
    """No column leads to a staff member, an account or a reporter; the kinds of subject are those of work."""
    for model in (Rulebook, GivenFigure):
        assert not [field.name for field in model._meta.get_fields() if field.is_relation]
    assert set(GivenFigure.Kind.values) == {"region", "department", "post"} == set(Kind)
