"""The end of a period: what was stated is owed and paid out; when all of it is paid the period is done."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from hansa import N_, Conflict, _, behind, db, enqueue, lazy
from plugins.rebates.models import Payout, Statement
from plugins.rebates.tasks import KEEP

jobs = lazy("plugins.rebates.jobs")
Values = Mapping[str, Any]
WAITS = N_("%(count)s statements or payouts of this period still wait.")
OVER = ("paid", "clawed_back", "declined")


def approved(period: Any, values: Values) -> Values:
    """Let what was stated be posted, statement by statement, as soon as this is committed."""
    enqueue(jobs.GRANT, {"period": str(period.id)}, dedupe_key=f"grant:{period.id}")
    return {}


def is_paid(period: Any, values: Values) -> None:
    """Raise Conflict while a statement is not signed, or a payout neither paid nor declined."""
    if count := waits(period):
        raise Conflict(_(WAITS, count=count), code="not-paid")


def waits(period: Any) -> int:
    """Return how many statements and payouts of a period still wait."""
    with behind(KEEP):
        mine = Statement.period_id == period.id
        waiting = sa.select(sa.func.count()).select_from(Statement).where(mine, Statement.granted_at.is_(None))
        unsigned = sa.select(sa.func.count()).select_from(Statement).where(mine, Statement.amount > 0, Statement.state != "confirmed")
        same = sa.and_(Statement.id == Payout.statement_id, Statement.program_id == Payout.program_id)
        unpaid = sa.select(sa.func.count(Payout.id)).join(Statement, same).where(mine, Payout.state.not_in(OVER))
        return int(db.session.scalar(waiting) or 0) + int(db.session.scalar(unsigned) or 0) + int(db.session.scalar(unpaid) or 0)
