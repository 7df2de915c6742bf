"""`wanmi duplicates`: teach a finder, measure it, and have it propose."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray

from wanmi.duplicates import evaluation, teaching
from wanmi.duplicates.cases import BadCases, Cases, read_cases, read_links
from wanmi.duplicates.finder import Finder, NoFinder
from wanmi.duplicates.taught import SHIPPED
from wanmi.terminal import complain, progress, refusing

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
STEPS = teaching.FOLDS + 3


@click.group()
def group() -> None:
    """Find cases that report the same thing. It proposes; people merge."""


@group.command()
@click.argument("cases", type=FILE)
@click.argument("links", type=FILE)
@click.argument("finder", type=click.Path(dir_okay=False, path_type=Path))
def teach(cases: Path, links: Path, finder: Path) -> None:
    """Teach a FINDER from CASES and LINKS, lines {"case", "dup_of"}."""
    with refusing(BadCases, NoFinder), progress("teaching", STEPS) as advance:
        taught = teaching.teach(read_cases(cases, complain), read_links(links), advance=advance)
    taught.save(finder)
    click.echo(f"{finder}: taught on {taught.taught_on}")


@group.command("eval")
@click.argument("cases", type=FILE)
@click.argument("links", type=FILE)
@click.option("--finder", type=FILE, default=SHIPPED, help="A taught finder; else the one that comes along.")
@click.option("--by-month", is_flag=True, help="Teach on all other months and ask about each: needs no finder.")
@click.option("--json", "as_json", is_flag=True, help="For a program to read.")
def evaluate(cases: Path, links: Path, finder: Path, by_month: bool, as_json: bool) -> None:
    """Measure on CASES and LINKS: how often the linked case is proposed first or among three; flags; cases a second."""
    with refusing(BadCases, NoFinder):
        read, linked = read_cases(cases, complain), read_links(links)
        answers = _month_by_month(read, linked) if by_month else {"": _at_once(Finder.load(finder), read, linked)}
    report = evaluation.report(list(answers.values()))
    months = {month: evaluation.report([each]) for month, each in answers.items()} if by_month else {}
    if as_json:
        click.echo(json.dumps(asdict(report) | {"months": {month: asdict(each) for month, each in months.items()}}))
    else:
        click.echo("\n".join([_table(report), *(_line(month, each) for month, each in months.items())]))


@group.command()
@click.argument("cases", type=FILE)
@click.option("--finder", type=FILE, default=SHIPPED, help="A taught finder; else the one that comes along.")
@click.option("--links", type=FILE, help='Cases that people have merged, lines {"case", "dup_of"}.')
def find(cases: Path, finder: Path, links: Path | None) -> None:
    """For each of CASES write {"id", "flag", "proposed"}: log odds of being a duplicate, and up to three others."""
    with refusing(BadCases, NoFinder):
        read, taught = read_cases(cases, complain), Finder.load(finder)
        linked = read_links(links) if links else {}
    found = taught.find(read, linked)
    for case, flag, proposed in zip(read.ids, found.flags, found.best(), strict=True):
        answer = {"id": str(case), "flag": round(float(flag), 3), "proposed": read.ids[proposed].tolist()}
        sys.stdout.write(json.dumps(answer) + "\n")


def _at_once(finder: Finder, cases: Cases, links: dict[str, str]) -> evaluation.Answers:
    _warn_of_known(finder, cases)
    return evaluation.ask(finder, cases, links)


def _month_by_month(cases: Cases, links: dict[str, str]) -> dict[str, evaluation.Answers]:
    """Each month asked by a finder that was taught on the others, by its name (2026-07)."""
    month = _months(cases)
    known = np.unique(month)
    answers = {}
    with progress("teaching", STEPS * len(known)) as advance:
        for each in known:
            taught = teaching.teach(cases, links, month != each, advance)
            answers[str(each)] = evaluation.ask(taught, cases, links, month == each)
    return answers


def _months(cases: Cases) -> NDArray[np.datetime64]:
    return (cases.opened * 3600).astype("datetime64[s]").astype("datetime64[M]")


def _warn_of_known(finder: Finder, cases: Cases) -> None:
    first, last = finder.taught_on.split("/")
    days = (cases.opened * 3600).astype("datetime64[s]").astype("datetime64[D]")
    if ((days >= np.datetime64(first)) & (days <= np.datetime64(last))).any():
        complain(f"some cases are of the days the finder was taught on, {first} to {last}: see --by-month")


def _table(report: evaluation.Report) -> str:
    return "\n".join(
        (
            f"cases                  {report.cases:>10,}",
            f"links                  {report.links:>10,}    first {report.hit_at_1:.3f}    "
            f"among three {report.hit_at_3:.3f}",
            f"  plausible ones       {report.plausible_links:>10,}    first {report.plausible_hit_at_1:.3f}    "
            f"among three {report.plausible_hit_at_3:.3f}",
            f"    or the same matter   {'':>10}    first {report.matter_hit_at_1:.3f}    "
            f"among three {report.matter_hit_at_3:.3f}",
            f"flags                  F1 {report.f1:>7.3f}    "
            f"precision {report.precision:.3f}    recall {report.recall:.3f}",
            f"  of all called so     F1 {report.called_f1:>7.3f}",
            f"cases a second         {report.cases_per_s:>10,.0f}    (processor time of one core)",
        )
    )


def _line(month: str, report: evaluation.Report) -> str:
    return (
        f"{month}                {report.plausible_links:>10,}    first {report.plausible_hit_at_1:.3f}    "
        f"among three {report.plausible_hit_at_3:.3f}    flags F1 {report.f1:.3f} ({report.called_f1:.3f})"
    )
