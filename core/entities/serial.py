"""One unit at a time, where rows alone cannot say who was first."""

import hashlib

import sqlalchemy as sa

from core.db import db
from core.entities.scope import current


def serialised(name: str) -> None:
    """Wait until no other unit of the program holds `name`, and hold it to the end of this unit.

    On SQLite write units follow one another anyway. Take it after the rows you lock, and only one in a unit.
    """
    connection = db.session.connection()
    if connection.dialect.name == "postgresql":
        digest = hashlib.sha256(f"{current().program.id}:{name}".encode()).digest()
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(int.from_bytes(digest[:8], "big", signed=True))))
