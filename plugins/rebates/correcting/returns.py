"""Goods that came back after the payout: what was paid for them is taken back, where the program leaves returns out of what it measures."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from hansa import N_, _, behind, clock, current_scope, db, select, use_locale
from plugins.orders.api import LINE
from plugins.rebates.claiming.measures import to_the_cent
from plugins.rebates.correcting import adjusting
from plugins.rebates.engine.explaining import counted, whose
from plugins.rebates.engine.people import person_of
from plugins.rebates.models import Adjustment, Payout, Period, Result, Statement
from plugins.rebates.period.closing import OVER
from plugins.rebates.settings import settings
from plugins.rebates.tasks import KEEP

LOOKED_BACK = timedelta(days=400)
BACK = N_("Returned after payout %(payout)s: %(row)s")
ZERO = Decimal(0)


def propose() -> Sequence[Any]:
    """Open adjustments for goods that came back, once for each return and payout; return them.

    Only where the settings say that returns are clawed back. A measure that counts returns is lowered by them when they come, and
    nothing is taken back beside.
    """
    if settings()["returns"] != "clawed_back":
        return []
    with behind(KEEP), use_locale(current_scope().program.locale):
        since = clock.today(current_scope().program.zone) - LOOKED_BACK
        opened = frozenset(db.session.scalars(sa.select(Adjustment.source).where(Adjustment.kind == "return")))
        return [made for row in _returns(since) for made in _of(row, opened)]


def _returns(since: date) -> Sequence[Any]:
    """Return the returns since a day, each with the line that was sold; one statement."""
    back, sold = LINE.model, aliased(LINE.model)
    same = (back.program_id == sold.program_id, back.source == sold.source, back.corrects == sold.source_id, back.partner_id == sold.partner_id)
    columns = (back.id, back.partner_id, back.source_id, back.amount, sold.id.label("sold"), sold.amount.label("whole"), sold.invoiced_on.label("sold_on"))
    wanted = select(*columns).where(back.kind == "return", back.invoiced_on >= since, back.amount < 0, sold.amount > 0, *same)
    return db.session.execute(wanted.order_by(back.invoiced_on, back.id)).all()


def _of(row: Any, opened: Collection[str]) -> Iterator[Any]:
    """Yield the adjustments of one return: for each program and receiver what was paid for it, off their payouts, the newest first. They
    wait until all of these are paid or declined."""
    for _program, rows in groupby(_results(row), key=lambda one: (one.program, one.partner_id, one.receiver)):
        known = list(rows)
        payouts = _payouts(row, known[0])
        if any(payout.state not in OVER or _source(row, payout) in opened for payout in payouts):
            continue
        rest = to_the_cent(_paid_for(row, known)) if payouts else ZERO
        for payout, left in ((one, one.amount - one.taken_back - one.pending) for one in payouts if one.state == "paid"):
            amount = min(rest, left)
            if amount > 0:
                yield _proposed(row, payout, amount)
                rest -= amount


def _results(row: Any) -> Sequence[Any]:
    """Return what was stated to whoever gets something for the goods, by program and receiver, the newest first."""
    mine = sa.or_(Result.partner_id == row.partner_id, Result.receiver == str(row.partner_id))
    same = (Statement.run_id == Result.run_id, Statement.program_id == Result.program_id, Statement.partner_id == Result.partner_id)
    granted = sa.exists().where(*same, Statement.ends_on >= row.sold_on, Statement.granted_at.is_not(None))
    period = sa.and_(Period.id == Result.period_id, Period.program_id == Result.program_id)
    wanted = sa.select(Result).join(Period, period).where(mine, granted)
    order = (Result.program, Result.partner_id, Result.receiver, Period.starts_on.desc(), Result.component, Result.form)
    return [one for one in db.session.scalars(wanted.order_by(*order)) if whose(one) == row.partner_id]


def _paid_for(row: Any, known: Sequence[Any]) -> Decimal:
    """Return what was paid to date for the goods that came back: their part of what the newest result of each component is paid on."""
    total, seen = Fraction(0), set()
    for _place, forms in groupby(known, key=lambda one: (one.period_id, one.component)):
        first, *more = forms
        base = Fraction(first.base)
        part = counted(first, row.sold) if base > 0 and first.component not in seen else None
        if part:
            seen.add(first.component)
            paid = sum((one.settled_before + one.payable for one in (first, *more)), ZERO)
            total += Fraction(paid) * part / base * Fraction(-row.amount) / Fraction(row.whole)
    return Decimal(total.numerator) / Decimal(total.denominator)


def _payouts(row: Any, result: Any) -> Sequence[Any]:
    """Return the payouts of a program to a receiver since the goods were sold, the newest first; `pending`: asked back of each already."""
    whole = sa.and_(Adjustment.payout_id == Payout.id, Adjustment.program_id == Payout.program_id, Adjustment.kind.in_(adjusting.CAPPED))
    waits = sa.select(sa.func.coalesce(sa.func.sum(-Adjustment.amount), 0)).where(whole, Adjustment.state.not_in(("approved", "rejected")))
    columns = (Payout.id, Payout.number, Payout.state, Payout.amount, Payout.taken_back, Payout.partner_id, Payout.receiver, Payout.program, Payout.currency)
    same = sa.and_(Statement.id == Payout.statement_id, Statement.program_id == Payout.program_id)
    wanted = sa.select(*columns, waits.scalar_subquery().label("pending")).join(Statement, same)
    mine = (Payout.program == result.program, Payout.partner_id == result.partner_id, Payout.receiver == result.receiver, Payout.currency == result.currency)
    return db.session.execute(wanted.where(*mine, Statement.ends_on >= row.sold_on).order_by(Statement.starts_on.desc(), Payout.id)).all()


def _source(row: Any, payout: Any) -> str:
    return f"return:{row.id.hex}:{payout.id.hex}"


def _proposed(row: Any, payout: Any, amount: Decimal) -> Any:
    person = payout.receiver if person_of(payout.receiver) else ""
    return adjusting.propose(
        payout.partner_id, payout.program, _(BACK, payout=payout.number, row=row.source_id), -amount, payout.currency, kind="return",
        source=_source(row, payout), payout_id=payout.id, receiver=person,
    )  # fmt: skip
