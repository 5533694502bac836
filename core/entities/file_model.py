"""The table of files; what may be done with them is in `core.entities.files`."""

import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm as so

from core.db import Model, ProgramScoped


class File(ProgramScoped, Model):
    """A file of a record. `audience` and `partner_id` repeat the record's (an internal one is `staff`), for row-level security.

    `kind` says what it is to the record: a field's name, `evidence`, …; `scan`: see `core.entities.quarantine`.
    """

    partner_id: so.Mapped[uuid.UUID | None]
    audience: so.Mapped[str] = so.mapped_column(sa.String(7))
    entity: so.Mapped[str]
    record_id: so.Mapped[uuid.UUID]
    kind: so.Mapped[str] = so.mapped_column(default="")
    visibility: so.Mapped[str] = so.mapped_column(sa.String(8), default="shared")
    name: so.Mapped[str]
    type: so.Mapped[str]
    size: so.Mapped[int] = so.mapped_column(sa.BigInteger)
    sha256: so.Mapped[str] = so.mapped_column(sa.String(64))
    scan: so.Mapped[str] = so.mapped_column(sa.String(8), default="none")
    key: so.Mapped[str]
    __table_args__ = (sa.Index(None, "program_id", "record_id", "id"),)


TABLE: Any = File.__table__
