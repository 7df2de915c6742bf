"""`wanmi triage learn` and `wanmi duplicates learn`: a city teaches itself on its own history."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from wanmi.cli import set_up_django
from wanmi.duplicates.cli import group as duplicates
from wanmi.terminal import progress, refusing
from wanmi.triage.cli import group as triage

__all__ = ["duplicates", "triage"]
KINDS = ("items", "departments")


@triage.command()
@click.argument("what", type=click.Choice(KINDS), required=False)
def learn(what: str | None) -> None:
    """Learn items, departments or both from the closed cases of this city; the pages use them from then on."""
    set_up_django()
    for each in [what] if what else KINDS:
        _learn(each)


def _learn(what: str) -> None:
    from wanmi.advice.history import labelled
    from wanmi.advice.learned import path_of
    from wanmi.triage import learning

    known = labelled(what)
    with progress(f"learning {what}", learning.FOLDS + 1) as advance, refusing(learning.TooFew):
        model = learning.learn(known, advance=advance)
    _saved(path_of(what), model.save)
    click.echo(f"{what}: {len(model.labels)} labels, learned from {len(known):,} closed cases")


@duplicates.command("learn")
def learn_duplicates() -> None:
    """Teach a finder on the merged cases of this city; the pages use it instead of the one that comes along."""
    set_up_django()
    from wanmi.advice.history import links, rows
    from wanmi.duplicates import teaching
    from wanmi.duplicates.cases import BadCases, cases_of
    from wanmi.duplicates.taught import own_path

    with progress("teaching", teaching.FOLDS + 3) as advance, refusing(BadCases):
        finder = teaching.teach(cases_of(rows()), links(), advance=advance)
    _saved(own_path(), finder.save)
    click.echo(f"taught on {finder.taught_on}")


def _saved(path: Path, save: Callable[[Path], None]) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    save(path)
