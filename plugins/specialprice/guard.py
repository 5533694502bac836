"""The price guard for staff: what was granted for like deals, the margin that is left, what is at stake if all pending is granted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from statistics import median
from typing import Any

import sqlalchemy as sa

from hansa import clock, current_scope, db, select
from plugins.specialprice import moves, prices
from plugins.specialprice.models import Allowance, Cost, Request
from plugins.specialprice.settings import settings
from plugins.specialprice.states import PENDING

LOOKED_AT = 1_000
MONTH = timedelta(days=30)


@dataclass(frozen=True)
class Compared:
    """One line of a request beside what was granted for the same product, and its margin; None where nothing is known."""

    product: str
    percent: Decimal
    times: int
    least: Decimal | None
    middle: Decimal | None
    most: Decimal | None
    margin: Decimal | None
    below_floor: bool

    @property
    def unusual(self) -> bool:
        return self.most is not None and self.percent > self.most


@dataclass(frozen=True)
class Guard:
    """What staff looks at before it grants a price."""

    lines: Sequence[Compared]
    floor: Decimal
    partner_exposure: Decimal
    exposure: Decimal
    pending: int
    below: tuple[str, ...]
    granting: tuple[str, ...]


def guard(request: Any) -> Guard:
    """Return the price guard of a request that waits; three statements."""
    lines = moves.offered(request) or prices.asked(request.lines)
    past, costs, floor = _past(request, lines), _costs(lines), settings()["margin_floor"]
    mine, all_of_them, pending = _exposure(request)
    below, granting = prices.needed(moves.limits(), lines, settings()["approvals"])
    compared = [_compared(line, past.get(prices.key(line.product), []), costs.get(prices.key(line.product)), floor) for line in lines]
    return Guard(compared, floor, mine, all_of_them, pending, below, granting)


def _compared(line: prices.Line, past: Sequence[Any], cost: Decimal | None, floor: Decimal) -> Compared:
    margin = prices.margin(line.price, cost) if cost is not None else None
    below = cost is not None and (margin is None or margin < floor)
    least, middle, most = map(prices.readable, (min(past), median(past), max(past))) if past else (None, None, None)
    left = prices.readable(margin) if margin is not None else None
    return Compared(line.product, prices.readable(line.percent), len(past), least, middle, most, left, below)


def _past(request: Any, lines: Sequence[prices.Line]) -> dict[str, list[Any]]:
    """Return the exact discounts granted lately, by product."""
    since = clock.now() - MONTH * settings()["compared_months"]
    columns = (Allowance.product_key, Allowance.product, Allowance.quantity, Allowance.list_price, Allowance.price)
    like = (Allowance.product_key.in_({prices.key(line.product) for line in lines}), Allowance.request_id != request.id)
    rows = db.session.execute(select(*columns).where(*like, Allowance.created_at >= since).order_by(Allowance.id.desc()).limit(LOOKED_AT))
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(row.product_key, []).append(prices.Line(row.product, row.quantity, row.list_price, row.price).percent)
    return found


def _costs(lines: Sequence[prices.Line]) -> dict[str, Decimal]:
    """Return what the products cost today, where it is known."""
    today = clock.today(current_scope().program.zone)
    known = (Cost.product_key.in_({prices.key(line.product) for line in lines}), Cost.since <= today, Cost.archived_at.is_(None))
    rows = db.session.execute(select(Cost.product_key, Cost.unit_cost).where(*known).order_by(Cost.since))
    return {row.product_key: row.unit_cost for row in rows}


def _exposure(request: Any) -> tuple[Decimal, Decimal, int]:
    """Return the discount that waits for this partner, for all, and how many requests that are."""
    own = sa.case((Request.partner_id == request.partner_id, Request.discount), else_=sa.literal(Decimal(0), Request.discount.type))
    columns = (sa.func.sum(own), sa.func.sum(Request.discount), sa.func.count(Request.id))
    mine, total, number = db.session.execute(select(*columns).where(Request.state.in_(PENDING), Request.archived_at.is_(None))).one()
    return _money(mine), _money(total), number


def _money(value: Any) -> Decimal:
    """A sum of amounts: sums of the database's whole numbers come back as such, or as amounts already."""
    return Decimal(value or 0)
