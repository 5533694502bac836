"""What partners earn from rebates, as a figure for rules, pages and charts."""

import sqlalchemy as sa

from hansa import N_, select
from plugins.policies.api import Asked, Measure
from plugins.rebates.engine.people import of_partners
from plugins.rebates.models import Period, Result


def _earned(asked: Asked) -> sa.Select[tuple[object, int, object]]:
    """Select what the runs that hold pay, by the last day of their period, in 1/10,000; that day too, so that periods are read as the actor may."""
    total = sa.cast(sa.func.sum(sa.type_coerce(Result.payable, sa.BigInteger())), sa.BigInteger())
    holds = sa.and_(Period.program_id == Result.program_id, Period.run_id == Result.run_id)
    joined = sa.join(Result.__table__, Period.__table__, holds)
    return (
        select(Result.partner_id, total, sa.func.max(Period.ends_on))
        .select_from(joined)
        .where(Period.ends_on >= asked.start, Period.ends_on < asked.end, Period.archived_at.is_(None), of_partners(Result.receiver))
        .group_by(Result.partner_id)
    )


MEASURES = [Measure(key="rebates.earned", label=N_("Rebates"), unit="money", sql=_earned, empty="zero")]
