"""`hansa program`: the programs of the site."""

import click

from core.cli.running import running
from core.entities.unit import unit
from core.identity.actor import SYSTEM
from core.jobs.scopes import programs
from core.programs.editing import create_program


@click.group()
def program() -> None:
    """List and make programs."""


@program.command("list")
def list_programs() -> None:
    """List programs with language, currency, zone and plugins."""
    with running():
        found = programs()
    for state in found:
        plugins = ", ".join(sorted(state.plugins - {"core"}))
        click.echo(f"{state.slug:<16} {state.name:<30} {state.locale:<11} {state.currency} {state.zone:<20} {plugins}")
    if not found:
        click.echo("There is no program yet. Make one with `hansa program create`.")


@program.command()
@click.argument("slug")
@click.option("--name", required=True, help="What people call it.")
@click.option("--locale", default="en", show_default=True, help="Language: en or zh_Hans_CN.")
@click.option("--currency", default="USD", show_default=True, help="ISO 4217 code.")
@click.option("--zone", default="UTC", show_default=True, help="IANA time zone.")
@click.option("--fiscal-start-month", default=1, show_default=True, type=click.IntRange(1, 12), help="Month the fiscal year begins in.")
def create(slug: str, name: str, locale: str, currency: str, zone: str, fiscal_start_month: int) -> None:
    """Make the program SLUG with the plugins that are on by default."""
    raw = {"slug": slug, "name": name, "locale": locale, "currency": currency, "zone": zone, "fiscal_start_month": str(fiscal_start_month)}
    with running():
        unit(lambda: create_program(raw, SYSTEM))
    click.echo(f"Made. Its pages begin with /{slug}/; `hansa user create … --program {slug} --role admin` lets somebody in.")
