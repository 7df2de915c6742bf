"""The streets of a piece of ground: clipped to it, with those along its border."""

from __future__ import annotations

from pathlib import Path

import pytest
import shapely

from tests.territory.ground import SIDE, SOUTH, WEST, city, square
from wanmi.grids.errors import GridError
from wanmi.grids.geojson import write_features
from wanmi.journal.models import Entry
from wanmi.territory import services
from wanmi.territory.cli import street_lines
from wanmi.territory.models import Street
from wanmi.territory.streets import streets_within

pytestmark = pytest.mark.django_db
MIDDLE = SOUTH + SIDE / 2


def test_streets_are_clipped_and_those_along_the_border_belong(db: None) -> None:
    city()
    across = shapely.LineString([(WEST - 1, MIDDLE), (WEST + 1, MIDDLE)])
    along = shapely.LineString([(WEST - 0.00005, SOUTH), (WEST - 0.00005, SOUTH + SIDE)])  # four metres outside
    away = shapely.LineString([(WEST + 1, SOUTH), (WEST + 1, SOUTH + 1)])
    assert services.load_streets([across, along, away]) == 3
    found = streets_within(square(0, 0, 2, 2))
    assert len(found) == 2
    assert max(line.length for line in found) < SIDE * 1.3
    assert Entry.objects.get(action="load_streets").subject == "110101"
    services.load_streets([away])
    assert (streets_within(square(0, 0, 2, 2)), Street.objects.count()) == ([], 1)


def test_nothing_changes_where_the_input_is_empty_or_no_line(tmp_path: Path) -> None:
    city()
    services.load_streets([shapely.LineString([(WEST, SOUTH), (WEST, MIDDLE)])])
    with pytest.raises(GridError):
        services.load_streets([])
    path = tmp_path / "streets.geojson"
    for shape in (square(0, 0), shapely.LineString([(440000, 20), (440001, 21)])):
        write_features(path, [(shape, {})])
        with pytest.raises(GridError, match="no line in degrees"):
            services.load_streets(street_lines(path))
    assert Street.objects.count() == 1
