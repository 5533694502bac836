"""Server-side sessions: a random secret in the cookie, its SHA-256 in the table."""

import secrets
import uuid
from datetime import timedelta

import sqlalchemy as sa

from core import clock
from core.db import db
from core.entities.marks import WALL
from core.identity.models import Acting, Membership, Session
from core.identity.resolve import digest

LIFETIME = timedelta(days=14)
SEEN_EVERY = timedelta(minutes=5)


def open_session(user_id: uuid.UUID, *, address: str = "", device: str = "") -> str:
    """Open a session and choose the oldest membership of each program; returns the cookie's secret."""
    secret = secrets.token_urlsafe(32)
    moment = clock.now()
    connection = db.session.connection()
    connection.execute(
        sa.insert(Session.__table__).execution_options(**WALL),
        {"id": digest(secret), "user_id": user_id, "expires_at": moment + LIFETIME, "address": address[:60], "device": device[:200]},
    )
    members = Membership.__table__
    found = connection.execute(
        sa.select(members.c.program_id, members.c.id)
        .where(members.c.user_id == user_id, members.c.ended_at.is_(None))
        .order_by(members.c.created_at.desc(), members.c.id.desc())
        .execution_options(**WALL)
    )
    chosen = {row.program_id: row.id for row in found}
    if chosen:
        rows = [{"session_id": digest(secret), "program_id": program, "membership_id": member} for program, member in chosen.items()]
        connection.execute(sa.insert(Acting.__table__).execution_options(**WALL), rows)
    return secret


def close_session(session_id: str) -> None:
    """End one session."""
    table = Session.__table__
    db.session.connection().execute(sa.delete(table).where(table.c.id == session_id).execution_options(**WALL))


def close_all(user_id: uuid.UUID, *, but: str | None = None) -> None:
    """End every session of a user, for example after a change of password; `but` names the one that may stay."""
    table = Session.__table__
    gone = sa.delete(table).where(table.c.user_id == user_id, table.c.id != (but or ""))
    db.session.connection().execute(gone.execution_options(**WALL))


def note_seen(session_id: str) -> None:
    """Write the moment a session was last used."""
    table = Session.__table__
    statement = sa.update(table).where(table.c.id == session_id).values(last_seen_at=clock.now())
    db.session.connection().execute(statement.execution_options(**WALL))
