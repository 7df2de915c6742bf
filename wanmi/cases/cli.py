"""`wanmi journal rebuild`, `wanmi clockwork`: cases from the command line."""

from __future__ import annotations

import json
import time
from dataclasses import asdict

import click
from rich.progress import Progress

from wanmi.journal.cli import group as journal

DIFFERENCES_SHOWN = 50
CLOCKWORK_EVERY_S = 20


@journal.command()
@click.option("--write", is_flag=True, help="Put the stored cases right; without it they are only compared.")
@click.option("--json", "as_json", is_flag=True, help="For a program to read.")
def rebuild(write: bool, as_json: bool) -> None:
    """Fold every case from the journal and compare it with what is stored; exit code 1 when they differ."""
    from wanmi.cases.rebuilding import rebuild as fold
    from wanmi.journal.models import Entry

    with Progress(disable=as_json) as progress:
        task = progress.add_task("Rebuilding", total=Entry.objects.filter(action="report").count())
        report = fold(write=write, progress=lambda done: progress.update(task, completed=done))
    if as_json:
        click.echo(json.dumps(asdict(report), default=str))
    else:
        for row in report.differences[:DIFFERENCES_SHOWN]:
            click.echo(f"case {row.number}, {row.column}: stored {row.stored!r}, journal {row.journal!r}")
        click.echo(f"{report.cases} cases, {len(report.differences)} differences {'put right' if write else 'found'}.")
    if report.differences and not write:
        raise SystemExit(1)


@click.command()
@click.option("--once", is_flag=True, help="Do what is due now, then end.")
def clockwork(once: bool) -> None:
    """Do what falls due by time alone, until stopped: resume suspended cases, recompute deadlines."""
    from wanmi.cases.clockwork import tick

    while True:
        taken = tick()
        if taken or once:
            click.echo(f"Acts taken by the system: {taken}")
        if once:
            return
        time.sleep(CLOCKWORK_EVERY_S)
