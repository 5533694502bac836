"""Many records of one kind in one pass: one schema, one look at the rows, one audit and one event statement."""

import uuid
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from core import audit, clock
from core.db import db
from core.entities import custom, records, references, saving, search
from core.entities.entity import Entity
from core.entities.marks import WALL
from core.entities.scope import current
from core.entities.unit import savepoint
from core.errors import Problem, Stale
from core.faults import Collision
from core.jobs import outbox
from core.workflow.editing import refuse_frozen

K = TypeVar("K", bound=Hashable)


def by_halves(keys: Sequence[K], work: Callable[[Sequence[K]], None]) -> dict[K, Problem]:
    """Do `work` on all keys; where that is refused, on either half, down to single ones. Return what was refused, and why.

    Each try is a savepoint, so a refused one leaves nothing behind. A refusal by the database is a `Collision`.
    """
    if not keys:
        return {}
    try:
        with savepoint():
            work(keys)
        return {}
    except (Problem, IntegrityError) as error:
        if len(keys) == 1:
            return {keys[0]: error if isinstance(error, Problem) else Collision()}
    middle = len(keys) // 2
    return by_halves(keys[:middle], work) | by_halves(keys[middle:], work)


def load(entity: Entity, ids: Sequence[uuid.UUID], *, lock: bool = False) -> list[Any]:
    """Return the records the actor sees, in the order of their ids; foreign and unknown ids are absent alike."""
    model = entity.model
    wanted = sa.select(model).where(model.id.in_(ids), *records.narrowed(entity)).order_by(model.id).execution_options(populate_existing=True)
    found = db.session.scalars(wanted.with_for_update() if lock else wanted)
    return [record for record in found if not records.vetoed(entity, "view", record)]


def update_many(entity: Entity, found: Sequence[Any], raw: Mapping[str, Any]) -> None:
    """Change the same fields of some records. Raises what `records.update` raises; then none was changed."""
    values = records.load(entity, raw, partial=True)
    for record in found:
        records.require(entity, "edit", record)
        refuse_frozen(entity, record, values)
    apply_many(entity, [(record, values) for record in found])


def apply_many(
    entity: Entity, changes: Sequence[tuple[Any, Mapping[str, Any]]], *, act: str = "updated", reason: str | None = None
) -> None:
    """Set already valid values on some records, save and tell; the batch form of `records.apply`."""
    made = [(record, changed) for record, values in changes if (changed := records._set(entity, record, values))]
    if not made:
        return
    for record, changed in made:
        records._before_save(entity, record, {name: pair[1] for name, pair in changed.items()}, False)
    try:
        saving.flush([record for record, _ in made])
    except StaleDataError:
        raise Stale() from None
    told = [(r, {name: [audit.jsonable(before), audit.jsonable(after)] for name, (before, after) in c.items()}) for r, c in made]
    records._after(entity, told, act, reason)


def archive_many(entity: Entity, found: Sequence[Any]) -> None:
    """Hide some records from lists and pickers; the batch form of `records.archive`."""
    _let_go(entity, found)
    moment = clock.now()
    apply_many(entity, [(record, {"archived_at": moment}) for record in found], act="archived")


def restore_many(entity: Entity, found: Sequence[Any]) -> None:
    for record in found:
        records.require(entity, "delete", record)
    apply_many(entity, [(record, {"archived_at": None}) for record in found], act="restored")


def delete_many(entity: Entity, found: Sequence[Any], *, reason: str) -> None:
    """Remove records that were loaded with `lock`, for good; the batch form of `records.delete`."""
    if not found:
        return
    _let_go(entity, found)
    common = [{"record_id": record.id, "record_version": record.version} for record in found]
    entries = [{**one, "partner_id": records.owner_of(entity, record), "changes": {}} for one, record in zip(common, found, strict=True)]
    _remove(entity, [record.id for record in found])
    for record in found:
        db.session.expunge(record)
    records.hooks("after_delete", entity=entity, gone=list(found), actor=current().actor)
    audit.write(entity.key, "deleted", entries, reason=reason)
    outbox.emit(f"{entity.key}.deleted", entity.key, [{**one, "payload": {}} for one in common])


def _let_go(entity: Entity, found: Sequence[Any]) -> None:
    actor = current().actor
    for record in found:
        records.require(entity, "delete", record)
        records.hooks("before_delete", entity=entity, record=record, actor=actor)


def _remove(entity: Entity, ids: list[uuid.UUID]) -> None:
    """Delete rows, mirrored values and words. The rows were locked: a count that differs is a row the database protects."""
    db.session.flush()
    references.let_go(ids)
    program, connection = current().program.id, db.session.connection()
    values, table = custom.FieldValue.__table__, entity.table
    mirrored = sa.delete(values).where(values.c.program_id == program, values.c.record_id.in_(ids))
    connection.execute(mirrored.execution_options(**WALL))
    search.remove(program, ids)
    references.let_go(ids)
    rows = sa.delete(table).where(table.c.program_id == program, table.c.id.in_(ids))
    if connection.execute(rows.execution_options(**WALL)).rowcount != len(ids):
        raise Stale()
