"""`hansa plugin`: what is installed, where it is on, and how it goes away again."""

from pathlib import Path

import click
import sqlalchemy as sa

from core.cli.running import program_named, running
from core.db import db
from core.entities.marks import WALL
from core.entities.unit import unit
from core.identity.actor import SYSTEM
from core.jobs.scopes import programs
from core.plugin_system.capabilities import Capability, of_folder, of_wheel
from core.plugin_system.check import check_plugin, plugin_folder
from core.plugin_system.migrate import Migrator
from core.plugin_system.purge import purge as purge_tables
from core.portal import portal
from core.programs.enabling import disable as switch_off
from core.programs.enabling import enable as switch_on
from core.programs.models import ProgramPlugin

PROGRAM = click.option("--program", required=True, help="The program's name in addresses.")
EXPORT = click.option(
    "--export",
    "export",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="File that takes every row first, one JSON object a line.",
)


@click.group()
def plugin() -> None:
    """Look at plugins, switch them, remove them."""


@plugin.command("list")
def list_plugins() -> None:
    """List plugins with status and the programs they are on in. Exit code 1 when one is not active."""
    with running() as found:
        on = {state.slug: state.plugins for state in programs()}
        loaded = list(found.plugins.loaded.values())
    for one in loaded:
        places = ", ".join(slug for slug, names in on.items() if one.name in names) or "-"
        click.echo(f"{one.name:<18} {one.info.version or '-':<8} {one.status:<13} {places}")
        if one.status != "active" and one.error:
            click.echo(f"    {one.error.strip().splitlines()[-1]}")
    if any(one.status != "active" for one in loaded):
        raise SystemExit(1)


@plugin.command()
@click.argument("name")
@PROGRAM
def enable(name: str, program: str) -> None:
    """Switch plugin NAME on for a program, with what it requires."""
    with running():
        done = unit(lambda: switch_on(program_named(program), name, SYSTEM))
    click.echo(f"Switched on: {', '.join(done)}." if done else "It is on already.")


@plugin.command()
@click.argument("name")
@PROGRAM
@click.option("--yes", is_flag=True, help="Do not ask about plugins that need it.")
def disable(name: str, program: str, yes: bool) -> None:
    """Switch plugin NAME off for a program, with those that need it. Data stays."""
    with running():
        done = unit(lambda: switch_off(program_named(program), name, SYSTEM, None if yes else ()))
    click.echo(f"Switched off: {', '.join(done)}.")


@plugin.command()
@click.argument("name")
def check(name: str) -> None:
    """Say what a reviewer would say about the form of plugin NAME. Exit code 1 when there is something."""
    with running(migrated=False) as found:
        findings = check_plugin(name, found.plugins)
    for finding in findings:
        click.echo(f"{finding.code:<12} {finding.where}: {finding.message}")
    if findings:
        raise SystemExit(1)
    click.echo("Nothing to mend.")


@plugin.command()
@click.argument("name")
def show(name: str) -> None:
    """Say what plugin NAME can do: an installed one, or the file of a wheel before it is installed. Nothing of a wheel is run."""
    try:
        found = of_wheel(Path(name)) if name.endswith(".whl") else _installed(name)
    except ValueError as error:
        raise click.ClickException(str(error)) from None
    for one in found:
        click.echo(f"{one.code:<9} {one.label}" + (f": {'; '.join(one.details)}" if one.details else ""))
    click.echo("Plugins run in the portal's own process: install only what you trust.")


def _installed(name: str) -> tuple[Capability, ...]:
    with running(migrated=False) as found:
        known = found.plugins.loaded.get(name)
        if known is None or known.module is None:
            raise click.ClickException(f"There is no plugin {name!r} that can be read.")
        return of_folder(plugin_folder(known))


@plugin.command()
@click.argument("name")
@EXPORT
@click.option("--yes", is_flag=True, help="Do not ask.")
def uninstall(name: str, export: Path, yes: bool) -> None:
    """Remove tables, rows, settings and switches of plugin NAME. Refused while it is on anywhere; the package is pip's."""
    with running() as found:
        if used := [state.slug for state in programs() if name in state.plugins]:
            raise click.ClickException(f"{name} is on in {', '.join(used)}. Switch it off there first.")
        _refuse_while_needed(name)
        _remove(found.config["owner_url"], name, export, yes)


@plugin.command()
@click.argument("name")
@EXPORT
@click.option("--yes", is_flag=True, help="Do not ask.")
def purge(name: str, export: Path, yes: bool) -> None:
    """Remove what is left of plugin NAME after its package is gone."""
    with running() as found:
        known = found.plugins.loaded.get(name)
        if known is not None and known.status != "missing":
            raise click.ClickException(f"{name} is still installed: use `hansa plugin uninstall {name}`.")
        _remove(found.config["owner_url"], name, export, yes)


def _refuse_while_needed(name: str) -> None:
    users = [other.name for other in portal().plugins.loaded.values() if name in other.info.requires]
    migrator = Migrator.of(portal().config["owner_url"], portal().plugins.loaded)
    if needing := [user for user in users if user in migrator.order and migrator.current(user)]:
        raise click.ClickException(f"{name} is needed by {', '.join(needing)}. Remove those first.")


def _remove(owner_url: str, name: str, export: Path, yes: bool) -> None:
    if not yes:
        click.confirm(f"Every row of {name} is written to {export} and then deleted. Go on?", abort=True)
    rows = purge_tables(owner_url, name, export)
    unit(lambda: db.session.execute(sa.delete(ProgramPlugin).where(ProgramPlugin.plugin == name), execution_options=WALL))
    click.echo(f"{rows} rows are in {export}. Nothing of {name} is left in the database.")
