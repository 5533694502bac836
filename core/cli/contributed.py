"""Commands that plugins add to `hansa`."""

from functools import cache

import click

from core.cli.clocks import offer_at
from core.config import Config
from core.plugin_system.hooks import Plugins


@cache
def commands() -> dict[str, click.Command]:
    """Return the commands of the installed plugins by name; of two with one name the first. Each takes `--at`, too."""
    found = click.Group("plugins")
    for _plugin, command in Plugins.configured({**Config.load(), "strict": False}).boot("register_commands"):
        if command.name not in found.commands:
            found.add_command(command)
    offer_at(found)
    return dict(found.commands)
