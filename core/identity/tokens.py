"""API tokens: rights of a membership, or a part of them, for programs that call the API."""

import secrets
import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core import audit, clock
from core.db import db, new_id
from core.entities.marks import WALL
from core.entities.scope import current
from core.errors import Denied, NotFound
from core.i18n import N_
from core.identity.models import Token
from core.identity.resolve import digest

ENTITY = "core.token"


def issue(name: str, scopes: Iterable[str], expires_at: datetime | None) -> str:
    """Make a token of the acting membership in the running unit and return it; it can never be read again.

    `scopes`: permissions it is limited to, a subset of the actor's; none means all of them, now and later. Raises Denied.
    """
    scope = current()
    wanted = sorted(set(scopes))
    if scope.actor.membership_id is None or scope.actor.read_only or not scope.actor.permissions.issuperset(wanted):
        raise Denied(N_("A token can only have rights that you have yourself in this program."))
    made, secret = new_id(), secrets.token_hex(24)
    row = {"program_id": scope.program.id, "id": made, "membership_id": scope.actor.membership_id, "created_by": scope.actor.user_id}
    _execute(sa.insert(_TABLE).values(**row, name=name, secret_hash=digest(secret), scopes=wanted, expires_at=expires_at))
    _note("created", made, {"name": [None, name], "scopes": [None, wanted]})
    return f"hansa_{made.hex}_{secret}"


def mine() -> list[Any]:
    """Return the tokens of the acting membership that were not revoked, the newest first."""
    return list(_execute(sa.select(_TABLE).where(*_own(), _TABLE.c.revoked_at.is_(None)).order_by(_TABLE.c.id.desc())))


def revoke(token_id: uuid.UUID) -> None:
    """End a token of the acting membership; works on its next use. NotFound for any other."""
    ended = sa.update(_TABLE).where(*_own(), _TABLE.c.id == token_id, _TABLE.c.revoked_at.is_(None)).values(revoked_at=clock.real())
    if not _execute(ended).rowcount:
        raise NotFound()
    _note("revoked", token_id, {})


def note_used(program_id: uuid.UUID, token_id: uuid.UUID) -> None:
    """Write the moment a token was last used."""
    used = sa.update(_TABLE).where(_TABLE.c.program_id == program_id, _TABLE.c.id == token_id)
    _execute(used.values(last_used_at=clock.real(), updated_at=_TABLE.c.updated_at))


_TABLE = Token.__table__


def _own() -> tuple[Any, ...]:
    scope = current()
    return _TABLE.c.program_id == scope.program.id, _TABLE.c.membership_id == scope.actor.membership_id


def _note(act: str, token_id: uuid.UUID, changes: dict[str, Any]) -> None:
    entry = {"record_id": token_id, "record_version": None, "partner_id": current().actor.partner_id, "changes": changes}
    audit.write(ENTITY, act, [entry])


def _execute(statement: sa.Executable) -> sa.CursorResult[Any]:
    return db.session.connection().execute(statement, execution_options=WALL)
