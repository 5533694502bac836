"""What was granted, for the prices of the catalogue: read by the hook `find_special_prices`."""

import uuid
from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from hansa import current_scope, db, select
from plugins.specialprice import prices
from plugins.specialprice.models import Allowance, Request
from plugins.specialprice.states import VALID


def usable(partner_id: uuid.UUID, products: Collection[str], day: date) -> list[dict[str, Any]]:
    """Return the granted prices of a partner that have something left on a day, each bound to its deal; one statement."""
    keys = {prices.key(product): product for product in products}
    same = sa.and_(Request.program_id == Allowance.program_id, Request.id == Allowance.request_id)
    columns = (Allowance.product_key, Allowance.price, Allowance.quantity, Allowance.used, Request.number, Request.deal_id)
    there = (
        Allowance.partner_id == partner_id, Allowance.product_key.in_(keys), Request.state.in_(VALID), Allowance.used < Allowance.quantity,
        sa.or_(Request.valid_until.is_(None), Request.valid_until > day),
    )  # fmt: skip
    rows = db.session.execute(select(*columns).join_from(Allowance, Request, same).where(*there).order_by(Allowance.id))
    currency = current_scope().program.currency
    return [
        {
            "product": keys[row.product_key], "price": row.price, "currency": currency, "reference": row.number, "left": Decimal(row.quantity - row.used),
            "deal_id": row.deal_id,
        }
        for row in rows
    ]  # fmt: skip
