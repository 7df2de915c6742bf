"""What commands share: a bar for long work, and refusals said without a trace. It knows no room."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
from rich.console import Console
from rich.progress import Progress


@contextmanager
def progress(what: str, steps: int) -> Iterator[Callable[[], None]]:
    """A bar on standard error; call what is given after each of ``steps``."""
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=steps)
        yield lambda: bar.advance(task)


@contextmanager
def refusing(*expected: type[Exception]) -> Iterator[None]:
    """End the command with the message of these exceptions and exit code 1."""
    try:
        yield
    except expected as error:
        raise click.ClickException(str(error)) from error


def complain(message: str) -> None:
    click.echo(message, err=True)
