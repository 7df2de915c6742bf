"""`wanmi address import|export|publish|link|codes`: the base from the command line, beside the engine's commands."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from wanmi.addresses.cli import FILE, group
from wanmi.addresses.textfiles import count_gb18030
from wanmi.cli import set_up_django

if TYPE_CHECKING:
    from wanmi.addresses.base.transfer.records import Record

__all__ = ["group"]


def _published() -> str | None:
    """The index that the base published, as the engine's commands take it; None where there is none."""
    set_up_django()
    from wanmi.addresses.base.publishing import published

    path = published()
    return str(path) if path else None


group.context_settings["default_map"] = {"match": {"index": _published}}

TARGET = click.Path(dir_okay=False, path_type=Path)
_SHOWN_BAD_ROWS = 20


@contextmanager
def _progress() -> Iterator[Progress]:
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, transient=True) as progress:
        yield progress


@group.command(name="import")
@click.argument("file", type=FILE)
@click.option("--bad-rows", type=TARGET, help="Where bad rows are listed; default: FILE with .bad.csv behind.")
def import_(file: Path, bad_rows: Path | None) -> None:
    """Take the addresses of FILE (CSV, XLSX, GeoJSON or Parquet) into the base; exit code 1 where rows are bad."""
    set_up_django()
    from wanmi.acts.system import system_actor
    from wanmi.addresses.base.transfer.importing import import_file
    from wanmi.addresses.base.transfer.records import BadTable

    bad_rows = bad_rows or file.with_name(f"{file.name}.bad.csv")
    _say_encoding(file)
    try:
        with _progress() as progress:
            task = progress.add_task("Rows read (three times: places, buildings, rooms)", total=None)
            tell = partial(progress.update, task)
            sums = import_file(file, system_actor(), bad_rows, lambda done, of: tell(completed=done, total=of))
    except BadTable as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{sums.added:,} added, {sums.known:,} known before, {sums.bad:,} bad rows.")
    if sums.bad:
        click.echo(f"The bad rows are listed in {bad_rows}", err=True)
        raise SystemExit(1)


@group.command()
@click.argument("file", type=TARGET)
@click.option("--region", default="", help="A place code of any level; everything without it.")
def export(file: Path, region: str) -> None:
    """Write the addresses in force to FILE (CSV, XLSX, GeoJSON or Parquet by its name)."""
    set_up_django()
    from wanmi.addresses.base.transfer.exporting import export_file
    from wanmi.addresses.base.transfer.records import BadTable

    try:
        with _progress() as progress:
            task = progress.add_task("Addresses written", total=None)
            written = export_file(file, region, lambda done: progress.update(task, completed=done))
    except BadTable as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{written:,} addresses written to {file}")


@group.command()
def publish() -> None:
    """Build the index from the base and let it answer from now on; running servers notice by themselves."""
    set_up_django()
    from wanmi.addresses.base.publishing import folder
    from wanmi.addresses.base.publishing import publish as publish_base

    with _progress() as progress:
        task = progress.add_task("Writing", total=None)
        published = publish_base(lambda step, done: progress.update(task, description=step, completed=done))
    report = published.report
    for bad in report.bad[:_SHOWN_BAD_ROWS]:
        click.echo(f"left out: {bad.reason}: {bad.content}", err=True)
    if report.bad:
        click.echo(f"{len(report.bad):,} rows left out, listed in {folder() / published.version}", err=True)
    click.echo(f"Version {published.version}: {report.places:,} places, {report.rows:,} buildings and rooms.")


@group.command("follow-grids")
def follow_grids_command() -> None:
    """Put addresses whose unit grid has ended, or that have none, into the one around them; codes stay."""
    set_up_django()
    from wanmi.acts.system import system_actor
    from wanmi.addresses.base.areas import follow_grids

    with _progress() as progress:
        task = progress.add_task("Addresses moved", total=None)
        moved = follow_grids(system_actor(), lambda done: progress.update(task, completed=done))
    click.echo(f"{moved:,} addresses moved.")


@group.command()
@click.argument("table")
@click.argument("file", type=FILE)
@click.option("--key", required=True, help="Column that names a row in its table.")
@click.option("--address", required=True, help="Column with the address in words.")
def link(table: str, file: Path, key: str, address: str) -> None:
    """Link the rows of FILE, a table of a department, to addresses; what means none goes to the remedy queue."""
    set_up_django()
    from wanmi.addresses.base.errors import NotPublished
    from wanmi.addresses.base.remedies import Linked
    from wanmi.addresses.base.remedies import link as link_rows
    from wanmi.addresses.base.transfer.records import BadTable, records

    _say_encoding(file)
    bad: list[int] = []
    sums = Linked()
    try:
        with _progress() as progress:
            task = progress.add_task("Rows linked", total=None)
            for sums in link_rows(table, _pairs(records(file), key, address, bad)):
                progress.update(task, completed=sums.matched + sums.remedies + sums.known)
    except (BadTable, NotPublished) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{sums.matched:,} matched, {sums.remedies:,} sent to the remedy queue, {sums.known:,} known before.")
    if bad:
        shown = ", ".join(map(str, bad[:_SHOWN_BAD_ROWS]))
        raise click.ClickException(f"{len(bad):,} rows without {key} or {address}, or with a NUL in {key}: {shown}")


def _say_encoding(file: Path) -> None:
    if file.suffix.lower() in (".csv", ".tsv") and (count := count_gb18030(file)):
        click.echo(f"{file.name}: {count:,} lines read as GB18030", err=True)


def _pairs(rows: Iterator[tuple[int, Record]], key: str, address: str, bad: list[int]) -> Iterator[tuple[str, str]]:
    for number, row in rows:
        if row.get(key) and row.get(address) and "\0" not in row[key]:
            yield row[key][:80], row[address]
        else:
            bad.append(number)


@group.command()
@click.argument("table")
def codes(table: str) -> None:
    """Print key, code and level of every row of a linked TABLE as CSV, for its owner to take back."""
    set_up_django()
    from wanmi.addresses.base.remedies import codes_of

    rows = csv.writer(sys.stdout, lineterminator="\n")
    rows.writerow(("key", "code", "level"))
    rows.writerows(codes_of(table))
