"""Commands that plugins add to `hansa`."""

from functools import cache

import click

from core.cli.clocks import offer_at
from core.config import Config
from core.plugin_system.hooks import Plugins


@cache
def commands() -> dict[str, click.Command]:
    """Return the commands of the installed plugins by name; of two with one name the first. Each takes `--at`, too."""
    config = Config.load()
    names = [name.strip() for name in config["plugins"].split(",") if name.strip()]
    found = click.Group("plugins")
    for _plugin, command in Plugins.load(names, safe_mode=config["safe_mode"]).boot("register_commands"):
        if command.name not in found.commands:
            found.add_command(command)
    offer_at(found)
    return dict(found.commands)
