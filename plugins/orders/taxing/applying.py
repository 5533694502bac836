"""The tax on what a buyer wants of the vendor: rates and certificates of the program, as they are on the day it is ordered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from babel.numbers import get_currency_precision

from hansa import N_, Unprocessable, _, behind, db
from plugins.orders.models import TaxExemption, TaxRate
from plugins.orders.settings import settings
from plugins.orders.tasks import KEEP
from plugins.orders.taxing.amounts import taxes
from plugins.orders.taxing.rates import Rates

NO_RATE = N_("No rate of tax is known for %(sku)s (%(tax_class)s) in %(country)s.")
ZERO = Decimal(0)


@dataclass(frozen=True)
class Tax:
    """What each row bears, in order (`tax`, `tax_percent`, `tax_note`); `total` of it; whether the amounts hold it already."""

    rows: Sequence[Mapping[str, Any]]
    total: Decimal
    included: bool

    def to_pay(self, amount: Decimal) -> Decimal:
        """Return what is paid for an amount that bears this tax."""
        return amount if self.included else amount + self.total


def untaxed(count: int) -> Tax:
    """Return no tax on so many rows."""
    return Tax([{"tax": ZERO, "tax_percent": None, "tax_note": None}] * count, ZERO, False)


def applied(buyer: Any, rows: Sequence[tuple[str, str | None, Decimal]], currency: str, day: date) -> Tax:
    """Return the tax on rows of SKU, tax class and amount. Raises Unprocessable (row by row) where no rate is known: none is no zero."""
    given = settings()
    if given["tax"] == "none":
        return untaxed(len(rows))
    with behind(KEEP):
        rates = Rates(_all(TaxRate), buyer.country, buyer.region, day)
        free = Rates(_all(TaxExemption, TaxExemption.partner_id == buyer.id), buyer.country, buyer.region, day)
    found = [_percent(row[1], rates, free) for row in rows]
    _must_be_known(rows, found, buyer.country)
    included = given["tax"] == "included"
    paired = [(amount, percent or ZERO) for (_sku, _class, amount), (percent, _note) in zip(rows, found, strict=True)]
    borne = taxes(paired, included=included, by_document=given["tax_rounding"] == "document", places=get_currency_precision(currency))
    told = [{"tax": tax, "tax_percent": percent, "tax_note": note} for tax, (percent, note) in zip(borne, found, strict=True)]
    return Tax(told, sum(borne, ZERO), included)


def _all(model: Any, *where: Any) -> Sequence[Any]:
    return db.session.scalars(sa.select(model).where(model.archived_at.is_(None), *where).order_by(model.id)).all()


def _percent(tax_class: str | None, rates: Rates[Any], free: Rates[Any]) -> tuple[Decimal | None, str | None]:
    """Return the percent, and the certificate that frees the buyer of it."""
    exemption = free.of(tax_class)
    if exemption is not None:
        return ZERO, exemption.certificate
    rate = rates.of(tax_class)
    return (rate.percent if rate is not None else None), None


def _must_be_known(rows: Sequence[tuple[str, str | None, Decimal]], found: Sequence[tuple[Decimal | None, str | None]], country: str) -> None:
    errors: list[Any] = [
        {
            "pointer": f"/wanted/{at}/sku", "code": "no-tax-rate",
            "message": _(NO_RATE, sku=sku, tax_class=tax_class or _("no tax class"), country=country or _("no country")),
        }
        for at, ((sku, tax_class, amount), (percent, _note)) in enumerate(zip(rows, found, strict=True)) if percent is None and amount
    ]  # fmt: skip
    if errors:
        raise Unprocessable(errors=errors)
