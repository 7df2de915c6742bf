"""`wanmi appraisal score`, `index` and `give`: evaluations and given figures from the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.table import Table

from wanmi.appraisal.cli import LEVELS, group

if TYPE_CHECKING:
    from wanmi.boards.asking import Question
    from wanmi.boards.league import League
    from wanmi.schemes.definition import Scheme

__all__ = ["group"]

BY = click.option("--by", type=click.Choice([*LEVELS, "duty", "department", "post"]), help="Whose work is scored.")
PERIOD = click.option(
    "--period",
    "text",
    required=True,
    help="2026-03-01, 2026-W09, 2026-03, 2026-Q1, 2026-H1, 2026 or 2026-03-01/2026-03-10.",
)
JSON = click.option("--json", "as_json", is_flag=True, help="For a program to read.")


@group.command()
@click.argument("scheme")
@BY
@PERIOD
@JSON
@click.option("--why", is_flag=True, help="Tell each line of each score.")
def score(scheme: str, by: str | None, text: str, as_json: bool, why: bool) -> None:
    """Score regions, departments or posts by SCHEME for a period."""
    from wanmi.boards.league import table
    from wanmi.lake.manifest import LakeError
    from wanmi.schemes import queries

    try:
        period = _period(text)
        found = queries.scheme(scheme, period.last)
        result = table(found, _question(found, by, period))
    except (queries.NoScheme, LakeError) as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        click.echo(json.dumps(_as_json(result), ensure_ascii=False))
    else:
        _print(result, why)


@group.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def give(file: Path) -> None:
    """Enter figures that no journal holds from a CSV file: figure,kind,subject,since,last,value,people,source.

    People may stay empty. Changes nothing where a row is bad.
    """
    from wanmi.boards.giving import BadRows, read_figures
    from wanmi.journal.writing import COMMAND_LINE
    from wanmi.schemes.services import give as enter

    try:
        figures = read_figures(file.name, file.read_bytes())
    except BadRows as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{len(figures)} figures read, {enter(figures, COMMAND_LINE)} new or changed.")


def _period(text: str) -> Any:
    from wanmi.appraisal.periods import BadPeriod, parse_period
    from wanmi.workforce.queries import city_zone

    try:
        return parse_period(text, str(city_zone()))
    except BadPeriod as error:
        raise click.BadParameter(str(error), param_hint="--period") from error


def _question(scheme: Scheme, by: str | None, period: Any) -> Question:
    """The question; BadParameter where the scheme does not score such subjects."""
    from wanmi.appraisal.settings import city_settings
    from wanmi.boards.asking import Question
    from wanmi.schemes.definition import Kind

    kind = Kind(by) if by in ("department", "post") else Kind.REGION if by else sorted(scheme.by)[0]
    if kind not in scheme.by:
        expected = ", ".join(sorted(scheme.by))
        raise click.BadParameter(f"{scheme.key} scores {expected}, not {kind}", param_hint="--by")
    level = "duty" if by == "duty" else str(LEVELS.get(by or "", LEVELS["street"]))
    return Question(kind, level, "days", period, city_settings())


def _as_json(found: League) -> dict[str, Any]:
    return {
        "scheme": found.scheme.key,
        "version": found.scheme.version,
        "period": str(found.question.period),
        "settings": found.question.settings.digest,
        "data": found.data,
        "rows": [
            {
                "rank": entry.row.rank,
                "subject": entry.subject,
                "name": entry.name,
                "score": None if entry.points is None else str(entry.points),
                "grade": entry.grade.key if entry.grade else None,
                "lines": {each.line.key: {"points": each.points, "why": each.steps} for each in entry.lines},
            }
            for entry in found.entries
        ],
    }


def _print(found: League, why: bool) -> None:
    shown = Table("#", "code", "name", "score", "grade", *(line.key for line in found.scheme.lines))
    for entry in found.entries:
        grade = entry.grade.key.upper() if entry.grade else "–"
        points = (str(each.points) for each in entry.lines)
        shown.add_row(str(entry.row.rank or "–"), entry.subject, entry.name, str(entry.points or "–"), grade, *points)
    console = Console()
    console.print(shown)
    for entry in found.entries if why else ():
        console.print(f"[bold]{entry.name}[/bold] {entry.points or '–'}")
        for each in entry.lines:
            console.print(f"  {each.line.key} {each.points}: {'; '.join(each.steps)}")
    for line in (
        *found.question.settings.as_lines(),
        f"settings {found.question.settings.digest}",
        f"data {found.data}",
    ):
        click.echo(line)
