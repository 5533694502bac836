"""Idempotency keys: the same request sent twice is done once, and answered alike."""

import hashlib
import uuid
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm as so

from core import clock
from core.db import Model, db
from core.entities import closing
from core.entities.marks import WALL
from core.errors import Conflict


class Idempotency(Model):
    """The answer to a request that was done. `principal` is a membership, a token or a user; kept for at least 24 hours."""

    program_id: so.Mapped[uuid.UUID] = so.mapped_column(primary_key=True)
    principal: so.Mapped[str] = so.mapped_column(primary_key=True)
    key: so.Mapped[str] = so.mapped_column(sa.String(100), primary_key=True)
    request_hash: so.Mapped[str] = so.mapped_column(sa.String(64))
    status: so.Mapped[int]
    headers: so.Mapped[dict[str, Any]]
    body: so.Mapped[str]
    created_at: so.Mapped[datetime] = so.mapped_column(default=clock.real)
    __table_args__ = (sa.Index(None, "created_at"),)


def request_hash(method: str, path: str, body: bytes) -> str:
    return hashlib.sha256(b"\0".join((method.encode(), path.encode(), body))).hexdigest()


def answered(program_id: uuid.UUID, principal: str, key: str, digest: str) -> Any | None:
    """Return the stored answer of a key, or None; raises Conflict when the key was used for another request."""
    table = Idempotency.__table__
    found = (
        db.session.connection()
        .execute(
            sa.select(table)
            .where(table.c.program_id == program_id, table.c.principal == principal, table.c.key == key)
            .execution_options(**WALL)
        )
        .one_or_none()
    )
    if found is not None and found.request_hash != digest:
        raise Conflict("This idempotency key was used for another request.", code="idempotency-mismatch")
    return found


def store(program_id: uuid.UUID, principal: str, key: str, digest: str, status: int, headers: dict[str, str], body: str) -> None:
    """Keep an answer when the unit closes. A second unit with the same key fails on the primary key and is rolled back."""
    row = {
        "program_id": program_id,
        "principal": principal,
        "key": key,
        "request_hash": digest,
        "status": status,
        "headers": headers,
        "body": body,
        "created_at": clock.real(),
    }
    closing.add(_ROWS, [row])


_ROWS = closing.into(Idempotency.__table__, [c.name for c in Idempotency.__table__.columns])
