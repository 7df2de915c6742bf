"""`wanmi staff`: accounts, appointments and access tokens from the command line."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

import click

from wanmi.territory.models import DutyGrid
from wanmi.workforce.models import Appointment, Duty, Post, Staff
from wanmi.workforce.queries import appointments_of, city_today
from wanmi.workforce.services import AppointmentError, appoint, assign_duty, end_appointment, end_duty
from wanmi.workforce.tokens import make_token

DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def group() -> None:
    """Accounts, appointments and access tokens."""


@group.command("list")
@click.option("--json", "as_json", is_flag=True, help="For a program to read.")
def list_staff(as_json: bool) -> None:
    """List the staff with the posts they hold today."""
    today = city_today()
    rows: list[dict[str, Any]] = [
        {
            "username": staff.username,
            "name": staff.display_name,
            "active": staff.is_active,
            "demo": staff.is_demo,
            "posts": [held.post_id for held in appointments_of(staff, today)],
        }
        for staff in Staff.objects.order_by("username")
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        click.echo("  ".join((row["username"], row["name"], *row["posts"])))


@group.command()
@click.argument("username")
@click.argument("name")
@click.password_option(help="Asked for where it is not given.")
def add(username: str, name: str, password: str) -> None:
    """Make an account for someone; he can do nothing before he is appointed to a post."""
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    staff = Staff(username=username, display_name=name)
    try:
        validate_password(password, staff)
        staff.set_password(password)
        staff.full_clean()
    except ValidationError as error:
        raise click.ClickException(" ".join(error.messages)) from error
    staff.save()
    click.echo(f"{username} has an account.")


@group.command("appoint")
@click.argument("username")
@click.argument("post")
@click.option("--since", type=DAY, help="First day; today where it is not given.")
def appoint_command(username: str, post: str, since: datetime | None) -> None:
    """Let someone hold a post from a day on."""
    try:
        appoint(_staff(username), _post(post), _day(since), by=None)
    except AppointmentError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{username} holds {post} from {_day(since)} on.")


@group.command()
@click.argument("username")
@click.argument("post")
@click.option("--until", type=DAY, help="First day without the post; today where it is not given.")
def end(username: str, post: str, until: datetime | None) -> None:
    """End someone's appointment to a post."""
    try:
        end_appointment(_current(username, post), _day(until), by=None)
    except AppointmentError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{username} no longer holds {post} from {_day(until)} on.")


@group.command("duty")
@click.argument("post")
@click.argument("duty_grid")
@click.option("--since", type=DAY, help="First day; today where it is not given.")
@click.option("--end", is_flag=True, help="End it instead: that day is the first without it.")
def duty_command(post: str, duty_grid: str, since: datetime | None, end: bool) -> None:
    """Let a collector's POST walk a duty grid from a day on, or no longer."""
    if not DutyGrid.objects.filter(code=duty_grid).exists():
        raise click.ClickException(f"There is no duty grid {duty_grid}.")
    try:
        if end:
            end_duty(_duty(post, duty_grid), _day(since), by=None)
        else:
            assign_duty(_post(post), duty_grid, _day(since), by=None)
    except AppointmentError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{post} {'no longer walks' if end else 'walks'} {duty_grid} from {_day(since)} on.")


@group.command()
@click.argument("username")
@click.argument("post")
@click.option("--label", required=True, help="What the token is for.")
@click.option("--days", type=click.IntRange(1, 366), default=90, show_default=True, help="How long it is good.")
def token(username: str, post: str, label: str, days: int) -> None:
    """Make an access token for a program that acts in someone's appointment; it is shown this once."""
    click.echo(make_token(_current(username, post), label, days))


def _day(given: datetime | None) -> date:
    return given.date() if given else city_today()


def _staff(username: str) -> Staff:
    staff = Staff.objects.filter(username=username).first()
    if staff is None:
        raise click.ClickException(f"There is no account {username}.")
    return staff


def _post(code: str) -> Post:
    post = Post.objects.filter(code=code).first()
    if post is None:
        raise click.ClickException(f"There is no post {code}.")
    return post


def _duty(post: str, duty_grid: str) -> Duty:
    duty = Duty.objects.filter(post=_post(post), duty_grid=duty_grid, until=None).first()
    if duty is None:
        raise click.ClickException(f"{post} does not walk {duty_grid}.")
    return duty


def _current(username: str, post: str) -> Appointment:
    appointment = appointments_of(_staff(username), city_today()).filter(post=_post(post)).first()
    if appointment is None:
        raise click.ClickException(f"{username} does not hold {post} today.")
    return appointment
