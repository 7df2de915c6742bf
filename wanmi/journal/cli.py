"""`wanmi journal`: does the journal hold? (The cases add `rebuild` to this group.)"""

from __future__ import annotations

import json
from dataclasses import asdict

import click
from rich.progress import Progress

FAULTS_SHOWN = 50


@click.group()
def group() -> None:
    """Verify the journal, and rebuild from it."""


@group.command()
@click.option("--anchor", help="SEQ:DIGEST noted at an earlier verification; must still stand in the chain.")
@click.option("--json", "as_json", is_flag=True, help="For a program to read.")
def verify(anchor: str | None, as_json: bool) -> None:
    """Walk the whole chain; exit code 1 when an entry or a payload was changed, removed or added."""
    from wanmi.journal.models import Head
    from wanmi.journal.verifying import verify as walk

    noted = _anchor(anchor)
    head = Head.objects.filter(pk=1).first()
    with Progress(disable=as_json) as progress:
        task = progress.add_task("Verifying", total=head.seq if head else 0)
        report = walk(noted, lambda seq: progress.update(task, completed=seq))
    if as_json:
        click.echo(json.dumps(asdict(report)))
    else:
        for fault in report.faults[:FAULTS_SHOWN]:
            click.echo(f"entry {fault.seq}: {fault.what}")
        click.echo(f"{report.seq} entries, {len(report.faults)} faults.")
        click.echo(f"Note the end of the chain elsewhere: {report.seq}:{report.digest}")
    if report.faults:
        raise SystemExit(1)


def _anchor(text: str | None) -> tuple[int, str] | None:
    if text is None:
        return None
    seq, _, digest = text.partition(":")
    if not seq.isdecimal() or len(digest) != 64:
        raise click.BadParameter("expected SEQ:DIGEST, as `wanmi journal verify` prints it", param_hint="--anchor")
    return int(seq), digest
