"""`wanmi clockwork`: what time alone brings about."""

from __future__ import annotations

import time

import click

CLOCKWORK_EVERY_S = 20


@click.command()
@click.option("--once", is_flag=True, help="Do what is due now, then end.")
def clockwork(once: bool) -> None:
    """Do what falls due by time alone, until stopped: resume suspended cases, tell missed deadlines, recompute."""
    from wanmi.cases.clockwork import tick as tick_cases
    from wanmi.circles.clockwork import tick as tick_circles
    from wanmi.joint.clockwork import tick as tick_joint
    from wanmi.proceedings.clockwork import tick as tick_proceedings
    from wanmi.residence.clockwork import tick as tick_residence

    while True:
        taken = tick_cases() + tick_joint() + tick_circles() + tick_proceedings() + tick_residence()
        if taken or once:
            click.echo(f"Acts taken by the system: {taken}")
        if once:
            return
        time.sleep(CLOCKWORK_EVERY_S)
