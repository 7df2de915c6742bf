"""`wanmi sources`: take in what other systems of the city tell, once or until stopped."""

from __future__ import annotations

import json
import time
from dataclasses import asdict
from pathlib import Path

import click

from wanmi.intake.gathering import Sums


@click.group()
def group() -> None:
    """Other systems of the city that feed the one list; declared in sources.toml of its pack."""


@group.command("list")
def listed() -> None:
    """Name the sources that are declared."""
    from wanmi.sources.rules import sources_in_force

    for source in sources_in_force().values():
        click.echo(f"{source.key}  {source.kind}  {source.label['en']}")


@group.command()
@click.argument("source")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="For a program to read.")
def drop(source: str, file: Path, as_json: bool) -> None:
    """Take a FILE of records (CSV, TSV, XLSX) of SOURCE; exit code 1 where rows were left out."""
    from wanmi.addresses.base.transfer.records import BadTable
    from wanmi.intake.gathering import drop as take_file

    try:
        sums = take_file(_declared(source), file, None)
    except BadTable as error:
        raise click.ClickException(str(error)) from error
    click.echo(json.dumps(asdict(sums), ensure_ascii=False) if as_json else _told(file.name, sums))
    if sums.bad_rows:
        raise SystemExit(1)


@group.command()
@click.argument("source")
def pull(source: str) -> None:
    """Ask an Open311 server for what has come in since the last time."""
    from wanmi.intake.pulling import pull as ask
    from wanmi.outbox.calling import NoAnswer

    declared = _declared(source)
    if declared.kind != "open311":
        raise click.ClickException(f"{source} is not asked; it sends")
    try:
        click.echo(_told(source, ask(declared)))
    except NoAnswer as error:
        raise click.ClickException(str(error)) from error


@group.command()
@click.option("--every", type=click.IntRange(min=1), help="Look again after so many seconds, until stopped.")
def gather(every: int | None) -> None:
    """Take the files that lie in WANMI_HOME/sources/SOURCE, and ask every Open311 server."""
    while True:
        _gather_once()
        if every is None:
            return
        time.sleep(every)


def _gather_once() -> None:
    from django.conf import settings

    from wanmi.addresses.base.transfer.records import BadTable
    from wanmi.intake.gathering import gather_folder
    from wanmi.intake.pulling import pull as ask
    from wanmi.outbox.calling import NoAnswer
    from wanmi.sources.rules import sources_in_force

    for source in sources_in_force().values():
        folder = Path(settings.SOURCES_FOLDER) / source.key
        try:
            if source.kind == "open311":
                click.echo(_told(source.key, ask(source)))
            elif source.kind == "file" and folder.is_dir():
                gather_folder(source, folder, lambda path, sums: click.echo(_told(path.name, sums)))
        except (NoAnswer, BadTable) as error:
            click.echo(f"{source.key}: {error}", err=True)


def _declared(key: str):  # type: ignore[no-untyped-def]  # its type is known once Django is set up
    from wanmi.sources.queries import UnknownSource, source_with

    try:
        return source_with(key)
    except UnknownSource as error:
        raise click.ClickException(f"no source {key} is declared: wanmi sources list") from error


def _told(name: str, sums: Sums) -> str:
    lines = [
        f"{name}: {sums.new} new, {sums.known} known ({sums.differ} told differently now), {sums.bad_rows} left out"
    ]
    lines += [f"  line {bad.line} {bad.column}: {bad.value!r} – {bad.expected}" for bad in sums.bad]
    return "\n".join(lines)
