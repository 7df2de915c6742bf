"""`wanmi process`: check a process definition, and draw it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from wanmi.process.definition import LANGUAGES, Definition
from wanmi.process.diagram import mermaid
from wanmi.process.diagram import table as markdown
from wanmi.process.errors import DefinitionRefused
from wanmi.process.reading import read_definition
from wanmi.process.sources import text_of

CASE_PROCESS = Path(__file__).parents[1] / "cases" / "process.toml"
TOML = click.Path(exists=True, dir_okay=False, path_type=Path)
OVERRIDE = click.option("--override", type=TOML, metavar="FILE", help="A city's changes, laid over it.")
Command = TypeVar("Command", bound=Callable[..., Any])


@click.group()
def group() -> None:
    """Check and draw a process definition; without FILE, the one that cases follow."""


def source(command: Command) -> Command:
    """The definition that a command is about."""
    return click.argument("file", type=TOML, default=CASE_PROCESS)(OVERRIDE(command))


def in_language(command: Command) -> Command:
    return click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True)(command)


@group.command()
@click.argument("files", type=TOML, nargs=-1)
@OVERRIDE
@click.option("--json", "as_json", is_flag=True, help="For a program to read: a line for each file.")
@click.pass_context
def check(ctx: click.Context, files: Sequence[Path], override: Path | None, as_json: bool) -> None:
    """Prove that every state is reached and can end, every clock stops and every act has an owner, in all FILES."""
    sound = [_check(file, override, as_json, len(files) > 1) for file in files or [CASE_PROCESS]]
    ctx.exit(0 if all(sound) else 1)


def _check(file: Path, override: Path | None, as_json: bool, named: bool) -> bool:
    """Print what is said of one definition, behind its file's name where there are several; whether it is sound."""
    try:
        found, problems = _summary(_read(file, override)), list[str]()
    except DefinitionRefused as error:
        found, problems = {}, error.problems
    if as_json:
        click.echo(json.dumps({"sound": not problems, "problems": problems, **found}, ensure_ascii=False))
    else:
        said = "\n".join(problems) or "Sound: " + ", ".join(f"{key} {value}" for key, value in found.items())
        click.echo(f"{file}: {said}" if named else said)
    return not problems


@group.command()
@source
@in_language
def diagram(file: Path, override: Path | None, language: str) -> None:
    """Draw the states and the acts between them, for Mermaid."""
    click.echo(mermaid(_sound(file, override), language), nl=False)


@group.command()
@source
@in_language
def table(file: Path, override: Path | None, language: str) -> None:
    """List every act with its post, its evidence and its clocks, in Markdown."""
    click.echo(markdown(_sound(file, override), language), nl=False)


def _sound(file: Path, override: Path | None) -> Definition:
    try:
        return _read(file, override)
    except DefinitionRefused as error:
        raise click.ClickException(str(error)) from error


def _read(file: Path, override: Path | None) -> Definition:
    return read_definition(file, *((text_of(override), override.name) if override else ()))


def _summary(definition: Definition) -> dict[str, str | int]:
    return {
        "process": definition.key,
        "edition": definition.edition,
        "states": len(definition.states),
        "transitions": len(definition.transitions),
        "clocks": len(definition.clocks),
        "posts": len(definition.posts),
    }
