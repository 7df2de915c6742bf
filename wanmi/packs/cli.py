"""`wanmi pack`: check, load and draw city packs. Exit code 1 where a pack is refused, with every problem."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import click
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn
from rich.table import Table

from wanmi.packs import loading
from wanmi.packs.outlines import write_outlines
from wanmi.packs.problems import PackRefused, Problem

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
as_json = click.option("--json", "as_json", is_flag=True, help="Write JSON for a program.")
folder = click.argument("path", type=FOLDER)


@click.group()
def group() -> None:
    """Check and load the data files of a city."""


@group.command()
@folder
@as_json
def check(path: Path, as_json: bool) -> None:
    """Name every problem of the pack in PATH; change nothing."""
    problems = loading.check_pack(path)
    if problems:
        _refuse(problems, as_json)
    click.echo(json.dumps({"problems": []}) if as_json else _("{path} can be loaded.").format(path=path))


@group.command()
@folder
@click.option("--demo-password", envvar="WANMI_DEMO_PASSWORD", help="The password that every demo account gets.")
@as_json
def load(path: Path, demo_password: str | None, as_json: bool) -> None:
    """Bring the database in line with the pack in PATH, or refuse the pack whole."""
    try:
        with _progress(quiet=as_json) as progress:
            report = loading.load_pack(path, demo_password, progress)
    except PackRefused as error:
        _refuse(error.problems, as_json)
    if as_json:
        click.echo(json.dumps(asdict(report), ensure_ascii=False))
    else:
        _show(report)


@group.command()
@folder
def outlines(path: Path) -> None:
    """Draw a stand-in map of the pack in PATH from its border and seeds, marked as synthetic."""
    try:
        count = write_outlines(path)
    except PackRefused as error:
        _refuse(error.problems, as_json=False)
    click.echo(_("{count} outlines drawn.").format(count=count))


def _refuse(problems: Sequence[Problem], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"problems": [asdict(problem) for problem in problems]}, ensure_ascii=False))
    else:
        for problem in problems:
            click.echo(str(problem), err=True)
        click.echo(_("Refused: {count} problems. Nothing was changed.").format(count=len(problems)), err=True)
    sys.exit(1)


@contextmanager
def _progress(*, quiet: bool) -> Iterator[loading.Progress | None]:
    if quiet:
        yield None
        return
    with Progress(BarColumn(), TextColumn("{task.description}"), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("")
        yield lambda what, done, total: bar.update(task, description=what, completed=done, total=total)


def _show(report: loading.LoadReport) -> None:
    table = Table(_("table"), _("added"), _("changed"), _("unchanged"), _("ended"), _("removed"))
    for name, counts in report.tables.items():
        table.add_row(name, *map(str, asdict(counts).values()))
    Console().print(table)
    click.echo(_("{city} loaded in {seconds:.1f} s.").format(city=report.city, seconds=report.seconds))
