"""What somebody was granted in person: its own statements, results and payouts, read for nobody else."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from hansa import NotFound, behind, current_scope, db, money_sum, select
from plugins.rebates.engine.people import receiver
from plugins.rebates.models import Payout, Result, Statement
from plugins.rebates.tasks import READ

SHOWN = 12


@dataclass(frozen=True)
class Reward:
    """A statement of a person; `paid` is what was paid of it, `results` are the ids its lines follow from, by what they are called."""

    id: uuid.UUID
    title: str
    currency: str
    amount: Decimal
    paid: Decimal
    results: Sequence[tuple[str, str]]


def _me() -> str:
    """Return how results name whoever acts; nobody's for the vendor's people, tokens of machines, and who looks as somebody else."""
    actor = current_scope().actor
    return receiver(actor.membership_id) if actor.membership_id is not None and not actor.of_vendor else "nobody"


def rewards() -> list[Reward]:
    """Return the newest statements of whoever acts, the last first."""
    with behind(READ):
        rows = db.session.scalars(sa.select(Statement).where(Statement.receiver == _me()).order_by(Statement.id.desc()).limit(SHOWN)).all()
        wanted = select(Payout.statement_id, money_sum(Payout.amount)).where(Payout.statement_id.in_([one.id for one in rows]), Payout.state == "paid")
        paid = {row[0]: row[1] for row in db.session.connection().execute(wanted.group_by(Payout.statement_id))}
    return [
        Reward(one.id, one.title, one.currency, one.amount, paid.get(one.id, Decimal(0)), [(line["what"], line["source"]) for line in one.content["lines"]])
        for one in rows
    ]


def own_statement(statement_id: uuid.UUID) -> Any:
    """Return a statement of whoever acts. Raises NotFound for any other."""
    with behind(READ):
        found = db.session.scalars(sa.select(Statement).where(Statement.id == statement_id, Statement.receiver == _me())).one_or_none()
    if found is None:
        raise NotFound()
    return found


def own_result(result_id: uuid.UUID) -> Any | None:
    """Return a result of whoever acts once it was stated; None for any other."""
    stated = Result.run_id.in_(sa.select(Statement.run_id).where(Statement.receiver == _me()))
    with behind(READ):
        return db.session.scalars(sa.select(Result).where(Result.id == result_id, Result.receiver == _me(), stated)).one_or_none()
