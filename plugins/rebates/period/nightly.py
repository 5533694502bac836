"""Once a night: what runs is accrued, periods that ended are looked at again, and those whose payouts are done are closed."""

from datetime import timedelta

import sqlalchemy as sa

from hansa import clock, current_scope, db, entity_of, perform, records
from plugins.rebates.estimate import confidence, nearness
from plugins.rebates.estimate.accruals import accruals, seen
from plugins.rebates.models import Period
from plugins.rebates.paying import accruing, signals
from plugins.rebates.period import closing
from plugins.rebates.states import TAKING

LOOKED_AT = timedelta(days=90)


def accrue_what_runs(key: str = "") -> None:
    """Post what the periods under way have earned, will likely earn, and could at most, and note who is close to a step; `key` tells
    another time on the same day."""
    today = clock.today(current_scope().program.zone)
    wanted = (Period.state.in_(TAKING), Period.starts_on <= today, Period.archived_at.is_(None))
    for found in db.session.scalars(sa.select(Period.id).where(*wanted).order_by(Period.starts_on, Period.id)).all():
        period = records.get(entity_of("rebates.period"), found)
        known = seen(period, today)
        figures = accruals(period, today, known)
        accruing.accrue(period, figures, key=f"{today.isoformat()}{key}", track=confidence.noted(period, today, figures))
        if today <= period.ends_on:
            nearness.keep(period.program, known.found, today)
    nearness.forget(today)


def look_again() -> None:
    """Look at periods that ended lately: goods come back after the payout was made."""
    first = clock.today(current_scope().program.zone) - LOOKED_AT
    for found in db.session.scalars(sa.select(Period.id).where(Period.state != "open", Period.ends_on >= first).order_by(Period.id)).all():
        signals.look(records.get(entity_of("rebates.period"), found))


def close_what_is_paid() -> None:
    """Close the periods whose statements are signed and paid."""
    entity = entity_of("rebates.period")
    for found in db.session.scalars(sa.select(Period.id).where(Period.state == "approved")).all():
        period = records.get(entity, found)
        if not closing.waits(period):
            perform(entity, period, "close")
