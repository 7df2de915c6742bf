"""`wanmi replay`, `wanmi demo`: reports from files."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click
from rich.progress import MofNCompleteColumn, Progress

DEMO_PASSWORD = "wanmi-demo-2026"  # noqa: S105 - for accounts that exist in demo databases alone
TOKEN_DAYS = 1


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--url", default="http://127.0.0.1:8000", show_default=True, help="Where the system runs.")
@click.option("--token", envvar="WANMI_TOKEN", help="Access token; made on the spot when the database is at hand.")
@click.option("--rate", type=click.FloatRange(min=0.1), help="Reports a second; as fast as it goes without it.")
@click.option("--at-once", type=click.IntRange(1, 64), default=4, show_default=True, help="Requests under way at once.")
@click.option(
    "--patience", type=float, default=60, show_default=True, help="Seconds to wait for a server that is away."
)
@click.option("--json", "as_json", is_flag=True, help="For a program to read.")
def replay(
    file: Path, url: str, token: str | None, rate: float | None, at_once: int, patience: float, as_json: bool
) -> None:
    """Send the reports in FILE (one JSON object a line) through the running system, each exactly once.

    Citizens' messages without a place of this city get one of its communities by the hash of their id.
    """
    from wanmi.intake.replaying import BadFile, Sender, ServerGone, read_reports

    try:
        reports = read_reports(file, _communities())
        with Progress(*Progress.get_default_columns(), MofNCompleteColumn(), disable=as_json) as progress:
            task = progress.add_task("Reporting", total=len(reports))
            sender = Sender(url, token or _own_token(), patience)
            summary = sender.send_all(reports, rate, at_once, lambda: progress.advance(task))
    except (BadFile, ServerGone) as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        click.echo(json.dumps(asdict(summary) | {"sent": summary.sent}))
    else:
        click.echo(f"{summary.sent} sent in {summary.seconds:.1f} s: {summary.opened} opened,")
        click.echo(f"{summary.known_before} known before, {summary.refused.total()} refused;")
        click.echo(f"{summary.retries} sent again while the server was away.")
        for reason, count in summary.refused.most_common():
            click.echo(f"  refused {count}: {reason}")
    if summary.refused:
        raise SystemExit(1)


def _communities() -> list[str]:
    from wanmi.territory.models import Division

    communities = Division.objects.filter(valid_to=None).order_by("code").values_list("code", flat=True)
    found = [code for code in communities if len(code) == 12]
    if not found:
        raise click.ClickException("no city is loaded; run `wanmi pack load` first")
    return found


def _own_token() -> str:
    """A token for the operator's desk, valid for a day: whoever may read the database may make one."""
    from wanmi.workforce.models import Appointment
    from wanmi.workforce.queries import city_today, held_on
    from wanmi.workforce.tokens import make_token

    held = Appointment.objects.filter(held_on(city_today()), post__kind="operator").first()
    if held is None:
        raise click.ClickException("nobody holds an operator's post; give --token")
    return make_token(held, "wanmi replay", TOKEN_DAYS)


@click.command()
def demo() -> None:
    """Load the demo city, its accounts, its reports and what happened in it; does nothing that was done before."""
    from django.conf import settings

    from wanmi.addresses.base.demo import load_addresses
    from wanmi.intake.demo.ground import load_ground
    from wanmi.intake.demo.life import load_life
    from wanmi.intake.demo.lines import BadLine
    from wanmi.intake.demo.reports import load_reports
    from wanmi.packs.loading import load_pack

    if settings.PRODUCTION:
        raise click.ClickException("demo accounts do not exist in production mode")
    pack = settings.ROOT / "cities" / "dongcheng"
    with Progress() as progress:
        task = progress.add_task("Loading Dongcheng", total=None)
        load_pack(pack, demo_password=DEMO_PASSWORD)
        progress.update(task, total=1, completed=1)
        task = progress.add_task("Grids and components", total=None)
        load_ground(pack)
        progress.update(task, total=1, completed=1)
        task = progress.add_task("Demo addresses (the first time compiles the engine)", total=None)
        load_addresses(lambda done: progress.update(task, completed=done))
        task = progress.add_task("A life in all rooms", total=None)
        try:
            for _subject in load_life(pack / "life"):
                progress.advance(task)
        except BadLine as error:
            raise click.ClickException(str(error)) from error
        reports = pack / "reports.jsonl"
        task = progress.add_task("Demo reports", total=len(reports.read_text(encoding="utf-8").splitlines()))
        for _case in load_reports(reports):
            progress.advance(task)
    click.echo(f"The demo city is ready. Every demo account has the password {DEMO_PASSWORD}")
