"""Once a night: periods whose payouts are done are closed; goods that came back after a payout open adjustments."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from hansa import N_, _, behind, clock, current_scope, db, entity_of, perform, records, select, use_locale
from plugins.orders.api import LINE
from plugins.rebates.claiming.measures import to_the_cent
from plugins.rebates.correcting import adjusting
from plugins.rebates.engine.people import of_partners
from plugins.rebates.estimate import confidence, nearness
from plugins.rebates.estimate.accruals import accruals, seen
from plugins.rebates.models import Payout, Period, Statement
from plugins.rebates.paying import accruing, signals
from plugins.rebates.period import closing
from plugins.rebates.settings import settings
from plugins.rebates.states import TAKING
from plugins.rebates.tasks import KEEP

LOOKED_BACK, LOOKED_AT = timedelta(days=400), timedelta(days=90)
BACK = N_("Returned after payout %(payout)s: %(row)s")


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


def propose_returns() -> Sequence[Any]:
    """Open an adjustment for each return of something a paid period counted: the same share of it as was paid.

    Only where the program says that returns are clawed back; else they lower what is measured when they come.
    """
    if settings()["returns"] != "clawed_back":
        return []
    with behind(KEEP), use_locale(current_scope().program.locale):
        return [made for row in _returns() if (made := _propose(row)) is not None]


def _returns() -> Sequence[Any]:
    """Return new returns, with the statement and the payout that counted what came back; one statement."""
    back, sold = LINE.model, aliased(LINE.model)
    since = clock.today(current_scope().program.zone) - LOOKED_BACK
    same = (
        sold.program_id == back.program_id,
        sold.source == back.source,
        sold.source_id == back.corrects,
        sold.partner_id == back.partner_id,
    )
    columns = (back.id, back.partner_id, back.source, back.source_id, back.amount, back.currency, sold.invoiced_on.label("sold_on"))
    wanted = select(*columns).where(back.kind == "return", back.invoiced_on >= since, *same)
    return db.session.execute(wanted.order_by(back.invoiced_on, back.id)).all()


def _propose(row: Any) -> Any | None:
    found = db.session.execute(_paid_for(row)).first()
    if found is None or row.amount >= 0:
        return None
    share = _share(found)
    amount = to_the_cent(row.amount * share)
    if not amount or -amount > found.amount - found.taken_back:
        return None
    return adjusting.propose(
        row.partner_id, found.program, _(BACK, payout=found.number, row=row.source_id), amount, found.currency, kind="return",
        source=f"return:{row.source}:{row.source_id}", payout_id=found.id,
    )  # fmt: skip


def _paid_for(row: Any) -> sa.Select[Any]:
    columns = (Payout.id, Payout.number, Payout.amount, Payout.taken_back, Payout.currency, Payout.program, Statement.content)
    same = sa.and_(Statement.id == Payout.statement_id, Statement.program_id == Payout.program_id)
    inside = (Statement.starts_on <= row.sold_on, Statement.ends_on >= row.sold_on, Payout.partner_id == row.partner_id, of_partners(Payout.receiver))
    return (
        sa.select(*columns)
        .join(Statement, same)
        .where(*inside, Payout.state == "paid", Payout.currency == row.currency)
        .order_by(Payout.id)
        .limit(1)
    )


def _share(found: Any) -> Decimal:
    """Return how much of the base was paid: what is payable on the lines over the largest base."""
    lines = [line for line in found.content["lines"] if line["key"].startswith("L")]
    bases = [_exact(line["base"]) for line in lines]
    base = max(bases, default=Decimal(0))
    return sum((Decimal(line["payable"]) for line in lines), Decimal(0)) / base if base else Decimal(0)


def _exact(text: str) -> Decimal:
    """Read an exact figure: a decimal, or a fraction like 10/3."""
    top, _slash, bottom = text.partition("/")
    return Decimal(top or "0") / Decimal(bottom or "1")
