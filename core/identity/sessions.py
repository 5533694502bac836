"""Server-side sessions: a random secret in the cookie, its SHA-256 in the table."""

import secrets
import uuid
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from core import clock
from core.db import db
from core.entities.marks import WALL
from core.entities.telling import unnamed
from core.identity.models import Acting, Membership, Session
from core.identity.resolve import IDLE, LIVE, digest

LIFETIME = timedelta(days=14)
"""The longest a session lasts, however often it is used; unused it ends after `IDLE`."""

SEEN_EVERY = timedelta(minutes=5)


def open_session(user_id: uuid.UUID, *, address: str = "", device: str = "") -> str:
    """Open a session and choose the oldest membership of each program; returns the cookie's secret."""
    secret, moment = secrets.token_urlsafe(32), clock.real()
    places = _places(user_id)
    row = {
        "id": digest(secret),
        "user_id": user_id,
        "expires_at": moment + LIFETIME,
        "address": address[:60],
        "device": device[:200],
        "places": len(places),
    }
    _execute(sa.insert(_TABLE).values(**row))
    chosen = {place.program_id: place.id for place in reversed(places)}
    if chosen:
        rows = [{"session_id": digest(secret), "program_id": program, "membership_id": member} for program, member in chosen.items()]
        _execute(sa.insert(Acting.__table__).values(rows))
    return secret


def rotate(session_id: str) -> str:
    """Give a session a new secret, after a gain of rights or a change of password; what it acts as is kept."""
    secret = secrets.token_urlsafe(32)
    acting = Acting.__table__
    old = _execute(sa.select(_TABLE).where(_TABLE.c.id == session_id)).one()
    kept = [dict(row._mapping) for row in _execute(sa.select(acting).where(acting.c.session_id == session_id))]
    close_session(session_id)
    _execute(sa.insert(_TABLE).values(**{**old._mapping, "id": digest(secret)}))
    if kept:
        _execute(sa.insert(acting).values([{**row, "session_id": digest(secret)} for row in kept]))
    return secret


def close_session(session_id: str) -> None:
    """End one session."""
    _execute(sa.delete(_TABLE).where(_TABLE.c.id == session_id))


def close_all(user_id: uuid.UUID, *, but: str | None = None) -> None:
    """End every session of a user, for example after a change of password; `but` names the one that may stay."""
    _execute(sa.delete(_TABLE).where(_TABLE.c.user_id == user_id, _TABLE.c.id != (but or "")))


def close_one(user_id: uuid.UUID, handle: str) -> bool:
    """End the session of a user that `devices` lists under this handle."""
    gone = sa.delete(_TABLE).where(_TABLE.c.user_id == user_id, sa.func.substr(_TABLE.c.id, 1, 16) == handle)
    return bool(_execute(gone).rowcount)


def devices(user_id: uuid.UUID) -> list[Any]:
    """Return the live sessions of a user, last used first: `id, handle, created_at, last_seen_at, address, device`."""
    moment = clock.real()
    columns = (
        _TABLE.c.id,
        sa.func.substr(_TABLE.c.id, 1, 16).label("handle"),
        _TABLE.c.created_at,
        _TABLE.c.last_seen_at,
        _TABLE.c.address,
        _TABLE.c.device,
    )
    live = (_TABLE.c.user_id == user_id, _TABLE.c.expires_at > moment, _TABLE.c.last_seen_at > moment - IDLE)
    return list(_execute(sa.select(*columns).where(*live).order_by(_TABLE.c.last_seen_at.desc(), _TABLE.c.id)))


def stale(last_seen_at: datetime | None) -> bool:
    """Tell whether the moment of last use is worth writing anew."""
    return last_seen_at is None or clock.real() - last_seen_at >= SEEN_EVERY


def note_seen(session_id: str) -> None:
    """Write the moment a session was last used."""
    _execute(sa.update(_TABLE).where(_TABLE.c.id == session_id).values(last_seen_at=clock.real()))


def count_places(user_id: uuid.UUID) -> None:
    """Tell the open sessions of a user how many memberships there are; call when one begins or ends."""
    _execute(sa.update(_TABLE).where(_TABLE.c.user_id == user_id).values(places=len(_places(user_id))))


def purge() -> None:
    """Delete sessions that are over."""
    moment = clock.real()
    _execute(sa.delete(_TABLE).where(sa.or_(_TABLE.c.expires_at <= moment, _TABLE.c.last_seen_at <= moment - IDLE)))


_TABLE = Session.__table__


def _places(user_id: uuid.UUID) -> list[Any]:
    """Return program and id of the live memberships of a user, the oldest first."""
    mine = sa.select(Membership.program_id, Membership.id).where(Membership.user_id == user_id, *LIVE)
    return list(_execute(mine.order_by(Membership.created_at, Membership.id)))


def _execute(statement: sa.Executable) -> sa.CursorResult[Any]:
    """Sign-in, sign-out and administration meet the sessions of others than who acts."""
    with unnamed():
        return db.session.connection().execute(statement, execution_options=WALL)
