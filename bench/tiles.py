"""Does the map slow down as cases pile up? A full tile at zoom 14 over 100,000 grids, at 10,000 and 1,000,000 cases.

What is timed is all that the map asks for one tile, as the server answers someone who is signed in: divisions, unit
grids, and the counts of open cases by unit grid. One case in twenty is open. Beside it stands the same tile with the
closed cases of the last 30 days: as many in both piles, since the larger one has grown over a hundred times as long.
"""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

import numpy as np

SMALL, LARGE = 10_000, 1_000_000
OPEN_SHARE = 20
GRIDS_A_SIDE = 317  # 317 x 317 is 100,489
SIDE_M = 100.0
WEST, SOUTH = 116.2, 39.75
COMMUNITY_GRIDS = 50
LAYERS = ("divisions", "grids", "cases")
SHOWN = {"open": "", "closed, 30 days": "?shown=closed&days=30"}


def run(quick: bool) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"WANMI_HOME": home, "DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": "tests.django_settings"}
        _prepare()
        found = {}
        for size in (SMALL, LARGE):
            began = time.perf_counter()
            _fill_up_to(size)
            print(f"{size:>9,} cases stand after {time.perf_counter() - began:.1f} s")
            found[size] = {name: _times(query, rounds=4 if quick else 12) for name, query in SHOWN.items()}
    return _told(found)


def _prepare() -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from wanmi.packs.loading import load_pack

    settings.ALLOWED_HOSTS.append("testserver")
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    load_pack(Path(settings.ROOT) / "cities" / "dongcheng")
    _lay_grids()
    from tests.city import reported

    reported(channel="hotline", text="胡同口的路灯不亮，请尽快派人修理")


def _lay_grids() -> None:
    """A mesh of squares of 10,000 m², straight into the tables: checking it is another benchmark."""
    import shapely

    from wanmi.grids.plane import Plane
    from wanmi.territory.cells import cells_of
    from wanmi.territory.models import City, Grid, GridCell

    plane = Plane(WEST, SOUTH)
    across, up = np.meshgrid(np.arange(GRIDS_A_SIDE), np.arange(GRIDS_A_SIDE), indexing="ij")
    corners = np.stack((across.ravel(), up.ravel()), axis=-1) * SIDE_M
    low, high = plane.degrees(corners), plane.degrees(corners + SIDE_M)
    shapes = shapely.box(low[:, 0], low[:, 1], high[:, 0], high[:, 1])
    rows = [
        Grid(
            kind="unit",
            code=f"110101{number // COMMUNITY_GRIDS:06}{number % COMMUNITY_GRIDS + 1:03}",
            community=f"110101{number // COMMUNITY_GRIDS:06}",
            area=SIDE_M**2,
            shape=wkb,
            valid_from="2026-01-01",
        )
        for number, wkb in enumerate(shapely.to_wkb(shapes))
    ]
    made = Grid.objects.bulk_create(rows, batch_size=2_000)
    cells = (
        GridCell(grid=grid, cell=cell) for grid, shape in zip(made, shapes, strict=True) for cell in cells_of(shape)
    )
    GridCell.objects.bulk_create(cells, batch_size=2_000)
    City.objects.update(grids_stamp="bench")


def _fill_up_to(size: int) -> None:
    """Copies of one real case, spread over all grids by a stride that meets each of them.

    The indexes are made anew afterwards, which takes a fraction of the time of growing them row by row.
    """
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'cases_case' AND sql > ''"
        )
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        cursor.execute("SELECT MAX(id) FROM cases_case")
        have = cursor.fetchone()[0]
        cursor.execute(
            f"WITH RECURSIVE n(i) AS (SELECT {have + 1} UNION ALL SELECT i + 1 FROM n WHERE i < {size})" + _CASES
        )
        for _, sql in indexes:
            cursor.execute(sql)
        cursor.execute("ANALYZE")


_CASES = f"""
INSERT INTO cases_case (id, number, state, is_open, channel, place, street, community, lon, lat, grid, cell, item_id,
    text, address, reported_at, due_at, is_provisional, version, snapshot)
SELECT i, 'B' || printf('%017d', i), CASE WHEN i % {OPEN_SHARE} = 0 THEN 'reported' ELSE 'closed' END,
    i % {OPEN_SHARE} = 0, 'hotline', g.community, substr(g.community, 1, 9), g.community, c.lon, c.lat, g.code, c.cell,
    NULL, c.text, c.address, datetime(c.reported_at, '-' || (i * 432 / 100) || ' minutes'), NULL, 0, 1, c.snapshot
FROM n JOIN territory_grid AS g ON g.id = (SELECT MIN(id) FROM territory_grid) + (n.i * 7919) % {GRIDS_A_SIDE**2}
CROSS JOIN (SELECT * FROM cases_case ORDER BY id LIMIT 1) AS c
"""


def _times(query: str, rounds: int) -> list[float]:
    """Milliseconds of the answers for tiles wholly inside the city, each a first time and then ``rounds`` times."""
    from django.test import Client

    from tests.city import somebody
    from wanmi.workforce.models import Staff

    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(Staff.objects.get(pk=somebody("shift_leader").id))
    addresses = _full_tiles()
    times = []
    for turn in range(rounds + 1):
        for address in addresses:
            began = time.perf_counter()
            for layer in LAYERS:
                answer = client.get(f"/tiles/{layer}/{address}{query}")
                assert answer.status_code == 200, f"the tile answers {answer.status_code}"
            if turn:
                times.append(1000 * (time.perf_counter() - began))
    return times


def _full_tiles() -> list[str]:
    from wanmi.grids.plane import Plane
    from wanmi.territory.cells import positions

    edge = SIDE_M * GRIDS_A_SIDE
    corners = Plane(WEST, SOUTH).degrees(np.array([[0.0, 0.0], [edge, edge]]))
    (left, bottom), (right, top) = (positions(corners[:, 0], corners[:, 1]) * 2**14).astype(int).tolist()
    inside = [(x, y) for x in range(left + 1, right) for y in range(top + 1, bottom)]
    return [f"14/{x}/{y}.pbf" for x, y in inside[:: max(1, len(inside) // 40)]]


def _told(found: dict[int, dict[str, list[float]]]) -> dict[str, float]:
    print(f"\n{'a tile at zoom 14, ms':32}{SMALL:>12,}{LARGE:>12,}{'growth':>9}")
    figures: dict[str, float] = {}
    for name in SHOWN:
        for share in (50, 95):
            small, large = (float(np.percentile(found[size][name], share)) for size in (SMALL, LARGE))
            print(f"{f'{name}, p{share}':32}{small:12.2f}{large:12.2f}{large / small:9.2f}")
            prefix = "" if name == "open" else "closed_"
            figures[f"{prefix}p{share}_ms"] = round(large, 2)
            if share == 95:
                figures[f"{prefix}growth_ratio"] = round(large / small, 2)
    return figures
