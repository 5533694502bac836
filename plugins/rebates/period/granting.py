"""After a period was approved: what was stated is owed and paid out, statement by statement, each in a unit of its own.

Stopped anywhere, it goes on with the rest: a statement is marked in the transaction that posts it, so each is posted once.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from hansa import behind, clock, db, entity_of, records, unit
from plugins.rebates.models import Period, Statement
from plugins.rebates.paying import accruing, payouts
from plugins.rebates.tasks import KEEP


@dataclass(frozen=True)
class Progress:
    """How many of the statements of a period are posted."""

    done: int
    whole: int

    @property
    def over(self) -> bool:
        return self.done == self.whole


def go_on() -> int:
    """Post what approved periods still owe; return how many statements were posted."""
    return sum(grant(one) for one in approved())


def approved() -> Sequence[uuid.UUID]:
    """Return the periods that are approved and not over, the oldest first."""
    with behind(KEEP):
        wanted = sa.select(Period.id).where(Period.state == "approved", Period.archived_at.is_(None)).order_by(Period.starts_on, Period.id)
        return db.session.scalars(wanted).all()


def grant(period_id: uuid.UUID) -> int:
    """Post what one approved period still owes; return how many statements were posted."""
    return sum(unit(lambda one=one: post(period_id, one)) for one in unit(lambda: begin(period_id)))


def progress(period_id: uuid.UUID) -> Progress:
    """Return how far a period has come; one statement."""
    with behind(KEEP):
        columns = (sa.func.count(Statement.granted_at), sa.func.count())
        done, whole = db.session.execute(sa.select(*columns).where(Statement.period_id == period_id)).one()
        return Progress(done, whole)


def begin(period_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """Write off what was accrued for whom nothing was stated, once; return the statements that wait."""
    with behind(KEEP):
        period = records.get(entity_of("rebates.period"), period_id)
        own = sa.select(Statement.id, Statement.partner_id, Statement.currency, Statement.granted_at).where(Statement.period_id == period_id)
        found = db.session.execute(own.order_by(Statement.id)).all()
        accruing.write_off(period, [(row.partner_id, row.currency) for row in found])
        return [row.id for row in found if row.granted_at is None]


def post(period_id: uuid.UUID, statement_id: uuid.UUID) -> int:
    """Post one statement: owe it, pay out what is signed, carry what is below zero to the next period. Return 0 where it was posted before."""
    with behind(KEEP):
        entity = entity_of("rebates.statement")
        statement = records.get(entity, statement_id, lock=True)
        if statement.granted_at is not None:
            return 0
        accruing.grant(records.get(entity_of("rebates.period"), period_id), statement, last=not _others(statement))
        records.apply(entity, statement, {"granted_at": clock.now()}, act="granted")
        if statement.amount < 0:
            payouts.carry(statement)
        payouts.pay_out(statement)
        return 1


def _others(statement: Any) -> bool:
    """Tell whether another statement of the partner waits: what is accrued for it is not written off before."""
    same = (Statement.period_id == statement.period_id, Statement.partner_id == statement.partner_id, Statement.currency == statement.currency)
    wanted = sa.select(Statement.id).where(*same, Statement.id != statement.id, Statement.granted_at.is_(None)).limit(1)
    return db.session.scalar(wanted) is not None
