"""`wanmi journal rebuild`: everything that moves by a process, folded from the journal and compared."""

from __future__ import annotations

import json
from dataclasses import asdict
from importlib import import_module

import click
from rich.progress import Progress

from wanmi.acts.folding import Difference, Rebuilt
from wanmi.journal.cli import group as journal

DIFFERENCES_SHOWN = 50
# What is folded, and the room that knows how: its SUBJECTS are kinds of subjects in the journal.
ROOMS = {
    "Cases": "wanmi.cases.rebuilding",
    "Addresses and remedies": "wanmi.addresses.base.rebuilding",
    "Procedures": "wanmi.proceedings.rebuilding",
    "Addresses of firms": "wanmi.firms.rebuilding",
    "Joint obligations": "wanmi.joint.rebuilding",
    "Merges": "wanmi.merging.rebuilding",
    "Messages of groups": "wanmi.circles.rebuilding",
}


@journal.command()
@click.option("--write", is_flag=True, help="Put what is stored right; without it it is only compared.")
@click.option("--json", "as_json", is_flag=True, help="For a program to read.")
def rebuild(write: bool, as_json: bool) -> None:
    """Fold everything that moves by a process from the journal and compare; exit code 1 when something differs."""
    found = Rebuilt()
    with Progress(disable=as_json) as progress:
        for title, room in ROOMS.items():
            task = progress.add_task(title, total=None)
            done = import_module(room).rebuild(
                write=write, progress=lambda done, task=task: progress.update(task, completed=done)
            )
            found.counts += done.counts
            found.differences += done.differences
    _tell(found, written=write, as_json=as_json)
    if found.differences and not write:
        raise SystemExit(1)


def _tell(found: Rebuilt, *, written: bool, as_json: bool) -> None:
    if as_json:
        click.echo(
            json.dumps({**found.counts, "differences": [asdict(each) for each in found.differences]}, default=str)
        )
        return
    for each in found.differences[:DIFFERENCES_SHOWN]:
        click.echo(_line(each))
    sums = ", ".join(f"{number} {what}" for what, number in found.counts.items()) or "nothing"
    click.echo(f"{sums}: {len(found.differences)} differences {'put right' if written else 'found'}.")


def _line(each: Difference) -> str:
    return f"{each.number}, {each.column}: stored {each.stored!r}, journal {each.journal!r}"
