"""`hansa program`: the programs of the site."""

from typing import BinaryIO

import click

from core.cli.running import in_program, running
from core.entities.unit import unit
from core.identity.actor import SYSTEM
from core.jobs.scopes import programs
from core.program_text import document
from core.program_text.reading import read
from core.program_text.report import lines
from core.programs.editing import create_program


@click.group()
def program() -> None:
    """List and make programs, and move their set-up as text."""


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


@program.command()
@click.argument("slug")
def export(slug: str) -> None:
    """Print the set-up of the program SLUG as YAML: `hansa program export SLUG > program.yaml`.

    Secrets are left out, and named at the end. docs/program-text.md tells what the text means.
    """
    with running():
        click.echo(in_program(slug, lambda scope: document.export()), nl=False)


TEXT = click.argument("text", metavar="FILE", type=click.File("rb"))
CREATE = click.option("--create", is_flag=True, help="Make the program when there is none of this name.")


@program.command()
@TEXT
@CREATE
def plan(text: BinaryIO, create: bool) -> None:
    """Tell what applying FILE would change; nothing is changed. `-` reads what is piped in.

    Exit codes: 0 nothing would change, 2 something would, 3 something that is not safe would, 1 the text is wrong.
    """
    with running():
        found = document.plan(read(_text(text)), SYSTEM, create=create)
    _tell(found)
    raise SystemExit(3 if found.unsafe else 2 if found.changes or found.created else 0)


@program.command()
@TEXT
@CREATE
@click.option("--allow-unsafe", is_flag=True, help="Also make the changes that take something away.")
def apply(text: BinaryIO, create: bool, allow_unsafe: bool) -> None:
    """Make a program what FILE says: all of it or nothing. Applied again, it changes nothing.

    Exit codes: 0 done, 3 refused because of changes that are not safe, 1 the text is wrong.
    """
    with running():
        try:
            done = document.apply(read(_text(text)), SYSTEM, create=create, allow_unsafe=allow_unsafe)
        except document.Unsafe as refused:
            _tell(refused.plan)
            click.echo(f"{refused.message} --allow-unsafe agrees.", err=True)
            raise SystemExit(3) from None
    _tell(done)


def _text(file: BinaryIO) -> str:
    try:
        return file.read().decode()
    except UnicodeDecodeError:
        raise click.ClickException("The text is not UTF-8.") from None


def _tell(found: document.Plan) -> None:
    for line in lines(found):
        click.echo(line)
