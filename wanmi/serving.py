"""`wanmi serve`: check, migrate, load the demo city where it is wanted, then serve until stopped."""

from __future__ import annotations

import http.client
import json
import multiprocessing
import socket
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from wanmi import environment
from wanmi.lifeline import end_with_input, end_with_parent

if TYPE_CHECKING:
    from granian.server.common import AbstractServer

READY_WITHIN_S = 60
LAKE_EVERY_S = 120  # between two syncs: what an evaluation may lack


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For a program to read.")
def settings(as_json: bool) -> None:
    """List every variable that may be set, with its value now."""
    values = {name: environment.shown(name) for name in environment.VARIABLES}
    if as_json:
        click.echo(json.dumps(values, indent=2))
        return
    for name, value in values.items():
        click.echo(f"{name}={value}")


@click.command()
def migrate() -> None:
    """Bring the database up to date."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    click.echo("The database is up to date.")


@click.command()
@click.option("--stop-with-input", is_flag=True, help="Stop when standard input ends.")
@click.pass_context
def serve(ctx: click.Context, stop_with_input: bool) -> None:
    """Serve the city; in demo mode load the demo city first where the database has none."""
    if stop_with_input:
        end_with_input()
    check_start()
    ctx.invoke(migrate)
    gather_static_files()
    run_server(welcome=load_demo(ctx))


def check_start() -> None:
    """Refuse to start (exit code 1) while a check fails or the port is taken."""
    from django.core.checks import run_checks

    from wanmi import checks

    faults = run_checks(tags=[checks.START], include_deployment_checks=True)
    for fault in faults:
        click.echo(f"{fault.id}: {fault.msg} {fault.hint}", err=True)
    if faults:
        raise click.ClickException("not started")
    host, port = environment.text("WANMI_HOST"), environment.number("WANMI_PORT")
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.ClickException(f"cannot listen on {host}:{port}: {error.strerror}; set WANMI_PORT") from error


def gather_static_files() -> None:
    from wanmi.static_files import gather

    if gather():
        click.echo("Static files are gathered.")


def load_demo(ctx: click.Context) -> list[str]:
    """In demo mode load what is missing of the demo city; the lines that tell how to sign in."""
    from django.conf import settings as django_settings

    if django_settings.PRODUCTION:
        return []
    from wanmi.intake.cli import DEMO_PASSWORD, demo
    from wanmi.workforce.queries import city_today, holders_by_kind

    ctx.invoke(demo)
    accounts = holders_by_kind(city_today(), is_demo=True)
    return [
        f"Sign in with the password {DEMO_PASSWORD} as one of these; `wanmi staff list` shows all:",
        *(f"  {held.staff.username:<20} {held.post.kind:<20} {held.post.organisation.name_zh}" for held in accounts),
    ]


def run_server(welcome: list[str]) -> None:
    """Run the server and what runs beside it until a signal ends them; ``welcome`` is shown once it answers."""
    from django.db import connections

    connections.close_all()
    multiprocessing.set_start_method("spawn", force=True)
    server = _server()
    for beside in (
        multiprocessing.Process(target=run_command, args=("clockwork",), name="clockwork", daemon=True),
        multiprocessing.Process(target=run_command, args=("send",), name="sending", daemon=True),
        multiprocessing.Process(target=keep_lake, name="lake", daemon=True),
    ):
        server.on_startup(beside.start)
        server.on_shutdown(beside.terminate)
    server.on_startup(lambda: announce_when_ready(welcome))
    server.serve(target_loader=load_application)


def _server() -> AbstractServer[Any]:
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    return Server(
        "wanmi.wsgi:application",
        address=environment.text("WANMI_HOST"),
        port=environment.number("WANMI_PORT"),
        interface=Interfaces.WSGI,
        workers=environment.number("WANMI_WORKERS"),
        blocking_threads=environment.number("WANMI_THREADS"),
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_level=LogLevels.warning,
    )


def load_application(target: str) -> Callable[..., Any]:
    """In a worker process: the application, in a process that does not outlive the server."""
    end_with_parent()
    from wanmi.wsgi import application

    return application


def run_command(name: str) -> None:
    """In a process of its own: what the clockwork or the sender does, until the server ends."""
    end_with_parent()
    from wanmi.cli import main

    main([name])


def keep_lake() -> None:
    """In a process of its own: bring the lake up to the journal again and again, until the server ends."""
    end_with_parent()
    from wanmi.cli import set_up_django

    set_up_django()
    import logging

    from django.db import close_old_connections

    from wanmi.lake.manifest import LakeError
    from wanmi.lake.syncing import sync
    from wanmi.territory.queries import NoCity

    while True:
        try:
            sync()
        except (LakeError, NoCity) as error:
            logging.getLogger("wanmi.lake").warning("the lake was not synced: %s", error)
        close_old_connections()
        time.sleep(LAKE_EVERY_S)


def announce_when_ready(welcome: list[str]) -> None:
    threading.Thread(target=_announce, args=(welcome,), name="announce", daemon=True).start()


def _announce(welcome: list[str]) -> None:
    host, port = environment.text("WANMI_HOST"), environment.number("WANMI_PORT")
    deadline = time.monotonic() + READY_WITHIN_S
    while not _answers(host, port):
        if time.monotonic() > deadline:
            click.echo("The server has not answered yet; see its log above.", err=True)
            return
        time.sleep(0.1)
    lines = ["", *welcome, f"Wanmi serves at http://{host}:{port}  (stop with Ctrl-C)"]
    click.echo("\n".join(lines))


def _answers(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection(host, port, timeout=5)
    try:
        connection.request("HEAD", "/account/sign-in/", headers={"Host": "localhost"})
        return connection.getresponse().status < 500
    except OSError:
        return False
    finally:
        connection.close()
