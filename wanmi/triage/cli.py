"""`wanmi triage`: learn what texts belong to, measure it, and suggest."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from wanmi.terminal import complain, progress, refusing
from wanmi.triage import evaluation, learning
from wanmi.triage.files import labelled, message_of, rows
from wanmi.triage.learning import TooFew, learn
from wanmi.triage.model import Model, NoModel

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
SUFFIX = ".triage"


@click.group()
def group() -> None:
    """Learn class or department from a city's own history; suggest the likeliest, never decide."""


@group.command()
@click.argument("file", type=FILE)
@click.argument("model", type=click.Path(dir_okay=False, path_type=Path), required=False)
def train(file: Path, model: Path | None) -> None:
    """Learn from FILE, lines {"id", "title", "text", "label"}, into MODEL (else beside FILE, ending in .triage)."""
    known, _ = labelled(file, complain)
    target = model or file.with_suffix(SUFFIX)
    with progress("learning", learning.FOLDS + 1) as advance, refusing(TooFew, NoModel):
        learned = learn(known, advance=advance)
    learned.save(target)
    click.echo(f"{target}: {len(learned.labels)} labels, learned from {len(known):,} texts")


@group.command("eval")
@click.argument("file", type=FILE)
@click.option("--model", type=FILE, help="Ask this model; without it, teach four fifths and ask the rest, five times.")
@click.option("--draws", type=click.IntRange(1), default=evaluation.DRAWS, show_default=True, help="Of the fifths.")
@click.option("--json", "as_json", is_flag=True, help="For a program to read.")
def evaluate(file: Path, model: Path | None, draws: int, as_json: bool) -> None:
    """Measure on FILE: macro-F1 on unseen texts, texts a second, and how often a confidence is right."""
    known, groups = labelled(file, complain)
    with progress("asking", evaluation.FOLDS * draws) as advance, refusing(TooFew, NoModel):
        if model:
            answers, seconds = evaluation.ask(Model.load(model), known)
            report = evaluation.report([answers], seconds)
        else:
            report = evaluation.cross_validate(known, groups, advance, draws)
    if as_json:
        click.echo(json.dumps(asdict(report), ensure_ascii=False))
    else:
        _show(report)


@group.command()
@click.argument("model", type=FILE)
@click.argument("file", type=FILE)
def predict(model: Path, file: Path) -> None:
    """For each line of FILE write {"id", "label", "scores"}: the likeliest label, and every label's probability."""
    with refusing(TooFew, NoModel):
        learned = Model.load(model)
    for row in rows(file, complain):
        scores = learned.scores(message_of(row))
        written = dict(zip(learned.labels, (round(float(score), 6) for score in scores), strict=True))
        answer = {"id": row.get("id"), "label": learned.labels[int(scores.argmax())], "scores": written}
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")


def _show(report: evaluation.Report) -> None:
    console = Console()
    classes = Table("label", "texts", "precision", "recall", "F1")
    for each in report.classes:
        classes.add_row(each.label, f"{each.texts}", *(f"{v:.3f}" for v in (each.precision, each.recall, each.f1)))
    bands = Table("confidence", "seen right", "suggestions")
    for band in report.bands:
        bands.add_row(f"{band.confidence:.3f}", f"{band.right:.3f}", f"{band.suggestions}")
    console.print(classes, bands)
    rounds = ", ".join(f"{each:.4f}" for each in report.round_f1)
    console.print(
        f"macro-F1 {report.macro_f1:.4f} ({rounds}), accuracy {report.accuracy:.4f}, "
        f"among three {report.among_three:.4f}, calibration error {report.calibration_error:.4f}, "
        f"{report.texts_per_s:,.0f} texts a second"
    )
