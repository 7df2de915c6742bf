"""`wanmi journal rebuild`: everything that moves by a process, folded from the journal and compared."""

from __future__ import annotations

import json
from dataclasses import asdict

import click
from rich.progress import Progress

from wanmi.journal.cli import group as journal

DIFFERENCES_SHOWN = 50


@journal.command()
@click.option("--write", is_flag=True, help="Put what is stored right; without it it is only compared.")
@click.option("--json", "as_json", is_flag=True, help="For a program to read.")
def rebuild(write: bool, as_json: bool) -> None:
    """Fold everything that moves by a process from the journal and compare; exit code 1 when something differs."""
    from wanmi.addresses.base.rebuilding import rebuild as fold_addresses
    from wanmi.cases.rebuilding import rebuild as fold_cases
    from wanmi.circles.rebuilding import rebuild as fold_circles
    from wanmi.joint.rebuilding import rebuild as fold_joint
    from wanmi.merging.rebuilding import rebuild as fold_merges

    with Progress(disable=as_json) as progress:
        task = progress.add_task("Cases", total=None)
        cases = fold_cases(write=write, progress=lambda done: progress.update(task, completed=done))
        task = progress.add_task("Addresses and remedies", total=None)
        base = fold_addresses(write=write, progress=lambda done: progress.update(task, completed=done))
        task = progress.add_task("Joint obligations", total=None)
        joint = fold_joint(write=write, progress=lambda done: progress.update(task, completed=done))
        task = progress.add_task("Merges", total=None)
        merges = fold_merges(write=write, progress=lambda done: progress.update(task, completed=done))
        task = progress.add_task("Messages of groups", total=None)
        circles = fold_circles(write=write, progress=lambda done: progress.update(task, completed=done))
    found = [*cases.differences, *base.differences, *joint.differences, *merges.differences, *circles.differences]
    if as_json:
        counts = {"cases": cases.cases, "addresses": base.addresses, "remedies": base.remedies}
        counts["obligations"] = joint.obligations
        counts["merges"] = merges.merges
        counts["messages"] = circles.candidates
        click.echo(json.dumps(counts | {"differences": [asdict(each) for each in found]}, default=str))
    else:
        for row in found[:DIFFERENCES_SHOWN]:
            click.echo(f"{row.number}, {row.column}: stored {row.stored!r}, journal {row.journal!r}")
        sums = f"{cases.cases} cases, {base.addresses} addresses, {base.remedies} remedies"
        sums += f", {joint.obligations} obligations, {merges.merges} merges, {circles.candidates} messages of groups"
        click.echo(f"{sums}: {len(found)} differences {'put right' if write else 'found'}.")
    if found and not write:
        raise SystemExit(1)
