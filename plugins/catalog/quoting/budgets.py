"""What promotions gave away: booked when something is bought, so that a budget is never overspent."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

import sqlalchemy as sa

from hansa import N_, Conflict, _, behind, db
from plugins.catalog.models import Promotion
from plugins.catalog.tasks import PRICE

SPENT = N_("The budget of the promotion “%(code)s” is spent.")


def spend_budget(used: Mapping[str, Fraction | Decimal]) -> None:
    """Book what promotions gave away, by code, in the running unit; a negative figure gives it back.

    `used` is what a quote says of its lines (`PricedLine.used`). Promotions without a budget are left out. Parts below 1/10,000
    are booked as one. Raises Conflict (code `budget`) when less is left; then nothing is booked.
    """
    with behind(PRICE):
        wanted = (
            sa.select(Promotion).where(Promotion.code.in_(used), Promotion.budget.is_not(None)).order_by(Promotion.id).with_for_update()
        )
        for row in db.session.scalars(wanted):
            scaled = Fraction(used[row.code]) * 10_000
            row.spent = row.spent + Decimal(-(-scaled.numerator // scaled.denominator)).scaleb(-4)
            if row.spent > (row.budget or 0) or row.spent < 0:
                raise Conflict(_(SPENT, code=row.code), code="budget")
        db.session.flush()
