"""Opening a record to further partners by `core_share`, and closing it again. The entity declares `shared=True`."""

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core import clock
from core.db import db
from core.entities.access import may_write
from core.entities.entity import Entity
from core.entities.marks import WALL
from core.entities.scope import current
from core.entities.sharing import Share
from core.errors import Denied
from core.i18n import N_

ROWS = Share.__table__


def grant(entity: Entity, record: Any, partners: Collection[uuid.UUID], *, role: str = "reader", until: datetime | None = None) -> None:
    """Let these partners read a record, until a moment; those who read it already get the new role and end.

    Raises Denied unless the actor may change the record, ValueError when records of the entity are never shared.
    """
    _may(entity, record)
    revoke(entity, record, partners)
    common = {"program_id": record.program_id, "entity": entity.key, "record_id": record.id, "role": role, "until": until}
    rows = [{**common, "partner_id": partner, "created_at": clock.now()} for partner in sorted(set(partners))]
    if rows:
        db.session.flush()
        db.session.connection().execute(sa.insert(ROWS).execution_options(**WALL), rows)


def revoke(entity: Entity, record: Any, partners: Collection[uuid.UUID]) -> None:
    """Close a record to these partners at once."""
    _may(entity, record)
    gone = sa.delete(ROWS).where(*_of(entity, record), ROWS.c.partner_id.in_(list(partners)))
    db.session.connection().execute(gone.execution_options(**WALL))


def readers(entity: Entity, record: Any) -> dict[uuid.UUID, str]:
    """Return the partners a record is shared with, and as what; partners learn only of themselves."""
    scope, open_still = current(), sa.or_(ROWS.c.until.is_(None), ROWS.c.until > clock.now())
    found = sa.select(ROWS.c.partner_id, ROWS.c.role).where(*_of(entity, record), open_still)
    if scope.reach != "all" and not scope.actor.staff:
        found = found.where(ROWS.c.partner_id == scope.actor.partner_id)
    return {row.partner_id: row.role for row in db.session.connection().execute(found.execution_options(**WALL))}


def _of(entity: Entity, record: Any) -> tuple[Any, ...]:
    return ROWS.c.program_id == record.program_id, ROWS.c.entity == entity.key, ROWS.c.record_id == record.id


def _may(entity: Entity, record: Any) -> None:
    if not entity.shared:
        raise ValueError(f"{entity.key} is not declared shared")
    if not may_write(entity, record):
        raise Denied(N_("This belongs to another partner: you may look at it, not change it."))
