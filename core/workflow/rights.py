"""Who may make which transition of which record."""

from contextlib import nullcontext
from typing import Any

from core.entities import records
from core.entities.access import may_write
from core.entities.entity import Entity
from core.entities.scope import current
from core.errors import Denied
from core.i18n import N_
from core.identity import deputies
from core.identity.actor import Actor
from core.workflow.lending import lent
from core.workflow.machine import Transition


def lawful(entity: Entity, record: Any) -> list[Transition]:
    """Return the transitions the actor may make now, in the order they are declared; asks no database."""
    flow = entity.workflow
    if flow is None or current().actor.read_only or not may_write(entity, record):
        return []
    ways = flow.leaving(getattr(record, flow.field))
    return [move for move in ways if may_make(entity, move) and not move.guard(record)]


def may_make(entity: Entity, move: Transition) -> bool:
    """Tell whether the actor is of the side that makes a transition, and has the right, or stands in for somebody who has."""
    actor = current().actor
    permission = entity.permission(move.right)
    return _sided(move, actor) and (actor.may(permission) or stands_in(entity, move))


def stands_in(entity: Entity, move: Transition) -> bool:
    """Tell whether a transition that needs agreement is open to the actor as a deputy; asks the database for deputies only."""
    if entity.workflow is None or entity.workflow.approval_of(move.name) is None:
        return False
    permission = entity.permission(move.right)
    return any(member.may(permission) for member in deputies.represented())


def require(entity: Entity, move: Transition, record: Any) -> None:
    """Raise Denied unless the actor may make the transition of this record. Timers need no right."""
    actor = current().actor
    if actor.kind == "system":
        return
    if not _sided(move, actor):
        raise Denied(N_("This is decided by the other side."))
    permission = entity.permission(move.right)
    with lent(permission) if not actor.may(permission) and stands_in(entity, move) else nullcontext():
        records.require(entity, move.right, record)


def _sided(move: Transition, actor: Actor) -> bool:
    return move.by == "anyone" or move.by == ("staff" if actor.staff else "partner")
