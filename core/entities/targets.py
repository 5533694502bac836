"""References in columns: what a record newly points at exists for the actor, and is of the same owner where the key says so.

The keys of the database refuse the rest; this tells which field is wrong, and answers for a foreign id what it answers for an unknown one.
"""

import uuid
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import orm as so

from core.entities.entity import Entity
from core.entities.registry import Target, registry
from core.errors import FieldError, Unprocessable
from core.i18n import N_, say

UNKNOWN = N_("This record does not exist. Choose one from the list.")


class _Asked(NamedTuple):
    column: str
    target: Target
    key: uuid.UUID
    owner: uuid.UUID | None


def check(session: so.Session, saved: Iterable[tuple[Entity, Any]]) -> None:
    """Judge what records that are about to be flushed newly point at; one statement for each kind of target. Raises Unprocessable."""
    asked = [one for entity, record in saved for one in _asked(entity, record)]
    kinds = {one.target.entity.key: one.target.entity for one in asked}
    known = {key: _known(session, entity, {one.key for one in asked if one.target.entity is entity}) for key, entity in kinds.items()}
    errors: list[FieldError] = [
        {"pointer": f"/{one.column}", "code": "unknown-reference", "message": say(UNKNOWN)}
        for one in asked
        if not _fits(one, known[one.target.entity.key])
    ]
    if errors:
        raise Unprocessable(errors=errors)


def _asked(entity: Entity, record: Any) -> Iterator[_Asked]:
    state = sa.inspect(record)
    for target in registry().targets(entity):
        attribute = state.attrs[target.column]
        if attribute.value is not None and attribute.history.has_changes():
            yield _Asked(target.column, target, attribute.value, record.partner_id if target.same_owner else None)


def _known(session: so.Session, entity: Entity, ids: set[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID | None]:
    """Return the owner of each of these records the actor sees; those made in the same flush are not in the database yet."""
    columns = [entity.model.id] + ([getattr(entity.model, entity.owner)] if entity.audience == "owner" else [])
    fresh = {record.id: _owner(entity, record) for record in session.new if isinstance(record, entity.model) and record.id in ids}
    if ids == fresh.keys():
        return fresh
    with session.no_autoflush:
        return fresh | {row[0]: row[-1] if len(columns) == 2 else None for row in session.execute(sa.select(*columns).where(columns[0].in_(ids)))}


def _owner(entity: Entity, record: Any) -> uuid.UUID | None:
    return getattr(record, entity.owner) if entity.audience == "owner" else None


def _fits(one: _Asked, known: dict[uuid.UUID, uuid.UUID | None]) -> bool:
    return one.key in known and (not one.target.same_owner or known[one.key] == one.owner)
