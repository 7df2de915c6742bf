"""`wanmi appraisal`: figures, the cases behind a figure, and the list of indicators."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from wanmi.appraisal.subjects import Subjects

LEVELS = {"district": 6, "street": 9, "community": 12, "grid": 15}
FORMATS = click.Choice(["table", "json", "csv"])
BY = click.option(
    "--by", type=click.Choice([*LEVELS, "duty", "department", "post"]), default="street", show_default=True
)
PERIOD = click.option(
    "--period", "text", required=True, help="2026-03-01, 2026-W09, 2026-03, 2026-Q1, 2026-H1 or 2026."
)
WITHIN = click.option("--within", default="", help="Only what lies in this place (a place code).")
FORMAT = click.option("--format", "form", type=FORMATS, default="table", show_default=True)


@click.group()
def group() -> None:
    """Appraisal: every figure recomputable from the journal, and the cases behind it."""


@group.command()
@click.argument("indicators", nargs=-1)
@PERIOD
@BY
@WITHIN
@FORMAT
def measure(indicators: tuple[str, ...], text: str, by: str, within: str, form: str) -> None:
    """Measure INDICATORS (all where none is named) for a period."""
    from wanmi.appraisal import measuring
    from wanmi.appraisal.indicators import INDICATORS, UnknownIndicator
    from wanmi.lake.manifest import LakeError

    settings = measuring.city_settings()
    try:
        lake = measuring.open_lake()
        period = _period(text)
        figures = measuring.measure(lake, indicators or list(INDICATORS), _subjects(by, within), period, settings)
    except (LakeError, UnknownIndicator) as error:
        raise click.ClickException(str(error)) from error
    rows = figures.to_pylist()
    if form == "json":
        said = {"period": str(period), "settings": settings.digest, "data": lake.fingerprint(), "figures": rows}
        click.echo(json.dumps(said, ensure_ascii=False))
        return
    _print(rows, figures.column_names, form)
    for line in (*settings.as_lines(), f"settings {settings.digest}", f"data {lake.fingerprint()}"):
        click.echo(line, err=form == "csv")


@group.command()
@click.argument("indicator")
@click.argument("subject")
@PERIOD
@BY
@WITHIN
@click.option("--part", type=click.Choice(["numerator", "denominator"]), default="numerator", show_default=True)
@FORMAT
def cases(indicator: str, subject: str, text: str, by: str, within: str, part: Any, form: str) -> None:
    """The cases behind the figure of INDICATOR for SUBJECT (a place, organisation, duty grid or post code)."""
    from wanmi.appraisal import measuring
    from wanmi.appraisal.indicators import UnknownIndicator
    from wanmi.lake.manifest import LakeError

    try:
        lake, subjects = measuring.open_lake(), _subjects(by, within)
        found = measuring.cases_behind(lake, indicator, subjects, subject, _period(text), part=part)
    except measuring.NoList as error:
        raise click.ClickException(f"{indicator} ({part}) counts no cases") from error
    except (LakeError, UnknownIndicator) as error:
        raise click.ClickException(str(error)) from error
    shown = [
        name for name in found.column_names if name in ("number", "place", "department", "post", "state", "ended_by")
    ]
    rows = found.select(shown).to_pylist()
    if form == "json":
        click.echo(json.dumps(rows, ensure_ascii=False))
    else:
        _print(rows, shown, form)


@group.command()
@FORMAT
def indicators(form: str) -> None:
    """List all indicators."""
    from wanmi.appraisal.indicators import INDICATORS

    rows = [
        {"code": each.code, "name": each.name_zh, "english": each.name_en, "kind": type(each).__name__.lower()}
        for each in INDICATORS.values()
    ]
    if form == "json":
        click.echo(json.dumps(rows, ensure_ascii=False))
    else:
        _print(rows, list(rows[0]), form)


def _period(text: str) -> Any:
    from wanmi.appraisal.periods import BadPeriod, parse_period
    from wanmi.territory.queries import current_city

    try:
        return parse_period(text, current_city().timezone)
    except BadPeriod as error:
        raise click.BadParameter(str(error), param_hint="--period") from error


def _subjects(by: str, within: str) -> Subjects:
    from wanmi.appraisal.subjects import Departments, DutyGrids, Posts, Regions

    others: dict[str, type[DutyGrids | Departments | Posts]] = {
        "duty": DutyGrids,
        "department": Departments,
        "post": Posts,
    }
    return others[by](within) if by in others else Regions((LEVELS[by],), within)


def _print(rows: Sequence[Mapping[str, Any]], names: Sequence[str], form: str) -> None:
    if form == "csv":
        writer = csv.DictWriter(sys.stdout, names)
        writer.writeheader()
        writer.writerows(rows)
        return
    table = Table(*names)
    for row in rows:
        table.add_row(*(_shown(row[name]) for name in names))
    Console().print(table)


def _shown(value: object) -> str:
    if value is None:
        return "–"
    return f"{value:,.2f}".removesuffix(".00") if isinstance(value, float) else str(value)
