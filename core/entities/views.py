"""Saved views: a name for a list's search, filters, order and columns. One's own, or shared by staff."""

import uuid
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm as so

from core import clock
from core.db import Model, db, new_id
from core.entities.entity import Entity
from core.entities.marks import WALL
from core.entities.personal import mine, owned, principal
from core.entities.scope import current
from core.errors import Denied, NotFound, Unprocessable
from core.i18n import N_

AUDIENCES = {"own": N_("Only me"), "staff": N_("Our staff"), "all": N_("Everybody, partners too")}
MAX_VIEWS = 50
EDIT_SHARED = "core.program.edit"
"""Holders may also rename and delete views that others shared."""


class StoredView(Model):
    """`query` is the list's query string. `audience`: `own`, `staff`, or `all` with the partners."""

    __tablename__ = "core_saved_view"
    program_id: so.Mapped[uuid.UUID] = so.mapped_column(primary_key=True)
    id: so.Mapped[uuid.UUID] = so.mapped_column(primary_key=True, default=new_id)
    entity: so.Mapped[str]
    principal: so.Mapped[uuid.UUID] = so.mapped_column(comment="membership, or user without one")
    partner_id: so.Mapped[uuid.UUID | None]
    audience: so.Mapped[str] = so.mapped_column(sa.String(5), default="own")
    label: so.Mapped[str]
    query: so.Mapped[str]
    created_at: so.Mapped[datetime] = so.mapped_column(default=clock.now)
    __table_args__ = (
        sa.ForeignKeyConstraint(["program_id"], ["core_program.id"], ondelete="CASCADE"),
        sa.Index(None, "program_id", "entity", "principal"),
    )


_TABLE = StoredView.__table__


def visible(entity: Entity) -> list[Any]:
    """Return the views of a list the actor may use, own ones first; one statement."""
    shared = ("staff", "all") if current().actor.staff else ("all",)
    seen = sa.or_(_TABLE.c.principal == principal(), _TABLE.c.audience.in_(shared))
    wanted = sa.select(_TABLE).where(_TABLE.c.program_id == current().program.id, _TABLE.c.entity == entity.key, seen)
    order = (_TABLE.c.audience != "own", _TABLE.c.label, _TABLE.c.id)
    return list(_run(wanted.order_by(*order).limit(4 * MAX_VIEWS)).all())


def save(entity: Entity, label: str, query: str, audience: str = "own") -> uuid.UUID:
    """Keep a view and return its id. Raises Unprocessable for a bad name or too many, Denied when a partner shares."""
    named = checked(label, audience)
    own = sa.select(sa.func.count()).where(mine(_TABLE), _TABLE.c.entity == entity.key)
    if int(_run(own).scalar_one()) >= MAX_VIEWS:
        raise _wrong("/label", "too-many", "You have 50 views of this list. Delete one first.")
    made = new_id()
    _run(sa.insert(_TABLE).values(**owned(), id=made, entity=entity.key, query=query[:4_000], created_at=clock.now(), **named))
    return made


def change(entity: Entity, view_id: uuid.UUID, label: str, audience: str) -> None:
    """Rename a view or share it. Raises NotFound for a view the actor may not change."""
    _changed(_run(sa.update(_TABLE).where(_mine_or_shared(entity, view_id)).values(**checked(label, audience))))


def remove(entity: Entity, view_id: uuid.UUID) -> None:
    """Delete a view; raises NotFound as `change` does."""
    _changed(_run(sa.delete(_TABLE).where(_mine_or_shared(entity, view_id))))


def shared() -> list[Any]:
    """Return the shared views of the program by kind of record and name, the oldest first."""
    wanted = sa.select(_TABLE).where(_TABLE.c.program_id == current().program.id, _TABLE.c.audience != "own")
    return list(_run(wanted.order_by(_TABLE.c.entity, _TABLE.c.label, _TABLE.c.created_at, _TABLE.c.id)).all())


def share(entity: Entity, label: str, audience: str, query: str) -> None:
    """Save a shared view for the program; it belongs to the actor, the system's to nobody."""
    actor = current().actor
    row = {"program_id": current().program.id, "principal": actor.membership_id or actor.user_id or uuid.UUID(int=0), "partner_id": None}
    _run(sa.insert(_TABLE).values(**row, id=new_id(), entity=entity.key, query=query, created_at=clock.now(), **checked(label, audience)))


def discard(view_id: uuid.UUID) -> None:
    """Delete a view of the program, whoever shared it."""
    _run(sa.delete(_TABLE).where(_TABLE.c.program_id == current().program.id, _TABLE.c.id == view_id))


def may_change(view: Any) -> bool:
    """Tell whether the actor may rename and delete a view."""
    actor = current().actor
    if actor.read_only:
        return False
    return bool(view.principal == principal() or (view.audience != "own" and actor.staff and actor.may(EDIT_SHARED)))


def _mine_or_shared(entity: Entity, view_id: uuid.UUID) -> Any:
    actor = current().actor
    ways = [mine(_TABLE)]
    if actor.staff and actor.may(EDIT_SHARED):
        ways.append(sa.and_(_TABLE.c.program_id == current().program.id, _TABLE.c.audience != "own"))
    return sa.and_(_TABLE.c.program_id == current().program.id, _TABLE.c.entity == entity.key, _TABLE.c.id == view_id, sa.or_(*ways))


def checked(label: str, audience: str) -> dict[str, str]:
    """Return name and audience as they are kept; Unprocessable, and Denied when a partner shares."""
    name = " ".join(label.split())
    if not 1 <= len(name) <= 60 or not name.isprintable():
        raise _wrong("/label", "invalid", "Give the view a name of at most 60 characters.")
    if audience not in AUDIENCES:
        raise _wrong("/audience", "not-a-choice", "Choose one of the listed values.")
    if audience != "own" and not current().actor.staff:
        raise Denied("Only the vendor's staff can share views.")
    return {"label": name, "audience": audience}


def _wrong(pointer: str, code: str, message: str) -> Unprocessable:
    return Unprocessable(message, errors=[{"pointer": pointer, "code": code, "message": message}])


def _changed(result: Any) -> None:
    if result.rowcount != 1:
        raise NotFound()


def _run(statement: Any) -> Any:
    return db.session.connection().execute(statement.execution_options(**WALL))
