"""Revisions: how every process learns that the set-up of a program or of the site has changed."""

import uuid

import sqlalchemy as sa

from core.db import db
from core.entities.marks import WALL
from core.programs.models import Program, Site


def bump(program_id: uuid.UUID) -> None:
    """Call in the transaction of any change to what a program's state holds; locks the program against other such changes."""
    table = Program.__table__
    statement = sa.update(table).where(table.c.id == program_id).values(revision=table.c.revision + 1)
    db.session.connection().execute(statement.execution_options(**WALL))


def bump_site(connection: sa.Connection) -> None:
    """The same for what concerns all programs, like a plugin that was suspended; in the transaction of this connection."""
    table = Site.__table__
    connection.execute(sa.update(table).values(revision=table.c.revision + 1).execution_options(**WALL))
