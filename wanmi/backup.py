"""`wanmi backup`: a copy of what cannot be made again, taken while the city is served.

The copy has the shape of a ``WANMI_HOME``. What follows from the database (static files, the published addresses, the
lake, the pictures that are shown) is left out: it is made again.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import click
from rich.progress import Progress

FOLDERS = ("attachments", "learned", "sources")  # in WANMI_HOME
SECRET, DUMP, EMBEDDED = "secret", "database.dump", "wanmi.sqlite3"


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def backup(folder: Path) -> None:
    """Copy database, originals of pictures, the secret and what was learned into FOLDER.

    The next backup into the same FOLDER copies what is new and removes what was erased since.
    """
    from django.conf import settings
    from django.db import connection

    home = Path(settings.HOME)
    if folder.resolve().is_relative_to(home.resolve()):
        raise click.BadParameter(f"expected a folder outside {home}, which is what is copied")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # it holds personal data
    # The database first: a picture is stored before the act that names it, so all that it names is there by then.
    copied = _embedded(folder) if connection.vendor == "sqlite" else _dumped(folder)
    with Progress() as progress:
        for name in FOLDERS:
            task = progress.add_task(name, total=None)
            for _path in renew(home / name, folder / name):
                progress.advance(task)
    if (home / SECRET).exists():  # made at the first start, where the environment names none
        _copy(home / SECRET, folder / SECRET)
    click.echo(f"{copied.name} and the files lie in {folder}. Keep its `secret` apart from the rest.")


def renew(source: Path, target: Path) -> Iterator[Path]:
    """Make ``target`` hold the files of ``source``, yielding each copied one; same path and size, same file."""
    wanted = {path.relative_to(source) for path in source.rglob("*") if path.is_file()}
    for path in sorted(wanted):
        there = target / path
        if not there.exists() or there.stat().st_size != (source / path).stat().st_size:
            there.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with suppress(FileNotFoundError):  # erased meanwhile
                _copy(source / path, there)
                yield path
    for there in [each for each in target.rglob("*") if each.is_file()]:
        if there.relative_to(target) not in wanted:
            there.unlink()


def _copy(source: Path, target: Path) -> None:
    """The copy appears whole or not at all."""
    draft = target.with_name(f".{target.name}.new")
    shutil.copy2(source, draft)
    draft.replace(target)


def _embedded(folder: Path) -> Path:
    from django.db import connection

    target, draft = folder / EMBEDDED, folder / f".{EMBEDDED}.new"
    draft.unlink(missing_ok=True)
    connection.ensure_connection()
    with closing(sqlite3.connect(draft)) as copy:
        connection.connection.backup(copy)
    draft.chmod(0o600)
    draft.replace(target)
    return target


def _dumped(folder: Path) -> Path:
    """By PostgreSQL's own program. The password goes by its environment, where no list of processes shows it."""
    from django.db import connection
    from django.db.backends.postgresql.client import DatabaseClient

    target, draft = folder / DUMP, folder / f".{DUMP}.new"
    [_psql, *reach], environment = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, [])
    command = ["pg_dump", "--format=custom", f"--file={draft}", *reach]
    try:
        done = subprocess.run(command, env=os.environ | (environment or {}), capture_output=True, text=True)  # noqa: S603
    except FileNotFoundError as error:
        raise click.ClickException("expected PostgreSQL's own program pg_dump on the PATH") from error
    if done.returncode:
        draft.unlink(missing_ok=True)
        raise click.ClickException(f"pg_dump has not copied the database: {done.stderr.strip()}")
    draft.chmod(0o600)
    draft.replace(target)
    return target
