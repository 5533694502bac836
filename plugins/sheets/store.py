"""Imports and their rows as the actor sees them."""

import contextlib
import uuid
from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any

import sqlalchemy as sa

from hansa import Entity, NotFound, current_scope, db, system
from plugins.sheets.models import Import, ImportRow, StaffImport, StaffImportRow
from plugins.sheets.targets import importable

KEEP = "keep the records of an import"


def find(import_id: uuid.UUID) -> tuple[Any, Entity]:
    """Return an import of the actor's and its entity; NotFound for anything else."""
    sheet = of_actor(import_id)
    if sheet.state == "reading":
        raise NotFound()
    return sheet, importable(sheet.entity)


def recent(entity: Entity) -> list[Any]:
    """Return the last imports into an entity."""
    sheets, _rows = models()
    wanted = sa.select(sheets).where(sheets.entity == entity.key, sheets.state != "reading")
    return list(db.session.scalars(wanted.order_by(sheets.id.desc()).limit(10)))


def former(entity: Entity) -> list[tuple[list[str], list[str]]]:
    """Return titles and chosen fields of the last imports into an entity that came so far, the newest first."""
    return [(sheet.columns, sheet.mapping) for sheet in recent(entity) if sheet.state != "mapping"]


def counts(sheet: Any) -> dict[str, int]:
    """Return how many rows are in which state."""
    _sheets, rows = models()
    found = db.session.execute(sa.select(rows.state, sa.func.count(rows.id)).where(rows.import_id == sheet.id).group_by(rows.state))
    return {state: int(number) for state, number in found}


def rows_in(sheet: Any, states: Sequence[str], limit: int | None = None) -> list[Any]:
    """Return rows in one of these states, in the order of the sheet."""
    _sheets, rows = models()
    return list(
        db.session.scalars(sa.select(rows).where(rows.import_id == sheet.id, rows.state.in_(states)).order_by(rows.line).limit(limit))
    )


def models() -> tuple[Any, Any]:
    """Return the tables of imports and of their rows, for the side that acts."""
    return (StaffImport, StaffImportRow) if current_scope().actor.staff else (Import, ImportRow)


def writing() -> AbstractContextManager[Any]:
    """Surround changes to imports themselves: staff of one region may write no staff record, but keep their imports."""
    scope = current_scope()
    return system(KEEP) if scope.actor.staff and scope.reach != "all" else contextlib.nullcontext()


def of_actor(import_id: uuid.UUID) -> Any:
    """Return an import of the actor's; NotFound for anything else."""
    sheets, _rows = models()
    found = db.session.scalars(sa.select(sheets).where(sheets.id == import_id)).one_or_none()
    if found is None:
        raise NotFound()
    return found


def own() -> dict[str, Any]:
    """Return what rows the actor makes have in common."""
    scope = current_scope()
    owner = {} if scope.actor.staff else {"partner_id": scope.actor.partner_id}
    return {"program_id": scope.program.id, "created_by": scope.actor.user_id, **owner}
