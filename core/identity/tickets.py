"""Tickets: a random secret that proves one step, once, within its time. Only its hash is stored."""

import secrets
import uuid
from datetime import timedelta
from typing import Any, Literal

import sqlalchemy as sa

from core import clock
from core.db import db
from core.entities.marks import WALL
from core.identity.models import Ticket
from core.identity.resolve import digest

Purpose = Literal["reset", "invite", "second-step"]
LIFETIMES: dict[Purpose, timedelta] = {"reset": timedelta(hours=1), "invite": timedelta(days=7), "second-step": timedelta(minutes=10)}


def issue(purpose: Purpose, user_id: uuid.UUID, *, program_id: uuid.UUID | None = None, membership_id: uuid.UUID | None = None) -> str:
    """Make a ticket and return its secret; earlier ones of the same purpose, person and membership are void."""
    void(purpose, user_id, membership_id)
    secret = secrets.token_urlsafe(32)
    row = {"id": digest(secret), "purpose": purpose, "user_id": user_id, "program_id": program_id, "membership_id": membership_id}
    _execute(sa.insert(_TABLE).values(**row, expires_at=clock.real() + LIFETIMES[purpose]))
    return secret


def find(purpose: Purpose, secret: str) -> Any | None:
    """Return the row of a ticket that still holds, or None."""
    lawful = sa.and_(_TABLE.c.id == digest(secret), _TABLE.c.purpose == purpose, _TABLE.c.expires_at > clock.real())
    return _execute(sa.select(_TABLE).where(lawful)).one_or_none()


def redeem(purpose: Purpose, secret: str) -> Any | None:
    """Use a ticket up and return its row; None when it was used, is void or too old. Of two at once, one gets it."""
    found = find(purpose, secret)
    if found is None or not _execute(sa.delete(_TABLE).where(_TABLE.c.id == found.id)).rowcount:
        return None
    return found


def void(purpose: Purpose, user_id: uuid.UUID, membership_id: uuid.UUID | None = None) -> None:
    """Take back the tickets of a purpose; for invitations only those of the named membership."""
    gone = sa.delete(_TABLE).where(_TABLE.c.user_id == user_id, _TABLE.c.purpose == purpose)
    if membership_id is not None:
        gone = gone.where(_TABLE.c.membership_id == membership_id)
    _execute(gone)


def purge() -> None:
    """Delete tickets that are too old."""
    _execute(sa.delete(_TABLE).where(_TABLE.c.expires_at <= clock.real()))


_TABLE = Ticket.__table__


def _execute(statement: sa.Executable) -> sa.CursorResult[Any]:
    return db.session.connection().execute(statement, execution_options=WALL)
