"""The command line: `wanmi --help` lists everything. Exit code 0 done, 1 not done with a clear reason, 2 wrong use."""

from __future__ import annotations

import os
from importlib import import_module

import click

from wanmi.environment import SettingError

# Where each command lives, and what it is for. Nothing is imported before it is called.
COMMANDS = {
    "address": ("wanmi.addresses.base.cli", "group", "Resolve addresses; keep and publish the address base."),
    "appraisal": ("wanmi.boards.cli", "group", "Measure indicators, list the cases behind them, score by schemes."),
    "backup": ("wanmi.backup", "backup", "Copy what cannot be made again, while the city is served."),
    "calendar": ("wanmi.almanac.cli", "group", "The city's working days and hours."),
    "clockwork": ("wanmi.ticking", "clockwork", "Do what falls due by time alone, until stopped."),
    "demo": ("wanmi.intake.cli", "demo", "Load the demo city, its accounts and its reports."),
    "demo-geometry": ("wanmi.grids.cli", "demo_geometry", "Invent the geometry of a city."),
    "duplicates": ("wanmi.learning", "duplicates", "Find cases that report the same thing."),
    "grids": ("wanmi.territory.cli", "grids", "Draft, check, convert, load and locate unit grids."),
    "journal": ("wanmi.rebuilding", "journal", "Verify the journal and rebuild what stands in it."),
    "lake": ("wanmi.lake.cli", "group", "Export the journal to Parquet and verify it."),
    "migrate": ("wanmi.serving", "migrate", "Bring the database up to date."),
    "notices": ("wanmi.notices.cli", "group", "Try, check and follow the notices."),
    "open311": ("wanmi.open311.cli", "group", "Keys of programs that report through Open311."),
    "pack": ("wanmi.packs.cli", "group", "Check and load a city pack."),
    "process": ("wanmi.process.cli", "group", "Check and draw the case process."),
    "replay": ("wanmi.intake.cli", "replay", "Send a file of reports through the running system."),
    "send": ("wanmi.sending", "send", "Send what waits, webhooks and notices, until stopped."),
    "serve": ("wanmi.serving", "serve", "Serve the city until stopped."),
    "settings": ("wanmi.serving", "settings", "List every variable that may be set."),
    "sources": ("wanmi.intake.sources_cli", "group", "Take in what other systems of the city tell."),
    "triage": ("wanmi.learning", "triage", "Learn what reports belong to from a city's history, and suggest."),
    "staff": ("wanmi.workforce.cli", "group", "Accounts, appointments and access tokens."),
    "webhooks": ("wanmi.webhooks.cli", "group", "Tell other software what happens."),
}
WITHOUT_DATABASE = {"address", "demo-geometry", "duplicates", "process", "settings", "triage"}


class Root(click.Group):
    """The commands of all rooms, each loaded when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name][2]) for name in self.list_commands(ctx)])

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        if name not in WITHOUT_DATABASE:
            set_up_django()
        module, attribute, _ = COMMANDS[name]
        command = getattr(import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command


def set_up_django() -> None:
    """Set Django up, speaking the language of the terminal."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wanmi.settings")
    import django
    from django.utils import translation

    try:
        django.setup()
    except SettingError as error:
        raise click.ClickException(str(error)) from error
    spoken = os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    translation.activate("zh-hans" if spoken.startswith("zh") else "en")


@click.command(cls=Root, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="wanmi")
def main() -> None:
    """Wanmi: grid governance for a city."""
