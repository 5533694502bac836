"""What a distributor lends its own buyers: its orders weigh on the limit from the moment they are placed until they are closed."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from hansa import N_, Conflict, NotFound, Unprocessable, _, behind, db
from plugins.catalog.api import sellers_of
from plugins.orders.models import DealerCredit, Order
from plugins.orders.tasks import KEEP

WEIGHING = ("submitted", "confirmed", "part_shipped", "shipped", "invoiced")
ABOVE = N_("This is above what %(seller)s lends you: %(left)s %(currency)s are left.")
NOT_A_BUYER = N_("This partner does not buy of you.")
ZERO = Decimal(0)


@dataclass(frozen=True)
class Lent:
    """A limit, and how much of it open orders take."""

    limit: Decimal
    taken: Decimal

    @property
    def left(self) -> Decimal:
        return max(self.limit - self.taken, ZERO)


def check(record: Any, changes: Mapping[str, Any], is_new: bool) -> None:
    """Refuse a limit for who buys elsewhere, or is not known here at all."""
    if not _buys_here(record):
        raise Unprocessable(errors=[{"pointer": "/buyer_id", "code": "not-a-buyer", "message": _(NOT_A_BUYER)}])


def _buys_here(record: Any) -> bool:
    try:
        return record.partner_id in sellers_of(record.buyer_id)
    except NotFound:
        return False


def lent(buyer: uuid.UUID, seller: uuid.UUID, currency: str, *, lock: bool = False) -> Lent | None:
    """Return what a distributor lends a buyer; None where it set no limit. `lock`: others who order wait for the end of this unit."""
    same = (DealerCredit.partner_id == seller, DealerCredit.buyer_id == buyer, DealerCredit.currency == currency)
    wanted = sa.select(DealerCredit).where(*same, DealerCredit.archived_at.is_(None))
    weighing = (Order.partner_id == buyer, Order.seller_id == seller, Order.currency == currency, Order.state.in_(WEIGHING))
    with behind(KEEP):
        limit = db.session.scalars(wanted.with_for_update() if lock else wanted).one_or_none()
        if limit is None:
            return None
        taken = db.session.scalar(sa.select(sa.func.sum(Order.amount)).where(*weighing))
        return Lent(limit.amount, Decimal(taken or 0))


def must_suffice(order: Any, amount: Decimal) -> None:
    """Raise Conflict (code `dealer-credit`) for more than the distributor lends the buyer."""
    found = lent(order.partner_id, order.chosen_id, order.currency, lock=True)
    if found is not None and amount > found.left:
        left = f"{found.left.normalize():f}"
        raise Conflict(_(ABOVE, seller=order.seller_name or "", left=left, currency=order.currency), code="dealer-credit")
