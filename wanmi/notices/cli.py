"""`wanmi notices`: try a gateway, check a city's notices, read the log."""

from __future__ import annotations

import json
from pathlib import Path

import click


@click.group()
def group() -> None:
    """E-mails and short messages to reporters and staff."""


@group.command()
@click.argument("contact")
def test(contact: str) -> None:
    """Send a test to CONTACT, an e-mail address or a phone number; exit code 1 where it was not taken."""
    from wanmi.notices.gateways import BadGateway
    from wanmi.notices.services import try_out
    from wanmi.outbox.courier import Verdict

    try:
        outcome = try_out(contact)
    except BadGateway as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{outcome.verdict.name.lower()} {outcome.status or ''} {outcome.answer}".strip())
    if outcome.verdict is not Verdict.DELIVERED:
        raise SystemExit(1)


@group.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def check(file: Path) -> None:
    """Check a city's notices.toml; exit code 1 when it has faults."""
    from tomllib import TOMLDecodeError

    from wanmi.notices.rules import read_rules
    from wanmi.process.rulefile import RulesRefused

    try:
        rules = read_rules(file.read_text(encoding="utf-8-sig"))
    except (TOMLDecodeError, UnicodeDecodeError) as error:
        raise click.ClickException(f"{file.name}: {error}") from error
    except RulesRefused as error:
        for fault in error.faults:
            click.echo(f'{file.name} line {fault.line} {fault.key}: "{fault.value}" – expected {fault.expected}')
        raise SystemExit(1) from error
    click.echo(f"{len(rules.notices)} notices, no fault.")


@group.command()
@click.option("--state", default="", help="Only these: waiting, done, dropped, failed.")
@click.option("--size", type=click.IntRange(1, 1000), default=25, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="For a program to read.")
def log(state: str, size: int, as_json: bool) -> None:
    """Show the newest notices with what became of them; contacts are masked."""
    from wanmi.notices.feeding import NAME
    from wanmi.outbox.reading import log as read_log

    for message in read_log(NAME, state, size=size).messages:
        last = next(iter(message.attempts.all()), None)
        row = message.about | {"state": message.state, "tries": message.tries}
        row |= {"to": last.to, "answer": last.answer} if last else {}
        click.echo(json.dumps(row, ensure_ascii=False) if as_json else "  ".join(str(value) for value in row.values()))
