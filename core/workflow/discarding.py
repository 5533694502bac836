"""Discarding drafts for good. Only what never left a state that is declared `discard`: nobody else has seen or decided it."""

from typing import Any

import sqlalchemy as sa

from core.audit import Audit
from core.db import db
from core.entities import files, records
from core.entities.access import may_write
from core.entities.entity import Entity
from core.entities.marks import WALL
from core.entities.scope import current
from core.errors import Conflict
from core.i18n import N_
from core.workflow.lending import lent

OWN_ACTS = ("created", "updated", "file added", "file removed")
"""What the trail of a draft may hold; anything else is a decision somebody took."""

NO_DRAFT = N_("Only a draft nobody has decided on can be discarded.")


def may_discard(entity: Entity, record: Any) -> bool:
    """Tell whether the actor may remove the record for good; asks the database only where everything else says yes."""
    actor, flow = current().actor, entity.workflow
    if flow is None or actor.read_only or not flow.state_of(record).discard:
        return False
    return actor.may(entity.permission("edit")) and may_write(entity, record) and not _decided(entity, record)


def discard(entity: Entity, record: Any) -> None:
    """Remove a draft with its files. Raises Denied, Conflict when it is no draft (any more), Veto."""
    records.require(entity, "edit", record)
    record = records.get(entity, record.id, lock=True)
    if not may_discard(entity, record):
        raise Conflict(NO_DRAFT, code="no-draft")
    for file in files.list_for(record):
        files.remove(file.id)
    with lent(entity.permission("delete")):
        records.delete(entity, record, reason="draft discarded")


def _decided(entity: Entity, record: Any) -> bool:
    table = Audit.__table__
    mine = (table.c.program_id == record.program_id, table.c.entity == entity.key, table.c.record_id == record.id)
    statement = sa.select(table.c.id).where(*mine, table.c.action.not_in(OWN_ACTS)).limit(1).execution_options(**WALL)
    return db.session.connection().execute(statement).first() is not None
