"""`hansa personal`: what is held of a person or a partner, as a file, and its end."""

from pathlib import Path

import click
import sqlalchemy as sa

from core.cli.running import in_program, running
from core.db import db
from core.identity.models import Partner
from core.personal import erasing, holding, subject
from core.personal.subject import Subject

PROGRAM = click.option("--program", required=True, help="The program to look in.")
PERSON = click.option("--person", metavar="EMAIL", help="A person, known here or only named as a contact ...")
PARTNER = click.option("--partner", metavar="NUMBER", help="... or a partner with its people, by number or name.")


@click.group()
def personal() -> None:
    """Give out and erase personal data."""


@personal.command()
@PROGRAM
@PERSON
@PARTNER
@click.option("--to", "target", required=True, type=click.Path(dir_okay=False, writable=True, path_type=Path), help="The ZIP file to write.")
def export(program: str, person: str | None, partner: str | None, target: Path) -> None:
    """Write everything that is held of a person or a partner to a file."""

    def work(scope: object) -> tuple[bytes, int]:
        found = _subject(person, partner)
        held = holding.held(found)
        erasing.told(found, erasing.GIVEN)
        return holding.archive(found, held), sum(len(one.rows) for one in held)

    with running():
        content, rows = in_program(program, work)
    target.write_bytes(content)
    click.echo(f"{rows} rows written to {target}.")


@personal.command()
@PROGRAM
@PERSON
@PARTNER
@click.confirmation_option(prompt="This cannot be undone. Erase?")
def erase(program: str, person: str | None, partner: str | None) -> None:
    """Erase a person or a partner that is terminated; books and the audit trail keep a pseudonym."""
    with running():
        in_program(program, lambda scope: erasing.erase(_subject(person, partner)))
    click.echo("Erased.")


def _subject(person: str | None, partner: str | None) -> Subject:
    if (person is None) == (partner is None):
        raise click.UsageError("Give --person or --partner.")
    if person is not None:
        return subject.person(person)
    found = db.session.scalars(sa.select(Partner).where(sa.or_(Partner.number == partner, Partner.name == partner))).all()
    if len(found) != 1:
        raise click.ClickException(f"{len(found)} partners are called {partner!r}; give the number of one.")
    return subject.partner(found[0])
