"""`wanmi lake`: bring the Parquet lake up to the journal's end, and prove that it says the same."""

from __future__ import annotations

import json
from dataclasses import asdict

import click
from rich.progress import Progress

FAULTS_SHOWN = 50


@click.group()
def group() -> None:
    """The journal as Parquet, for appraisal and for other programs."""


@group.command()
@click.option("--step", type=click.IntRange(min=1), default=200_000, show_default=True, help="Entries at once.")
@click.option("--json", "as_json", is_flag=True, help="For a program to read.")
def sync(step: int, as_json: bool) -> None:
    """Export and derive what the journal has more than the lake. Safe to stop at any moment and run again."""
    from wanmi.journal.models import Head
    from wanmi.lake.manifest import LakeError, folder
    from wanmi.lake.syncing import sync as run

    head = Head.objects.filter(pk=1).first()
    try:
        with Progress(disable=as_json, transient=True) as progress:
            task = progress.add_task("Syncing", total=head.seq if head else 0)
            manifest = run(step=step, progress=lambda seq: progress.update(task, completed=seq))
    except LakeError as error:
        raise click.ClickException(str(error)) from error
    said = {"seq": manifest.seq, "digest": manifest.digest, "files": len(manifest.files)}
    if as_json:
        click.echo(json.dumps(said | {"fingerprint": manifest.fingerprint()}))
    else:
        click.echo(f"{manifest.seq} entries in {len(manifest.files)} files under {folder()}.")
        click.echo(f"Fingerprint of the data: {manifest.fingerprint()}")


@group.command()
@click.option("--json", "as_json", is_flag=True, help="For a program to read.")
def verify(as_json: bool) -> None:
    """Compare the lake with the journal's chain and fold all facts anew; exit code 1 where they differ."""
    from wanmi.lake.manifest import LakeError, folder, read
    from wanmi.lake.verifying import verify as run

    try:
        with Progress(disable=as_json, transient=True) as progress:
            task = progress.add_task("Verifying", total=read(folder()).seq)
            report = run(progress=lambda seq: progress.update(task, completed=seq))
    except LakeError as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        click.echo(json.dumps(asdict(report)))
    else:
        for fault in report.faults[:FAULTS_SHOWN]:
            click.echo(fault)
        click.echo(f"{report.seq} entries, {report.cases} cases, {len(report.faults)} faults.")
    if report.faults:
        raise SystemExit(1)
