"""`wanmi grids load`, `load-components`, `dump`: between files and the city, beside the commands of the engines."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click
import shapely
from shapely.geometry.base import BaseGeometry

from wanmi.grids.check import MOST_FAULTS, Fault
from wanmi.grids.cli import grids, in_file, out_file, refusing
from wanmi.grids.errors import GridError
from wanmi.grids.exchange import read, write
from wanmi.grids.stock import shelved
from wanmi.territory import queries, redrawing, services
from wanmi.territory.models import Grid

MOST_SHOWN = 50  # faults that are printed one by one
COLUMNS = ("code", "item", "name", "lon", "lat")
kind_option = click.option(
    "--kind", type=click.Choice(Grid.Kind.values), default=Grid.Kind.UNIT.value, show_default=True
)


@grids.command("load")
@click.argument("file", type=in_file)
@kind_option
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="First day on which they are in force; today.")
@click.option("--code-field", help="The field with the code, if it has another name than usual.")
@click.option("--synthetic", is_flag=True, help="Say of them that they are invented.")
@refusing
def load_command(file: Path, kind: str, since: datetime | None, code_field: str | None, synthetic: bool) -> None:
    """Take over the grids of FILE for communities that have none; all of them, or none if one is at fault."""
    day = since.date() if since else None
    try:
        with shelved(read(file), code_field) as shelf:
            count = services.load_grids(shelf, kind=kind, since=day, is_synthetic=synthetic)
    except services.GridsRefused as refused:
        _tell(refused.faults)
        raise click.ClickException(f"{_number(refused.faults)} faults; nothing was loaded.") from refused
    except queries.NoCity as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{count} grids loaded.")


def _number(faults: Sequence[Fault]) -> str:
    return f"{len(faults)}{' or more' if len(faults) == MOST_FAULTS else ''}"


def _tell(faults: Sequence[Fault]) -> None:
    for fault in faults[:MOST_SHOWN]:
        place = "" if fault.lon is None else f" at {fault.lon:.7f}, {fault.lat:.7f}"
        click.echo(f"{fault.kind}: {fault.message}{place}", err=True)


@grids.command("load-components")
@click.argument("file", type=in_file)
@click.option("--synthetic", is_flag=True, help="Say of them that they are invented.")
@refusing
def load_components_command(file: Path, synthetic: bool) -> None:
    """Add the components of a CSV FILE (code, item, name, lon, lat) that are not known yet; all, or none."""
    click.echo(f"{services.load_components(component_rows(file), is_synthetic=synthetic)} components added.")


@grids.command("load-streets")
@click.argument("file", type=in_file)
@click.option("--synthetic", is_flag=True, help="Say of them that they are invented.")
@refusing
def load_streets_command(file: Path, synthetic: bool) -> None:
    """Take over the middle lines of the streets in FILE, which patrols walk; those known before go."""
    click.echo(f"{services.load_streets(street_lines(file), is_synthetic=synthetic)} streets loaded.")


def street_lines(file: Path) -> Iterator[BaseGeometry]:
    """The lines of a file of streets, one by one. Raises GridError naming the feature that is no line in degrees."""
    for feature in read(file):
        for line in shapely.get_parts(feature.shape):
            west, south, east, north = line.bounds or (180.0, 90.0, 181.0, 91.0)
            if line.geom_type != "LineString" or west < -180 or south < -90 or east > 180 or north > 90:
                raise GridError("bad_street", "Feature {feature} is no line in degrees.", feature=feature.number)
            yield line


def component_rows(file: Path) -> Iterator[dict[str, str]]:
    """The lines of a file of components. Raises GridError naming the line at fault."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        for row in (reader := csv.DictReader(lines)):
            try:
                values = {name: row[name].strip() for name in COLUMNS}
                float(values["lon"]), float(values["lat"])
            except (KeyError, AttributeError, ValueError) as error:
                message = "Line {feature} of {file} has not the columns code, item, name, lon, lat."
                raise GridError("bad_component", message, feature=reader.line_num, file=file.name) from error
            if "\0" in "".join(values.values()):
                message = "Line {feature} of {file} holds a NUL character, which no database keeps."
                raise GridError("nul_character", message, feature=reader.line_num, file=file.name)
            yield values


@grids.command("dump")
@click.argument("out", type=out_file)
@kind_option
@click.option("--place", default="", help="A division's code; the whole city without it.")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="As they were on this day; today.")
@refusing
def dump_command(out: Path, kind: str, place: str, day: datetime | None) -> None:
    """Write the city's grids as they are in force on a day to OUT (.geojson, .gpkg or .shp)."""
    found = queries.grids_in(place, day.date() if day else None, kind)
    click.echo(f"{write(out, (_feature(grid) for grid in found.iterator(chunk_size=2_000)))} grids written to {out}.")


def _feature(grid: Grid) -> tuple[BaseGeometry, dict[str, Any]]:
    about = {"code": grid.code, "area_m2": grid.area, "valid_from": grid.valid_from.isoformat()}
    return shapely.from_wkb(bytes(grid.shape)), about | {"synthetic": grid.is_synthetic}


day_option = click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="First day of the change; today.")


@grids.command("redraw")
@click.argument("codes", nargs=-1, required=True)
@click.option("--shapes", type=in_file, help="A file with the new polygons; together they cover the same ground.")
@click.option("--merge", is_flag=True, help="Make one grid of all.")
@click.option("--cut", "line", help='Cut one grid along a line: "lon lat, lon lat".')
@day_option
@refusing
def redraw_command(codes: tuple[str, ...], shapes: Path | None, merge: bool, line: str, day: datetime | None) -> None:
    """End the unit grids CODES and give their ground to new ones; duty grids go to the heirs."""
    if (shapes is not None) + merge + bool(line) != 1:
        raise click.UsageError("Give one of --shapes, --merge and --cut.")
    old = [services.shape_of(each) for each in services.valid_grids(codes)]
    if shapes is not None:
        fresh = [feature.shape for feature in read(shapes)]
    else:
        fresh = redrawing.merged(old) if merge else redrawing.cut(old[0], redrawing.line_of(line))
    try:
        made = services.redraw(codes, fresh, day.date() if day else queries.today())
    except services.GridsRefused as refused:
        _tell(refused.faults)
        raise click.ClickException(f"{len(refused.faults)} faults; nothing was changed.") from refused
    click.echo(f"{', '.join(codes)} -> {', '.join(grid.code for grid in made)}")


@grids.command("end")
@click.argument("code")
@day_option
@refusing
def end_command(code: str, day: datetime | None) -> None:
    """End the unit grid CODE; its ground goes to no other."""
    services.end_grid(code, day.date() if day else queries.today())
    click.echo(f"{code} has ended.")


@grids.command("duty")
@click.argument("code")
@click.argument("name")
@click.argument("members", nargs=-1, required=True)
@day_option
@refusing
def duty_command(code: str, name: str, members: tuple[str, ...], day: datetime | None) -> None:
    """Make the duty grid CODE (called NAME) of the unit grids MEMBERS, or change which ones it has."""
    services.give_duty(code, name, members, day.date() if day else queries.today())
    click.echo(f"{code} has {len(set(members))} unit grids.")
