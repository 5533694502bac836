"""Looking at the portal as a partner: read-only, shown on every page, and told in the partner's own history."""

import uuid

import sqlalchemy as sa

from core import audit
from core.db import db
from core.entities import records
from core.entities.marks import WALL
from core.entities.scope import current
from core.entities.telling import unnamed
from core.errors import Denied
from core.identity.entities import PARTNER
from core.identity.models import Acting
from core.identity.resolve import VIEW_AS

STARTED, STOPPED = "viewed_as", "stopped_viewing"
_TABLE = Acting.__table__


def start(session_id: str, partner_id: uuid.UUID) -> None:
    """Let a session see what the partner's admin sees. Raises Denied without the right, NotFound for a partner out of reach."""
    actor = current().actor
    if not actor.staff or not actor.may(VIEW_AS):
        raise Denied()
    partner = records.get(PARTNER, partner_id)
    choose(session_id, actor.membership_id, partner.id, partner.name)
    _note(STARTED, partner.id)


def stop(session_id: str) -> None:
    """Go back to one's own view; harmless when there is nothing to stop."""
    scope = current()
    seen = sa.select(_TABLE.c.viewing_as).where(_TABLE.c.session_id == session_id, _TABLE.c.program_id == scope.program.id)
    partner_id = db.session.connection().execute(seen, execution_options=WALL).scalar()
    if partner_id is not None:
        choose(session_id, scope.actor.membership_id)
        _note(STOPPED, partner_id)


def choose(session_id: str, membership_id: uuid.UUID | None, viewing_as: uuid.UUID | None = None, name: str | None = None) -> None:
    """Write what a session acts as in the program of the scope."""
    connection, program = db.session.connection(), current().program.id
    mine = (_TABLE.c.session_id == session_id, _TABLE.c.program_id == program)
    values = {"membership_id": membership_id, "viewing_as": viewing_as, "viewing_name": name}
    changed = connection.execute(sa.update(_TABLE).where(*mine).values(values), execution_options=WALL)
    if not changed.rowcount:
        connection.execute(sa.insert(_TABLE).values(session_id=session_id, program_id=program, **values), execution_options=WALL)


def stop_all(membership_id: uuid.UUID) -> None:
    """End every look as a partner that was begun by this membership; its rights have changed."""
    mine = sa.update(_TABLE).where(_TABLE.c.program_id == current().program.id, _TABLE.c.membership_id == membership_id)
    with unnamed():
        db.session.connection().execute(mine.values(viewing_as=None, viewing_name=None), execution_options=WALL)


def _note(act: str, partner_id: uuid.UUID) -> None:
    audit.write(PARTNER.key, act, [{"record_id": partner_id, "record_version": None, "partner_id": partner_id, "changes": {}}])
