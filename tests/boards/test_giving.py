"""Figures from a file: entered once, and refused whole where a row is bad."""

from __future__ import annotations

import pytest
from django.utils import translation

from wanmi.boards.giving import BadRows, read_figures
from wanmi.schemes.models import GivenFigure
from wanmi.schemes.services import give

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

HEAD = "figure,kind,subject,since,last,value,people,source\n"
GOOD = "satisfaction_rate,department,water_supply,2026-06-01,2026-06-30,92.5,40,call-backs\n"


def read(*rows: str) -> int:
    with translation.override("en"):
        return give(read_figures("given.csv", (HEAD + "".join(rows)).encode()), "somebody")


def test_figures_are_entered_and_once_more_does_no_harm() -> None:
    rows = (GOOD, "special_points,region,110101001,2026-01-01,2026-12-31,8,,office\n")
    assert (read(*rows), read(*rows)) == (2, 0)
    stored = GivenFigure.objects.get(figure="satisfaction_rate")
    assert (str(stored.value), stored.people, str(stored.until)) == ("92.500000", 40, "2026-07-01")


FAULTS = {
    "a person": (("department,water_supply", "staff,acceptor"), "kind", "expected one of department, post, region"),
    "nobody": (("water_supply", "smiles"), "subject", "expected the code of a place, duty grid, organisation or post"),
    "no figure": (("satisfaction_rate", "smiles"), "figure", "expected one of active_members"),
    "a measured one": (("satisfaction_rate", "archive_rate"), "figure", "expected one of"),
    "no day": (("2026-06-30", "2026-06-31"), "last", "expected a date"),
    "backwards": (("2026-06-30", "2026-05-30"), "last", "expected a day not before since"),
    "no number": (("92.5", "NaN"), "value", "expected a number"),
    "no people": ((",40,", ",-4,"), "people", "expected a number of people, or nothing"),
    "no source": (("call-backs", ""), "source", "expected where the figure comes from"),
}


@pytest.mark.parametrize(("change", "column", "expected"), FAULTS.values(), ids=FAULTS)
def test_a_bad_row_is_named_and_nothing_entered(change: tuple[str, str], column: str, expected: str) -> None:
    assert change[0] in GOOD
    with pytest.raises(BadRows) as refused:
        read(GOOD, GOOD.replace(*change))
    assert str(refused.value).startswith(f"given.csv line 3, {column}: ")
    assert expected in str(refused.value)
    assert not GivenFigure.objects.exists()


@pytest.mark.parametrize("data", [b"\xff\xfe", b"a,b\n1,2\n", b""])
def test_what_is_no_such_file(data: bytes) -> None:
    with pytest.raises(BadRows):
        read_figures("given.csv", data)
