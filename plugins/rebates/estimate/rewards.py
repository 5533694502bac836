"""What somebody was granted in person: its own statements, results and payouts, read for nobody else."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from hansa import behind, clock, current_scope, db, money_sum, select
from plugins.rebates.correcting.own import me
from plugins.rebates.models import Payout, Result, Statement
from plugins.rebates.tasks import READ

SHOWN = 12


@dataclass(frozen=True)
class Reward:
    """A statement of a person; `paid` is what was paid of it, `lines` its lines: key, what it is called, amount, id of the result it follows from."""

    id: uuid.UUID
    title: str
    currency: str
    amount: Decimal
    paid: Decimal
    state: str
    dispute_by: date
    disputable: bool
    lines: Sequence[tuple[str, str, str, str]]


def rewards() -> list[Reward]:
    """Return the newest statements of whoever acts, the last first."""
    with behind(READ):
        rows = db.session.scalars(sa.select(Statement).where(Statement.receiver == me()).order_by(Statement.id.desc()).limit(SHOWN)).all()
        wanted = select(Payout.statement_id, money_sum(Payout.amount)).where(Payout.statement_id.in_([one.id for one in rows]), Payout.state == "paid")
        paid = {row[0]: row[1] for row in db.session.connection().execute(wanted.group_by(Payout.statement_id))}
    today = clock.today(current_scope().program.zone)
    return [
        Reward(one.id, one.title, one.currency, one.amount, paid.get(one.id, Decimal(0)), one.state, one.dispute_by, today <= one.dispute_by, _lines(one))
        for one in rows
    ]


def _lines(statement: Any) -> list[tuple[str, str, str, str]]:
    return [(line["key"], line["what"], line["payable"], line["source"] if line["key"].startswith("L") else "") for line in statement.content["lines"]]


def own_result(result_id: uuid.UUID) -> Any | None:
    """Return a result of whoever acts once it was stated; None for any other."""
    stated = Result.run_id.in_(sa.select(Statement.run_id).where(Statement.receiver == me()))
    with behind(READ):
        return db.session.scalars(sa.select(Result).where(Result.id == result_id, Result.receiver == me(), stated)).one_or_none()
