"""The commands ``wanmi grids`` and ``wanmi demo-geometry``."""

from __future__ import annotations

import csv
import json
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from itertools import islice
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import click
import shapely
from rich.progress import track

from wanmi.grids.check import MOST_FAULTS, NOTES, Fault, faults_in
from wanmi.grids.demo import SIZES, city_of_divisions, city_of_size, write_city
from wanmi.grids.draft import Draft, Rules, draft
from wanmi.grids.draft.site import as_array
from wanmi.grids.errors import GridError
from wanmi.grids.exchange import read, write
from wanmi.grids.layers import Layers, outlines
from wanmi.grids.locator import Locator, write_index
from wanmi.grids.plane import areas
from wanmi.grids.records import records_of
from wanmi.grids.shifts import Datum, shape_from_cgcs2000, shape_to_cgcs2000
from wanmi.grids.stock import Stock, shelved, shelved_anew, sound_grids

P = ParamSpec("P")
R = TypeVar("R")

in_file = click.Path(exists=True, dir_okay=False, path_type=Path)
out_file = click.Path(dir_okay=False, path_type=Path)
MOST_SHOWN = 20  # faults of a kind that are printed one by one
datum_option = click.Choice([datum.value for datum in Datum])


def refusing(command: Callable[P, R]) -> Callable[P, R]:
    """Turn what the engines refuse into a plain message and exit code 1."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except GridError as error:
            raise click.ClickException(str(error)) from error

    return run


@click.group()
def grids() -> None:
    """Unit grids: draft them, check them, move them in and out, find the grid of a point."""


@grids.command("draft")
@click.argument("communities", type=in_file)
@click.option("--out", required=True, type=out_file, help="Where the grids go (.geojson, .gpkg or .shp).")
@click.option("--lines", type=in_file, help="Roads, rivers, walls; field `strength` 1 to 3 (never straddled).")
@click.option("--objects", type=in_file, multiple=True, help="Compounds and buildings to keep whole; may be repeated.")
@click.option("--components", type=in_file, help="Components as points.")
@click.option("--community", "wanted", multiple=True, help="Codes of 12 digits or their beginnings; all if not given.")
@click.option("--used", type=in_file, help="Grids that exist: their numbers are not given again.")
@click.option("--target", default=10_000.0, show_default=True, help="Square metres a grid should have.")
@click.option("--json", "as_json", is_flag=True, help="Print the reports as JSON.")
@refusing
def draft_command(
    communities: Path,
    out: Path,
    lines: Path | None,
    objects: tuple[Path, ...],
    components: Path | None,
    wanted: tuple[str, ...],
    used: Path | None,
    target: float,
    as_json: bool,
) -> None:
    """Propose unit grids for communities and report how well they keep the nine principles."""
    layers = Layers.read(lines, objects, components)
    chosen = {code: shape for code, shape in outlines(communities).items() if not wanted or code.startswith(wanted)}
    if not chosen:
        raise click.ClickException(f"{communities.name} has no community {', '.join(wanted)}.")
    old = records_of(read(used)) if used else []
    drafts = {}
    for code, shape in track(chosen.items(), "Drafting", transient=True, disable=as_json):
        present = as_array([each.shape for each in old if each.code.startswith(code) and each.shape is not None])
        drafts[code] = draft(
            layers.site(code, shape), Rules(target=target), used=[each.code for each in old], before=present
        )
    count = write(out, _draft_features(drafts.values()))
    _print_drafts(drafts, count, out, as_json)


def _draft_features(drafts: Iterable[Draft]) -> Iterator[tuple[Any, dict[str, Any]]]:
    for made in drafts:
        for code, shape, size, load in zip(made.codes, made.shapes, made.areas, made.loads, strict=True):
            yield shape, {"code": code, "area_m2": round(float(size), 2), "load": float(load), "draft": True}


def _print_drafts(drafts: dict[str, Draft], count: int, out: Path, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({code: made.report.as_json() for code, made in drafts.items()}))
        return
    for code, made in drafts.items():
        click.echo(f"{code}: {len(made.codes)} grids")
        for line in made.report.lines():
            click.echo(f"  {line}")
    click.echo(f"{count} grids of {len(drafts)} communities written to {out}.")


@grids.command("check")
@click.argument("path", type=in_file)
@click.option("--communities", type=in_file, help="Outlines of the communities, to find gaps and parts outside.")
@click.option("--code-field", help="The field with the code, if it has another name than usual.")
@click.option("--faults", "faults_file", type=out_file, help="Write the places of the faults as GeoJSON points.")
@click.option("--json", "as_json", is_flag=True, help="Print the faults as JSON.")
@refusing
def check_command(
    path: Path, communities: Path | None, code_field: str | None, faults_file: Path | None, as_json: bool
) -> None:
    """Find gaps, overlaps, slivers, parts outside, wrong codes and areas. Exit code 1 if there is a fault."""
    tally: Counter[str] = Counter()
    with shelved(read(path), code_field) as shelf:
        found = faults_in(shelf, outlines(communities) if communities else None)
        told = (_told_as_json if as_json else _told)(found, tally, len(shelf))
        if faults_file:
            write(faults_file, _places(told))
        else:
            deque(told, maxlen=0)
    if tally.keys() - NOTES:
        raise SystemExit(1)


def _places(found: Iterable[Fault]) -> Iterator[tuple[Any, dict[str, Any]]]:
    for fault in found:
        if fault.lon is not None and fault.lat is not None:
            about = {"kind": fault.kind, "features": ", ".join(fault.features), "message": fault.message}
            yield shapely.Point(fault.lon, fault.lat), about


def _told(found: Iterable[Fault], tally: Counter[str], count: int) -> Iterator[Fault]:
    """Pass faults on while they are counted and printed, of each kind the first ones."""
    for fault in found:
        tally[fault.kind] += 1
        if tally[fault.kind] <= MOST_SHOWN:
            place = "" if fault.lon is None else f" at {fault.lon:.7f}, {fault.lat:.7f}"
            click.echo(f"{'note' if fault.is_note else 'fault'} {fault.kind}: {fault.message}{place}")
        yield fault
    for kind, times in tally.items():
        if times > MOST_SHOWN:
            click.echo(f"... and {times - MOST_SHOWN} more of {kind}; --json lists all.")
    notes = sum(times for kind, times in tally.items() if kind in NOTES)
    click.echo(f"{count} grids, {tally.total() - notes} faults, {notes} notes.")


def _told_as_json(found: Iterable[Fault], tally: Counter[str], _count: int) -> Iterator[Fault]:
    """The same as one list of JSON, a fault a line."""
    click.echo("[", nl=False)
    for fault in found:
        click.echo((",\n" if tally else "") + json.dumps(fault.as_json(), ensure_ascii=False), nl=False)
        tally[fault.kind] += 1
        yield fault
    click.echo("]")


@grids.command("import")
@click.argument("source", type=in_file)
@click.argument("out", type=out_file)
@click.option("--layer", help="The layer of a GeoPackage.")
@click.option("--code-field", help="The field with the code, if it has another name than usual.")
@click.option("--from", "datum", type=datum_option, default="cgcs2000", show_default=True, help="Its coordinates.")
@click.option("--communities", type=in_file, help="Refuse grids that `check` would find at fault with these.")
@refusing
def import_command(
    source: Path, out: Path, layer: str | None, code_field: str | None, datum: str, communities: Path | None
) -> None:
    """Read grids from elsewhere and write them as sound GeoJSON in CGCS2000; nothing is written if one is at fault."""
    features = (f._replace(shape=shape_to_cgcs2000(f.shape, Datum(datum))) for f in read(source, layer))
    with shelved(features, code_field) as shelf:
        if communities:
            deque(sound_grids(shelf), maxlen=0)
            _refuse_faults(faults_in(shelf, outlines(communities)))
        count = write(out, _sound_features(shelf))
    click.echo(f"{count} grids written to {out}.")


def _sound_features(shelf: Stock) -> Iterator[tuple[Any, dict[str, Any]]]:
    for codes, shapes in sound_grids(shelf):
        for code, shape, size in zip(codes, shapes, areas(shapes), strict=True):
            yield shape, {"code": code, "area_m2": round(float(size), 2)}


def _refuse_faults(found: Iterable[Fault]) -> None:
    faults = [fault for fault in islice(found, MOST_FAULTS) if not fault.is_note]
    if faults:
        others = f" ({len(faults) - 1} more faults; `check` lists all)" if len(faults) > 1 else ""
        raise GridError(faults[0].kind, "{fault}{others}", fault=faults[0].message, others=others)


@grids.command("export")
@click.argument("source", type=in_file)
@click.argument("out", type=out_file)
@click.option("--to", "datum", type=datum_option, default="cgcs2000", show_default=True, help="Coordinates to write.")
@refusing
def export_command(source: Path, out: Path, datum: str) -> None:
    """Write any layer in another format (.geojson, .gpkg, .shp) or in the coordinates of a web map."""
    moved = ((shape_from_cgcs2000(f.shape, Datum(datum)), f.properties) for f in read(source))
    click.echo(f"{write(out, moved)} features written to {out}.")


@grids.command("index")
@click.argument("source", type=in_file)
@click.argument("out", type=out_file)
@refusing
def index_command(source: Path, out: Path) -> None:
    """Build the locator's index file from grids."""
    with shelved(read(source)) as shelf, shelved_anew(sound_grids(shelf)) as sound:
        write_index(out, sound)
    locator = Locator.open(out)
    click.echo(f"{len(locator)} grids, {locator.nbytes / 1e6:.1f} MB written to {out}.")


@grids.command("locate")
@click.argument("index", type=in_file)
@click.argument("lon", type=float, required=False)
@click.argument("lat", type=float, required=False)
@click.option("--points", type=in_file, help="A CSV file with columns lon and lat instead of one point.")
@refusing
def locate_command(index: Path, lon: float | None, lat: float | None, points: Path | None) -> None:
    """Print the code of the grid that covers a point, or of each point of a file (an empty line for none)."""
    locator = Locator.open(index)
    if points:
        numbers = locator.locate_many(*_read_points(points))
        click.echo("\n".join(locator.codes_of(numbers).tolist()))
        return
    if lon is None or lat is None:
        raise click.UsageError("Give LON and LAT, or --points.")
    code = locator.locate(lon, lat)
    if code is None:
        raise click.ClickException("No grid covers the point.")
    click.echo(code)


def _read_points(path: Path) -> tuple[list[float], list[float]]:
    """The columns lon and lat of a CSV file."""
    lons, lats = [], []
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in (reader := csv.DictReader(file)):
            try:
                lons.append(float(row["lon"]))
                lats.append(float(row["lat"]))
            except (KeyError, TypeError, ValueError) as error:
                message = "Line {feature} of {file} has no lon and lat in degrees."
                raise GridError("bad_point", message, feature=reader.line_num, file=path.name) from error
    return lons, lats


@click.command("demo-geometry")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--divisions", type=in_file, help="A pack's divisions.csv: its communities give names and codes.")
@click.option("--size", type=click.Choice(sorted(SIZES)), help="Or a benchmark city as large as this one.")
@click.option("--share", default=1.0, show_default=True, type=click.FloatRange(0, 1, min_open=True), help="Part of it.")
@click.option("--addresses", type=click.IntRange(0), help="At most so many rooms; for a size, its own number.")
@click.option("--seed", default=1, show_default=True)
@refusing
def demo_geometry(
    folder: Path, divisions: Path | None, size: str | None, share: float, addresses: int | None, seed: int
) -> None:
    """Invent a city: communities, streets, compounds, buildings, components, addresses. Nothing of it is real."""
    if (divisions is None) == (size is None):
        raise click.UsageError("Give either --divisions or --size.")
    if divisions is not None:
        city = city_of_divisions(divisions, seed=seed)
    else:
        city = city_of_size(str(size), share=share, seed=seed)
        addresses = round(SIZES[str(size)].addresses * share) if addresses is None else addresses
    write_city(city, folder, addresses=addresses, progress=lambda layer, count: click.echo(f"{layer}: {count}"))
