"""`wanmi calendar`: the city's working days."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from wanmi.almanac.models import WorkDay


@click.group()
def group() -> None:
    """The city's working days and hours."""


@group.command()
@click.argument("years", type=click.IntRange(1900, 2300), nargs=-1, required=True, metavar="YEAR...")
@click.option("--json", "as_json", is_flag=True, help="For a program to read.")
def seed(years: tuple[int, ...], as_json: bool) -> None:
    """Take years over from the chinesecalendar package; days that the city decided stay as they are."""
    from wanmi.almanac.services import covered_years, seed_years

    report = seed_years(years)
    if as_json:
        click.echo(json.dumps(asdict(report), default=str))
    else:
        click.echo(f"{len(report.seeded)} years taken over: {report.written} days written, {len(report.kept)} kept.")
    if report.not_covered:
        unknown = ", ".join(map(str, report.not_covered))
        covered = covered_years()
        raise click.ClickException(f"the package knows {covered[0]} to {covered[-1]}, not {unknown}")


@group.command()
@click.argument("year", type=click.IntRange(1900, 2300))
@click.option("--json", "as_json", is_flag=True, help="Each day, for a program to read.")
def show(year: int, as_json: bool) -> None:
    """The days of a year that are not as their weekday would have them."""
    from wanmi.almanac.models import WorkDay

    days = list(WorkDay.objects.filter(date__year=year).order_by("date"))
    if not days:
        raise click.ClickException(f"the calendar has no day of {year}: wanmi calendar seed {year}")
    if as_json:
        click.echo(json.dumps([_as_json(day) for day in days]))
    else:
        _print(days)


def _as_json(day: WorkDay) -> dict[str, str | bool]:
    return {"date": day.date.isoformat(), "is_workday": day.is_workday, "note": day.note, "source": day.source}


def _print(days: list[WorkDay]) -> None:
    from wanmi.worktime.days import is_weekend

    for day in days:
        if day.is_workday == is_weekend(day.date):
            worked = "worked" if day.is_workday else "off"
            click.echo(f"{day.date:%Y-%m-%d %a}  {worked:6}  {day.note}  ({day.source})")
    click.echo(f"{len(days)} days known, {sum(day.is_workday for day in days)} of them worked.")
