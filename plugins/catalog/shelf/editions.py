"""The next edition of a price list: a draft with the rows that are valid now; and two lists side by side."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import sqlalchemy as sa

from hansa import db, records, select
from plugins.catalog.entities import PRICE, PRICE_LIST
from plugins.catalog.models import Price, Product

COPIED = ("code", "label", "currency", "rank", "kinds", "tiers", "regions", "countries", "condition", "note")
TOGETHER = 1_000


def next_edition(found: Any, day: date) -> Any:
    """Return a draft of the same code with the rows of a list that have not ended; in the running unit."""
    raw = {name: getattr(found, name) for name in COPIED}
    made = records.create(PRICE_LIST, {**raw, "for_partner_id": str(found.for_partner_id) if found.for_partner_id else None})
    rows = [_raw(row, made.id) for row in _rows(found.id) if row.ended_at is None and (row.valid_until is None or row.valid_until > day)]
    for start in range(0, len(rows), TOGETHER):
        records.create_many(PRICE, rows[start : start + TOGETHER])
    return made


def _raw(row: Any, list_id: uuid.UUID) -> dict[str, Any]:
    return {
        "list_id": str(list_id), "product_id": str(row.product_id), "unit": row.unit, "amount": str(row.amount), "from_quantity": str(row.from_quantity),
        "valid_from": row.valid_from.isoformat() if row.valid_from else None, "valid_until": row.valid_until.isoformat() if row.valid_until else None,
    }  # fmt: skip


def _rows(list_id: uuid.UUID) -> list[Any]:
    return list(db.session.scalars(sa.select(Price).where(Price.list_id == list_id, Price.archived_at.is_(None)).order_by(Price.id)))


@dataclass(frozen=True)
class Difference:
    """A product that costs something else in two lists, from a quantity on; None where a list does not hold it. `percent` is exact."""

    sku: str
    name: str
    unit: str
    quantity: Decimal
    before: Decimal | None
    after: Decimal | None

    @property
    def percent(self) -> Fraction | None:
        if self.before is None or self.after is None or not self.before:
            return None
        return Fraction(self.after - self.before) * 100 / Fraction(self.before)


def compared(one: uuid.UUID, other: uuid.UUID) -> tuple[list[Difference], int]:
    """Return what differs between two lists, by product number, and how many prices are the same; two statements."""
    before, after = _known(one), _known(other)
    keys = sorted({*before, *after}, key=lambda key: (key[0], key[2], key[3]))
    rows = [Difference(*key, before.get(key), after.get(key)) for key in keys if before.get(key) != after.get(key)]
    return rows, len(keys) - len(rows)


def _known(list_id: uuid.UUID) -> Mapping[tuple[str, str, str, Decimal], Decimal]:
    joined = select(Product.sku, Product.name, Price.unit, Product.unit.label("base"), Price.from_quantity, Price.amount).join_from(
        Price, Product, sa.and_(Product.program_id == Price.program_id, Product.id == Price.product_id)
    )
    rows = db.session.execute(
        joined.where(Price.list_id == list_id, Price.archived_at.is_(None), Price.ended_at.is_(None)).order_by(Price.id)
    )
    return {(row.sku, row.name, row.unit or row.base, row.from_quantity): row.amount for row in rows}
