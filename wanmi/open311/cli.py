"""`wanmi open311`: keys of programs that report through Open311."""

from __future__ import annotations

import json

import click

from wanmi.open311.models import Client
from wanmi.open311.queries import clients
from wanmi.open311.services import Terms, issue_key, revoke_key


@click.group()
def group() -> None:
    """Keys of programs that report through Open311."""


@group.command()
@click.argument("name")
@click.option("--test", "is_test", is_flag=True, help="Reports are judged and answered, never kept.")
@click.option(
    "--answer", type=click.Choice(Client.Answer.values), default=Client.Answer.AT_ONCE.value, show_default=True
)
@click.option("--per-minute", type=click.IntRange(1, 10_000), default=60, show_default=True, help="Reports at most.")
def add(name: str, is_test: bool, answer: str, per_minute: int) -> None:
    """Give a program a key; it is shown this once."""
    click.echo(issue_key(name, Terms(is_test, answer, per_minute), by=None)[1])


@group.command("list")
@click.option("--json", "as_json", is_flag=True, help="For a program to read.")
def list_clients(as_json: bool) -> None:
    """List the programs that have or had a key."""
    rows = [
        {
            "id": client.pk,
            "name": client.name,
            "test": client.is_test,
            "answer": client.answer,
            "per_minute": client.per_minute,
            "revoked": client.revoked_at is not None,
        }
        for client in clients()
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        click.echo("  ".join(str(value) for value in row.values()))


@group.command()
@click.argument("client", type=int, metavar="ID")
def revoke(client: int) -> None:
    """Take the key of a program back; what it has sent stays."""
    found = Client.objects.filter(pk=client).first()
    if found is None:
        raise click.ClickException(f"there is no program {client}: wanmi open311 list")
    revoke_key(found, by=None)
    click.echo(f"The key of {found.name} is worth nothing from now on.")
