"""Acts on many records at once: what will happen is shown first, then done in one unit."""

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from core.db import db
from core.entities import records
from core.entities.entity import Entity
from core.entities.scope import current
from core.errors import Malformed, Problem
from core.i18n import N_

MOST = 500
"""At most so many records are acted on at a time."""

Act = Callable[[Entity, Any], None]


@dataclass(frozen=True, slots=True)
class BulkAction:
    """An act on chosen records. `right` is the action part of the permission; `effect` says what will happen, with `%(n)s`.

    `act` works on one record and raises Problem when it may not; `undo` names the action that reverses it.
    """

    name: str
    label: str
    right: str
    act: Act
    effect: str
    done: str
    icon: str = ""
    danger: bool = False
    archived: bool = False
    undo: str = ""


@dataclass(slots=True)
class Outcome:
    """What an act does, or did: ids of the records it fits, titles and reasons of those it was refused for, how many are gone."""

    fit: list[uuid.UUID] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    gone: int = 0


ARCHIVE = BulkAction(
    "archive",
    N_("Archive"),
    "delete",
    records.archive,
    N_("%(n)s records will leave the list. They are kept and can be restored."),
    N_("%(n)s records archived."),
    icon="archive",
    danger=True,
    undo="restore",
)
RESTORE = BulkAction(
    "restore",
    N_("Restore"),
    "delete",
    records.restore,
    N_("%(n)s records will be listed again."),
    N_("%(n)s records restored."),
    icon="restore",
    archived=True,
    undo="archive",
)
ACTIONS = (ARCHIVE, RESTORE)


def offered(entity: Entity, *, archived: bool = False) -> list[BulkAction]:
    """Return the acts the actor may do on records of the list, or of its archive."""
    actor = current().actor
    if actor.read_only or "archived_at" not in entity.table.c:
        return []
    return [action for action in ACTIONS if action.archived == archived and actor.may(entity.permission(action.right))]


def named(name: str) -> BulkAction | None:
    return next((action for action in ACTIONS if action.name == name), None)


def read_ids(values: Iterable[str]) -> list[uuid.UUID]:
    """Return the chosen ids, each once; Malformed for something else or too many."""
    try:
        found = list(dict.fromkeys(uuid.UUID(value) for value in values))
    except ValueError:
        raise Malformed("The selection could not be read. Choose the records again.") from None
    if len(found) > MOST:
        raise Malformed(f"Choose at most {MOST} records at a time.")
    return found


def preview(entity: Entity, action: BulkAction, ids: Sequence[uuid.UUID]) -> Outcome:
    """Find out what an act would do, record by record, and undo it: the same code that does it has the word."""
    point = db.session.begin_nested()
    try:
        return run(entity, action, ids)
    finally:
        point.rollback()


def run(entity: Entity, action: BulkAction, ids: Sequence[uuid.UUID]) -> Outcome:
    """Act on each record it fits; what is refused stays as it was."""
    records.require(entity, action.right)
    found = _load(entity, ids)
    outcome = Outcome(gone=len(ids) - len(found))
    for record in found:
        record_id, title = record.id, str(getattr(record, entity.title or "id"))
        point = db.session.begin_nested()
        try:
            action.act(entity, record)
            point.commit()
            outcome.fit.append(record_id)
        except Problem as problem:
            point.rollback()
            outcome.refused.append((title, problem.message))
    return outcome


def _load(entity: Entity, ids: Sequence[uuid.UUID]) -> list[Any]:
    """Return the chosen records the actor sees; foreign and unknown ids are absent alike."""
    model = entity.model
    return list(db.session.scalars(sa.select(model).where(model.id.in_(ids)).order_by(model.id)).all())
