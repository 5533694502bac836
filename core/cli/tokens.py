"""`hansa token`: API tokens."""

from datetime import timedelta

import click
import sqlalchemy as sa

from core import clock
from core.cli.running import program_named, running
from core.db import db
from core.entities import acting
from core.entities.marks import WALL
from core.entities.scope import Scope
from core.entities.unit import unit
from core.identity import resolve, tokens
from core.identity.actor import Actor
from core.identity.models import Membership, User
from core.programs.state import ProgramState


@click.group()
def token() -> None:
    """Make API tokens."""


@token.command()
@click.argument("program")
@click.argument("email")
@click.option("--name", default="command line", show_default=True, help="What the token is for.")
@click.option("--scope", "scopes", multiple=True, help="A permission it is limited to; may be repeated. Left out: all of the member's.")
@click.option("--days", type=click.IntRange(1, 3650), default=90, show_default=True, help="Days until it expires.")
def create(program: str, email: str, name: str, scopes: tuple[str, ...], days: int) -> None:
    """Make a token of the member EMAIL in PROGRAM and print it. It can never be shown again."""
    with running():
        state = program_named(program)
        actor = _member(state, email)
        db.session.rollback()

        def issue() -> str:
            with acting.entered(Scope(state, actor)):
                return tokens.issue(name, scopes, clock.real() + timedelta(days=days))

        click.echo(unit(issue))


def _member(program: ProgramState, email: str) -> Actor:
    """Return the actor of the oldest membership of a person."""
    joined = sa.select(User.id, Membership.id).join(User, User.id == Membership.user_id)
    wanted = joined.where(Membership.program_id == program.id, User.email == email.strip().casefold(), *resolve.LIVE)
    row = db.session.execute(wanted.order_by(Membership.created_at).limit(1).execution_options(**WALL)).one_or_none()
    actor = resolve.by_membership(program, *row) if row else None
    if actor is None:
        raise click.ClickException(f"{email} has no place in {program.slug}.")
    return actor
