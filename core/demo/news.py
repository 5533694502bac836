"""Notices of what happened in the last days of a demo, told at the moment it happened."""

from datetime import timedelta

import sqlalchemy as sa

from core import clock
from core.db import db
from core.entities import acting
from core.entities.marks import WALL
from core.jobs.hearing import hearers
from core.jobs.outbox import Outbox
from core.jobs.relay import deliver
from core.jobs.scopes import as_system
from core.programs.state import ProgramState

RECENT = timedelta(days=6)
"""How long ago something may have happened of which people still find a notice."""

TABLE = Outbox.__table__


def tell_news(program: ProgramState) -> None:
    """Deliver the recent events of a program in the running unit; older ones count as delivered when they happened."""
    own = (TABLE.c.program_id == program.id, TABLE.c.relayed_at.is_(None))
    recent = sa.select(TABLE.c.id, TABLE.c.type, TABLE.c.month, TABLE.c.occurred_at).where(*own, TABLE.c.occurred_at > clock.now() - RECENT)
    with acting.entered(as_system(program)):
        hearing, connection = hearers(program), db.session.connection()
        for event in connection.execute(recent.order_by(TABLE.c.id).execution_options(**WALL)).all():
            with clock.moved(event.occurred_at):
                for plugin in hearing(event.type):
                    deliver(program, plugin, event.month, str(event.id))
        done = sa.update(TABLE).where(*own).values(relayed_at=TABLE.c.occurred_at)
        db.session.connection().execute(done.execution_options(**WALL))
