"""``python -m wanmi.addresses`` runs the address commands without the rest of Wanmi."""

from wanmi.addresses.cli import group

group(prog_name="python -m wanmi.addresses")
