"""The demo city's invented ground: unit grids, components, streets, and a duty grid for each collector."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from wanmi.grids.exchange import read
from wanmi.grids.stock import shelved
from wanmi.territory import services
from wanmi.territory.cli import component_rows, street_lines
from wanmi.territory.models import DutyGrid, Grid, Street
from wanmi.territory.queries import division, grids_in
from wanmi.workforce.models import Post
from wanmi.workforce.services import assign_duty

SINCE = date(2026, 7, 1)  # the first day of the demo's appointments


def load_ground(pack: Path) -> None:
    """Load what is missing; does nothing that was done before."""
    if not Grid.objects.exists():
        with shelved(read(pack / "grids.geojson")) as shelf:
            services.load_grids(shelf, since=SINCE, is_synthetic=True)
    services.load_components(component_rows(pack / "components.csv"), is_synthetic=True)
    if not Street.objects.exists():
        services.load_streets(street_lines(pack / "streets.geojson"), is_synthetic=True)
    known = set(DutyGrid.objects.values_list("code", flat=True))
    for post in Post.objects.filter(kind="collector", until=None).order_by("code"):
        if f"duty.{post.region}" not in known:
            _give(post)


def _give(post: Post) -> None:
    """The unit grids of the street are the collector's ground."""
    street = division(post.region)
    name = f"{street.name_zh if street else post.region}责任网格"
    codes = grids_in(post.region).values_list("code", flat=True)
    duty = services.give_duty(f"duty.{post.region}", name, codes, SINCE, is_synthetic=True)
    assign_duty(post, duty.code, SINCE, None)
