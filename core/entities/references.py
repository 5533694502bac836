"""References held in JSON, of custom fields and of rows: seen by the actor when they are set, and known to what they point at.

Columns that refer have keys for this; a reference in JSON has a row of `core_reference`.
"""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import orm as so
from sqlalchemy.dialects import postgresql

from core.db import Model, db
from core.entities.effective import custom_fields
from core.entities.entity import Entity
from core.entities.kinds import field_types
from core.entities.marks import WALL
from core.entities.registry import registry
from core.entities.scope import current
from core.errors import Conflict, FieldError, Unprocessable
from core.i18n import N_, _
from schemas.links import Lines, Ref


class Reference(Model):
    """`record_id` points at `target_id`; `field` is the place in the record, as in the pointer of an error."""

    program_id: so.Mapped[uuid.UUID] = so.mapped_column(primary_key=True)
    record_id: so.Mapped[uuid.UUID] = so.mapped_column(primary_key=True)
    field: so.Mapped[str] = so.mapped_column(primary_key=True)
    entity: so.Mapped[str]
    partner_id: so.Mapped[uuid.UUID | None] = so.mapped_column(comment="owner of the record that points, for row-level security")
    target: so.Mapped[str] = so.mapped_column(comment="kind of record pointed at")
    target_id: so.Mapped[uuid.UUID]
    __table_args__ = (
        sa.ForeignKeyConstraint(["program_id"], ["core_program.id"], ondelete="CASCADE"),
        sa.Index(None, "program_id", "target_id"),
    )


class Place(NamedTuple):
    """Where a kind of record can hold a reference: a field, or a column of a field of rows."""

    name: str
    column: str
    target: str


class Pointing(NamedTuple):
    """A record that is being saved, and what it holds and held: `{pointer: (kind, id)}`."""

    entity: Entity
    record: Any
    held: Mapping[str, tuple[str, uuid.UUID]]
    before: Mapping[str, tuple[str, uuid.UUID]]


_TABLE: Any = Reference.__table__


def changed(entity: Entity, record: Any) -> Pointing | None:
    """Return what a record that is about to be flushed points at, when that is something new or different."""
    places = current().program.cache.get(("references", entity.key), lambda: tuple(_places(entity)))
    if not places:
        return None
    held, before = (dict(_held(places, record, old)) for old in (False, True))
    return Pointing(entity, record, held, before) if held != before else None


def check(session: so.Session, pointing: Iterable[Pointing]) -> None:
    """See that the actor may see what is newly pointed at; one statement for each kind of target. Raises Unprocessable."""
    fresh = [(pointer, link) for one in pointing for pointer, link in one.held.items() if link not in one.before.values()]
    seen = {kind: _seen(session, kind, {key for _p, (k, key) in fresh if k == kind}) for kind in {kind for _p, (kind, _k) in fresh}}
    message = _("This record does not exist. Choose one from the list.")
    errors: list[FieldError] = [
        {"pointer": f"/{pointer}", "code": "unknown-reference", "message": message} for pointer, (kind, key) in fresh if key not in seen[kind]
    ]
    if errors:
        raise Unprocessable(errors=errors)


def keep(session: so.Session, pointing: Sequence[Pointing]) -> None:
    """Write what these records point at now."""
    if known := [one.record.id for one in pointing if one.before]:
        _forget(session, known)
    rows = [
        {**_origin(one), "field": pointer, "target": kind, "target_id": key} for one in pointing for pointer, (kind, key) in one.held.items()
    ]
    if rows:
        session.connection().execute(sa.insert(_TABLE), rows, execution_options=WALL)


def let_go(ids: Sequence[uuid.UUID]) -> None:
    """Before records are deleted: raises Conflict while others point at them, else forgets what they point at."""
    connection = db.session.connection()
    if connection.execute(_pointed_at(ids, connection.dialect.name), execution_options=WALL).first() is not None:
        raise Conflict(N_("Other records depend on this one."), code="in-use")
    _forget(db.session(), ids)


def _pointed_at(ids: Sequence[uuid.UUID], dialect: str) -> Any:
    """Who points may be out of the actor's sight, so PostgreSQL asks a function that says no more than this."""
    if dialect == "postgresql":
        found = sa.func.hansa_referred(sa.cast(list(ids), postgresql.ARRAY(sa.Uuid()))).table_valued("id").render_derived()
        return sa.select(found.c.id).limit(1)
    others = _TABLE.c.target_id.in_(ids), _TABLE.c.record_id.not_in(ids)
    return sa.select(_TABLE.c.target_id).where(_TABLE.c.program_id == current().program.id, *others).limit(1)


def _forget(session: so.Session, ids: Sequence[uuid.UUID]) -> None:
    gone = sa.delete(_TABLE).where(_TABLE.c.program_id == current().program.id, _TABLE.c.record_id.in_(ids))
    session.connection().execute(gone, execution_options=WALL)


def _seen(session: so.Session, kind: str, ids: set[uuid.UUID]) -> set[uuid.UUID]:
    entity = registry().get(kind)
    if entity is None or entity.plugin not in current().program.plugins:
        return set()
    return set(session.scalars(sa.select(entity.model.id).where(entity.model.id.in_(ids))))


def _origin(one: Pointing) -> dict[str, Any]:
    owner = getattr(one.record, one.entity.owner) if one.entity.audience == "owner" else None
    return {"program_id": one.record.program_id, "record_id": one.record.id, "entity": one.entity.key, "partner_id": owner}


def _places(entity: Entity) -> Iterator[Place]:
    added = {f.definition.key: f.definition.build(field_types()) for f in custom_fields(entity, current().program)}
    for name, field in {**entity.schema._declared_fields, **added}.items():
        if isinstance(field, Ref) and name not in entity.table.c:
            yield Place(name, "", field.to)
        elif isinstance(field, Lines):
            yield from (Place(name, column, inner.to) for column, inner in field.row_schema.fields.items() if isinstance(inner, Ref))


def _held(places: Iterable[Place], record: Any, old: bool) -> Iterator[tuple[str, tuple[str, uuid.UUID]]]:
    for name, column, target in places:
        value = _value(record, name, old)
        rows = enumerate(value or ()) if column else ()
        found = [(f"{name}/{i}/{column}", row.get(column)) for i, row in rows] if column else [(name, value)]
        yield from ((pointer, (target, uuid.UUID(str(key)))) for pointer, key in found if key)


def _value(record: Any, name: str, old: bool) -> Any:
    own = name in record.__table__.c
    attribute = sa.inspect(record).attrs[name if own else "custom"]
    history = attribute.history
    value = (history.deleted[0] if history.deleted else None if history.added else attribute.value) if old else attribute.value
    return value if own else (value or {}).get(name)
