"""Who background work acts as, and in which programs."""

import uuid
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from core.db import db
from core.entities.marks import WALL
from core.entities.scope import Scope
from core.identity.actor import SYSTEM
from core.portal import portal
from core.programs.models import Program, Site
from core.programs.state import ProgramState

_PROGRAMS = (
    sa.select(Program.id, Program.revision, Site.revision.label("site_revision"))
    .select_from(sa.join(Program, Site, sa.true()))
    .order_by(Program.slug)
    .execution_options(**WALL)
)


def programs() -> list[ProgramState]:
    """Return the state of every program; one statement."""
    return [portal().programs.state(row) for row in _rows(_PROGRAMS)]


def program(program_id: uuid.UUID) -> ProgramState | None:
    """Return the present state of a program."""
    return next((portal().programs.state(row) for row in _rows(_PROGRAMS.where(Program.id == program_id))), None)


def as_system(state: ProgramState) -> Scope:
    """Return the scope of the system in a program: it may do everything there, and nothing elsewhere.

    Steady, because background work asks by keys, again and again; planning each time cost PostgreSQL a third of a routing.
    """
    return Scope(state, replace(SYSTEM, permissions=portal().programs.permissions), steady=True)


def exclusive(name: str) -> bool:
    """Have the running transaction be the only one that does `name`; False when another one is at it.

    On SQLite the write lock says so already.
    """
    connection = db.session.connection()
    if connection.dialect.name != "postgresql":
        return True
    key = uuid.uuid5(uuid.NAMESPACE_OID, name).int >> 65
    return bool(connection.execute(sa.select(sa.func.pg_try_advisory_xact_lock(key)).execution_options(**WALL)).scalar())


def _rows(statement: Any) -> Any:
    return db.session.connection().execute(statement).all()
