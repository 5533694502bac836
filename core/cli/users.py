"""`hansa user`: people who can sign in."""

import uuid

import click
import sqlalchemy as sa

from core.cli.running import in_program, running
from core.db import db
from core.entities import records
from core.entities.registry import registry
from core.entities.scope import Scope
from core.entities.unit import unit
from core.identity import passwords, users
from core.identity.models import Partner

PASSWORD = click.option("--password", envvar="HANSA_PASSWORD", help="Asked for when left out; also $HANSA_PASSWORD.")


@click.group()
def user() -> None:
    """Make people and set their passwords."""


@user.command()
@click.argument("email")
@click.option("--name", required=True, help="The person's name.")
@PASSWORD
@click.option("--site-admin", is_flag=True, help="May administer every program.")
@click.option("--program", help="Make a member of this program ...")
@click.option("--role", "roles", multiple=True, help="... with this role; may be repeated ...")
@click.option("--partner", help="... at the partner with this number or name; left out: the vendor's own staff.")
def create(
    email: str, name: str, password: str | None, site_admin: bool, program: str | None, roles: tuple[str, ...], partner: str | None
) -> None:
    """Make the person EMAIL, or a further membership for somebody who is known."""
    if not site_admin and not (program and roles):
        raise click.UsageError("Give --site-admin, or --program and --role.")
    with running():
        made = unit(lambda: _person(email, name, password, site_admin))
        if program:
            in_program(program, lambda scope: _join(scope, made, roles, partner))
    click.echo(f"{users.tidy(email)} can sign in.")


@user.command()
@click.argument("email")
@PASSWORD
def password(email: str, password: str | None) -> None:
    """Set the password of EMAIL and end all sessions of that person."""
    with running():
        unit(lambda: _set_password(email, password))
    click.echo("The password is set; all sessions have ended.")


def _person(email: str, name: str, password: str | None, site_admin: bool) -> uuid.UUID:
    known = users.by_email(email)
    if known is None:
        return users.create(email, name, password=_good(password, [email, name]), site_admin=site_admin).id
    known.site_admin = known.site_admin or site_admin
    db.session.flush()
    return known.id


def _set_password(email: str, password: str | None) -> None:
    found = users.by_email(email)
    if found is None:
        raise click.ClickException(f"There is nobody with the address {email}.")
    users.set_password(found, passwords.hash_password(_good(password, users.known_words(found))))


def _good(password: str | None, words: list[str]) -> str:
    chosen: str = password or click.prompt("Password", hide_input=True, confirmation_prompt=True)
    if weakness := passwords.weakness(chosen, words):
        raise click.ClickException(weakness)
    return chosen


def _join(scope: Scope, user_id: uuid.UUID, roles: tuple[str, ...], partner: str | None) -> None:
    unknown = [role for role in roles if role not in scope.program.roles]
    if unknown:
        raise click.ClickException(f"There is no role {unknown[0]!r}. There are: {', '.join(sorted(scope.program.roles))}.")
    employer = _partner(partner) if partner else None
    mirrored = {"partner_name": employer.name, "suspended": employer.status != "active"} if employer else {}
    owner = employer.id if employer else None
    records.create(registry()["core.membership"], {}, partner_id=owner, user_id=user_id, roles=list(roles), **mirrored)


def _partner(named: str) -> Partner:
    found = db.session.scalars(sa.select(Partner).where(sa.or_(Partner.number == named, Partner.name == named))).all()
    if len(found) != 1:
        raise click.ClickException(f"{len(found)} partners are called {named!r}; give the number of one.")
    return found[0]
