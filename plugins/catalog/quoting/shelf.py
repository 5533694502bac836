"""What stood on the shelf at a moment: lists that hold for a buyer, their prices, contracts, promotions. One statement each."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from hansa import behind, db, select
from plugins.catalog.models import Contract, DealerList, DealerPrice, Price, PriceList, Promotion
from plugins.catalog.quoting.buyers import Buyer
from plugins.catalog.selling.audience import missed
from plugins.catalog.tasks import PRICE

LIST = (
    "id",
    "code",
    "key",
    "label",
    "currency",
    "rank",
    "shelf_at",
    "ended_at",
    "valid_until",
    "kinds",
    "tiers",
    "regions",
    "countries",
    "for_partner_id",
    "condition",
)
ROW = ("list_id", "product_id", "unit", "amount", "from_quantity")
PROMOTION = (
    "id", "code", "label", "names", "kind", "percent", "amount", "currency", "buy", "free", "free_product_id", "least", "stack_group", "exclusive", "rank",
    "budget", "spent", "valid_from", "valid_until", "product_id", "family_id", "brand", "kinds", "tiers", "regions", "countries", "for_partner_id", "condition",
)  # fmt: skip


@dataclass(frozen=True)
class Held:
    """A list that holds for a buyer: the vendor's, or a distributor's own."""

    id: uuid.UUID
    key: str
    currency: str
    rank: int


def _columns(model: Any, names: Sequence[str]) -> list[Any]:
    return [getattr(model, name) for name in names]


def within(model: Any, day: Any) -> tuple[Any, ...]:
    """Half-open validity in days: the first day belongs to it, the last does not."""
    return (
        sa.or_(model.valid_from.is_(None), model.valid_from <= day),
        sa.or_(model.valid_until.is_(None), model.valid_until > day),
    )


def there(model: Any, at: Any) -> tuple[Any, ...]:
    """On the shelf at a moment: published by then, not yet withdrawn or archived."""
    gone = [sa.or_(column.is_(None), column > at) for column in (model.ended_at, model.archived_at)]
    return (model.shelf_at <= at, *gone)


_AT, _DAY = sa.bindparam("at", type_=PriceList.shelf_at.type), sa.bindparam("day", type_=sa.Date())
_ASKED = sa.bindparam("products", expanding=True)
_LISTS = sa.select(*_columns(PriceList, LIST)).where(*there(PriceList, _AT)).order_by(PriceList.shelf_at, PriceList.edition)
_PRICES = sa.select(*_columns(Price, ROW)).where(
    Price.list_id.in_(sa.bindparam("lists", expanding=True)), Price.product_id.in_(_ASKED), sa.or_(Price.ended_at.is_(None), Price.ended_at > _AT),
    Price.archived_at.is_(None), *within(Price, _DAY),
)  # fmt: skip
_CONTRACTS = sa.select(Contract.reference, Contract.product_id, Contract.unit, Contract.amount, Contract.from_quantity).where(
    Contract.partner_id == sa.bindparam("buyer"), Contract.product_id.in_(_ASKED), Contract.currency == sa.bindparam("currency"),
    Contract.archived_at.is_(None), *within(Contract, _DAY),
)  # fmt: skip
_PROMOTIONS = sa.select(*_columns(Promotion, PROMOTION)).where(*there(Promotion, _AT), *within(Promotion, _DAY)).order_by(Promotion.code)
"""What every quote asks is made once."""


def lists(buyer: Buyer, at: datetime, day: date) -> list[Held]:
    """Return the vendor's lists that held for a buyer at a moment, of each code the edition that was on the shelf last."""
    return [Held(row.id, row.key, row.currency, row.rank) for row in on_shelf(at, day) if missed(row, buyer) is None]


def on_shelf(at: datetime, day: date) -> list[Any]:
    """Return the vendor's lists that were on the shelf at a moment; an edition stands for its code until it is withdrawn."""
    with behind(PRICE):
        rows = db.session.execute(_LISTS, {"at": at}).all()
    last = {row.code: row for row in rows}
    return [row for row in last.values() if row.valid_until is None or row.valid_until > day]


def dealer_lists(seller: uuid.UUID, buyer: Buyer, day: date) -> list[Held]:
    """Return the distributor's own lists that hold for one of its buyers."""
    model = DealerList
    mine = (model.partner_id == seller, sa.or_(model.dealer_id.is_(None), model.dealer_id == buyer.id), model.archived_at.is_(None))
    with behind(PRICE):
        rows = db.session.execute(select(*_columns(model, ("id", "code", "currency", "rank"))).where(*mine, *within(model, day))).all()
    return [Held(row.id, row.code, row.currency, row.rank) for row in rows]


def prices(held: Collection[Held], products: Collection[uuid.UUID], at: datetime, day: date) -> Sequence[Any]:
    """Return the rows of the vendor's lists for products, as they stood on a day."""
    asked = {"lists": [one.id for one in held], "products": sorted(products), "at": at, "day": day}
    with behind(PRICE):
        return db.session.execute(_PRICES, asked).all()


def dealer_prices(seller: uuid.UUID, held: Collection[Held], products: Collection[uuid.UUID], day: date) -> Sequence[Any]:
    """Return the rows of a distributor's own lists for products."""
    model = DealerPrice
    there = (
        model.partner_id == seller,
        model.list_id.in_([one.id for one in held]),
        model.product_id.in_(products),
        model.archived_at.is_(None),
    )
    with behind(PRICE):
        return db.session.execute(select(*_columns(model, ROW)).where(*there, *within(model, day))).all()


def contracts(buyer: Buyer, products: Collection[uuid.UUID], currency: str, day: date) -> Sequence[Any]:
    """Return what a partner has by contract with the vendor."""
    asked = {"buyer": buyer.id, "products": sorted(products), "currency": currency, "day": day}
    with behind(PRICE):
        return db.session.execute(_CONTRACTS, asked).all()


def promotions(at: datetime, day: date) -> list[Any]:
    """Return the promotions that ran on a day."""
    with behind(PRICE):
        return list(db.session.execute(_PROMOTIONS, {"at": at, "day": day}))


def running(buyer: Buyer, at: datetime, day: date) -> list[Any]:
    """Return the promotions that ran on a day and were for a buyer."""
    return [row for row in promotions(at, day) if missed(row, buyer) is None]


Rows = Mapping[uuid.UUID, list[Any]]


def by_product(rows: Sequence[Any]) -> Rows:
    found: dict[uuid.UUID, list[Any]] = {}
    for row in rows:
        found.setdefault(row.product_id, []).append(row)
    return found
