"""Products as quotes and pages read them: the set of them in one statement, families from memory."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from hansa import behind, db, select
from plugins.catalog.kept import kept
from plugins.catalog.models import Family, Product
from plugins.catalog.tasks import PRICE
from plugins.catalog.words import SOLD

NAMES = (
    "id", "sku", "name", "names", "family_id", "family_path", "brand", "unit", "packs", "tax_class", "moq", "multiple", "status",
    "on_shelf_from", "off_shelf_from", "open_to_all", "replaced_by_id",
)  # fmt: skip


_NAMED = (
    sa.select(*(getattr(Product, name) for name in NAMES))
    .where(
        Product.archived_at.is_(None),
        sa.or_(Product.id.in_(sa.bindparam("ids", expanding=True)), Product.sku.in_(sa.bindparam("skus", expanding=True))),
    )
    .order_by(Product.sku)
)
"""Made once, as every quote asks it."""


@dataclass(frozen=True)
class Item:
    """A product; quantities in base units."""

    id: uuid.UUID
    sku: str
    name: str
    names: Sequence[Mapping[str, str]]
    family_id: uuid.UUID | None
    family_path: str
    brand: str | None
    unit: str
    packs: Sequence[Mapping[str, Any]]
    tax_class: str | None
    moq: Decimal | None
    multiple: Decimal | None
    status: str
    on_shelf_from: date | None
    off_shelf_from: date | None
    open_to_all: bool
    replaced_by_id: uuid.UUID | None

    def factor(self, unit: str) -> Decimal | None:
        """Return how many base units a unit holds, 1 for the base unit or none; None for a unit the product has not."""
        if not unit or unit == self.unit:
            return Decimal(1)
        return next((Decimal(str(pack["factor"])) for pack in self.packs if pack["unit"] == unit), None)

    def on_shelf(self, day: date) -> bool:
        """Tell whether it is sold on a day."""
        begun = self.on_shelf_from is None or self.on_shelf_from <= day
        return self.status in SOLD and begun and (self.off_shelf_from is None or day < self.off_shelf_from)

    def called(self, locale: str) -> str:
        """Return its name for a reader."""
        return next((row["text"] for row in self.names if row.get("language") == locale), self.name)

    def facts(self) -> dict[str, Any]:
        """Return what rules of the price policy read of it."""
        codes = [part for part in self.family_path.split("/") if part]
        found = {
            "product.sku": self.sku, "product.family": codes[-1] if codes else None, "product.families": codes,
            "product.line": codes[0] if codes else None, "product.brand": self.brand, "product.tax_class": self.tax_class,
            "product.status": self.status,
        }  # fmt: skip
        return {name: value for name, value in found.items() if value is not None}


def items(*, ids: Iterable[uuid.UUID] = (), skus: Iterable[str] = ()) -> list[Item]:
    """Return products by id or number; for callers that judge who may know of them. One statement."""
    with behind(PRICE):
        return [Item(*row) for row in db.session.execute(_NAMED, {"ids": sorted(set(ids)), "skus": sorted(set(skus))})]


def found(*conditions: Any, order: Sequence[Any] = (Product.sku,), limit: int | None = None, offset: int = 0) -> list[Item]:
    """Return the products that meet conditions, archived ones left out; one statement."""
    columns = [getattr(Product, name) for name in NAMES]
    with behind(PRICE):
        statement = select(*columns).where(Product.archived_at.is_(None), *conditions).order_by(*order).offset(offset)
        rows = db.session.execute(statement if limit is None else statement.limit(limit)).all()
    return [Item(*row) for row in rows]


def item_of(record: Any) -> Item:
    """Return a product that was loaded as a record."""
    return Item(*(getattr(record, name) for name in NAMES))


def paths() -> dict[uuid.UUID, str]:
    """Return the path of every family."""
    return {row.id: row.path for row in families()}


def families() -> Sequence[Any]:
    """Return every family by its name, archived ones included; from memory while none changes."""
    return kept("families", _families)


def _families() -> Sequence[Any]:
    columns = (Family.id, Family.path, Family.name, Family.names, Family.archived_at)
    with behind(PRICE):
        return db.session.execute(select(*columns).order_by(Family.name)).all()
