"""`wanmi webhooks`: subscriptions from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import click

from wanmi.outbox.models import Message
from wanmi.outbox.reading import log as read_log
from wanmi.outbox.replaying import first_entry_at
from wanmi.webhooks import events, queries, services
from wanmi.webhooks.errors import Unfit, UnknownSubscription

AS_JSON = click.option("--json", "as_json", is_flag=True, help="For a program to read.")


@click.group()
def group() -> None:
    """Tell other software what happens."""


@group.command("list")
@AS_JSON
def list_command(as_json: bool) -> None:
    """List the subscriptions."""
    rows = [
        {
            "id": each.pk,
            "label": each.label,
            "url": each.url,
            "types": each.types,
            "region": each.region,
            "running": each.feed.is_running,
            "stopped_because": each.feed.stopped_because,
            "waiting": each.waiting,
        }
        for each in queries.subscriptions()
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        state = "running" if row["running"] else f"stopped {row['stopped_because']}"
        click.echo(f"{row['id']}  {row['label']}  {row['url']}  {state}, {row['waiting']} waiting")


@group.command()
def types() -> None:
    """List the kinds of entries that one may subscribe to."""
    click.echo("\n".join(events.known_types()))


@group.command()
@click.argument("label")
@click.argument("url")
@click.option("--type", "types", multiple=True, required=True, help="Such as case.close or case.*; may be repeated.")
@click.option("--region", default="", help="Beginning of a place code; the whole city without it.")
def add(label: str, url: str, types: tuple[str, ...], region: str) -> None:
    """Subscribe URL to what happens from now on; the secret is shown this once."""
    made, secret = _done(lambda: services.subscribe(services.Wish(label, url, list(types), region), None))
    click.echo(f"Subscription {made.pk} is made. Its secret, shown this once:\n{secret}")


@group.command()
@click.argument("number", type=int)
def stop(number: int) -> None:
    """Send nothing until it is started again; nothing is lost."""
    _done(lambda: services.stop(number, None))


@group.command()
@click.argument("number", type=int)
def start(number: int) -> None:
    """Go on where it stood."""
    _done(lambda: services.start(number, None))


@group.command()
@click.argument("number", type=int)
def end(number: int) -> None:
    """End a subscription for good."""
    _done(lambda: services.end(number, None))


@group.command()
@click.argument("number", type=int)
@click.option("--entry", type=click.IntRange(1), help="From this entry of the journal on.")
@click.option("--since", type=click.DateTime(), help="From this moment on, in the city's time.")
@click.option("--delivery", type=int, help="This one delivery alone.")
def replay(number: int, entry: int | None, since: datetime | None, delivery: int | None) -> None:
    """Send once more what was sent, under the same ids."""
    if [entry, since, delivery].count(None) != 2:
        raise click.UsageError("give one of --entry, --since and --delivery")
    if delivery is not None:
        _done(lambda: services.send_again(number, delivery, None))
        return
    first = entry or first_entry_at(_in_city(since))
    click.echo(f"Goes again from entry {_done(lambda: services.replay(number, first, None))} on.")


def _in_city(moment: datetime | None) -> datetime:
    from wanmi.workforce.queries import city_zone

    assert moment is not None, "one of three options is given"
    return moment.replace(tzinfo=city_zone())


@group.command()
@click.argument("number", type=int)
@click.option("--state", type=click.Choice(list(Message.State)), default=None, help="Only these.")
@click.option("--size", type=click.IntRange(1, 1000), default=25, show_default=True)
@AS_JSON
def log(number: int, state: str | None, size: int, as_json: bool) -> None:
    """Show the newest deliveries with their tries."""
    found = read_log(_done(lambda: queries.one(number)).feed_id, state or "", size=size).messages
    rows = [_row(message) for message in found]
    for row in rows:
        click.echo(json.dumps(row) if as_json else "  ".join(str(row[key]) for key in ("id", "name", "state", "tries")))


def _row(message: Message) -> dict[str, Any]:
    tries = [
        {"at": each.at.isoformat(), "status": each.status, "ms": each.ms, "answer": each.answer}
        for each in message.attempts.all()
    ]
    return {"id": message.pk, "name": message.name, "state": message.state, "tries": message.tries, "attempts": tries}


def _done(do: Callable[[], Any]) -> Any:
    try:
        return do()
    except Unfit as error:
        raise click.ClickException(str(error)) from error
    except UnknownSubscription as error:
        raise click.ClickException(f"there is no subscription or delivery {error}") from error
