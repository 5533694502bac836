"""What a person keeps for herself in a program, drafts and views: told apart by membership, closed to other partners."""

import uuid
from typing import Any

import sqlalchemy as sa

from core.entities.scope import current
from core.errors import Denied


def principal() -> uuid.UUID:
    """Return whose personal things the scope's actor works with: the membership, for site admins without one the user."""
    actor = current().actor
    found = actor.membership_id or actor.user_id
    if found is None:
        raise Denied()
    return found


def owned() -> dict[str, Any]:
    """Return the columns every personal row carries. `partner_id` is null for the vendor's people."""
    scope = current()
    return {"program_id": scope.program.id, "principal": principal(), "partner_id": scope.actor.partner_id}


def mine(table: Any) -> Any:
    """Return the condition of the actor's own rows."""
    return sa.and_(table.c.program_id == current().program.id, table.c.principal == principal())
