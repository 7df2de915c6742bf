"""The command line: `wanmi --help` lists everything. Exit code 0 done, 1 not done with a clear reason, 2 wrong use."""

from __future__ import annotations

import os
from importlib import import_module
from importlib.util import find_spec

import click

from wanmi.environment import SettingError

# Where each command lives: (module, attribute). Nothing is imported before it is needed.
COMMANDS = {
    "serve": ("wanmi.serving", "serve"),
    "migrate": ("wanmi.serving", "migrate"),
    "settings": ("wanmi.serving", "settings"),
    "clockwork": ("wanmi.cases.cli", "clockwork"),
    "cases": ("wanmi.cases.cli", "group"),
    "journal": ("wanmi.journal.cli", "group"),
    "pack": ("wanmi.packs.cli", "group"),
    "calendar": ("wanmi.almanac.cli", "group"),
    "staff": ("wanmi.workforce.cli", "group"),
    "process": ("wanmi.process.cli", "group"),
    "replay": ("wanmi.intake.cli", "replay"),
    "demo": ("wanmi.intake.cli", "demo"),
}
WITHOUT_DATABASE = {"process", "settings"}


class Root(click.Group):
    """The commands of all rooms, each loaded when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(name for name, (module, _) in COMMANDS.items() if find_spec(module))

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in self.list_commands(ctx):
            return None
        if name not in WITHOUT_DATABASE:
            set_up_django()
        module, attribute = COMMANDS[name]
        command = getattr(import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command


def set_up_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wanmi.settings")
    import django

    try:
        django.setup()
    except SettingError as error:
        raise click.ClickException(str(error)) from error


@click.command(cls=Root, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="wanmi")
def main() -> None:
    """Wanmi: grid governance for a city."""
