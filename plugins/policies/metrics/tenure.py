"""How long a partner has been with the program: a measure that no records add up to."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from hansa import N_, db, entity_of, select
from plugins.policies.metrics import zones
from plugins.policies.metrics.measure import Asked, Measure
from plugins.policies.metrics.rows import spans_of


def years(asked: Asked) -> Any:
    """Select the full years from the day a partner was added to the last day that is asked about; none before it was there."""
    table, last = entity_of("core.partner").table.c, asked.end - timedelta(1)
    since = zones.day_sql(table.created_at, spans_of(table.created_at), db.session.connection().dialect.name)
    year, month, day = (sa.cast(sa.extract(part, since), sa.BigInteger()) for part in ("year", "month", "day"))
    unfinished = sa.case((month * 100 + day > last.month * 100 + last.day, 1), else_=0)
    return select(table.id, sa.cast((last.year - year - unfinished) * 10_000, sa.BigInteger()).label("years")).where(
        since <= sa.literal(last, sa.Date())
    )


YEARS = Measure(key="partner.years", label=N_("Years in the program"), unit="number", sql=years, open=True)
