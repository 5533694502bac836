"""Claims held against documents: the contract, the reported sale, the stock of the day, and what was claimed before."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from hansa import N_, current_scope, db, money_sum, select
from plugins.catalog.api import products
from plugins.orders.api import LINE, SELL_OUT
from plugins.rebates.claiming import measures, windows
from plugins.rebates.engine.calendar import month_end, months_before
from plugins.rebates.models import Claim, ClaimLine, Contract, PriceChange, Stock
from plugins.rebates.program.programs import start_of
from plugins.rebates.settings import settings

FINDINGS = {
    "no-sale": N_("This sale was not reported"),
    "other-quantity": N_("Fewer were sold than are claimed"),
    "claimed-before": N_("It was claimed before"),
    "no-contract": N_("No contract price holds for it"),
    "over-contract": N_("The quantity of the contract is used up"),
    "no-price": N_("What it cost is not known"),
    "no-stock": N_("Fewer are on hand than are claimed"),
    "over-share": N_("More is exchanged than the share of what was bought"),
    "no-change": N_("No price change is known for it"),
    "too-late": N_("The days to claim for it are over"),
    "other-amount": N_("The amount is not what the documents give"),
}
ZERO = Decimal(0)
GOODS = ("goods", "discount", "return")
LIVE = ("received", "matched", "mismatch", "approved", "settled")


@dataclass(frozen=True)
class Checked:
    """A row of a claim as the documents have it."""

    eligible: Decimal
    price: Decimal
    rate: Decimal
    amount: Decimal
    findings: tuple[str, ...] = ()


LATE = Checked(ZERO, ZERO, ZERO, ZERO, ("too-late",))


def check(claim: Any) -> list[dict[str, Any]]:
    """Return the rows of a claim measured, as columns of its lines."""
    found, used = [], {}
    for place, row in enumerate(claim.rows, 1):
        quantity, asked = Decimal(str(row["quantity"])), Decimal(str(row["amount"]))
        one = CHECKS[claim.kind](claim, row, quantity, used)
        findings = [*one.findings, *(["other-amount"] if one.amount != asked and not one.findings else [])]
        found.append(
            {
                "place": place, "kind": claim.kind, "sku": row["sku"], "document": row.get("document") or "", "quantity": quantity,
                "eligible": one.eligible, "price": _four(one.price), "rate": _four(one.rate), "claimed": asked, "computed": one.amount, "findings": findings,
            }
        )  # fmt: skip
    return found


def _four(value: Decimal) -> Decimal:
    """Cut a price for reading: the amount was reckoned with all of it."""
    return value.quantize(Decimal("0.0001"))


def _ship_and_debit(claim: Any, row: Mapping[str, Any], quantity: Decimal, used: dict[Any, Decimal]) -> Checked:
    sale = _sale(claim.partner_id, row)
    if sale is None:
        return Checked(ZERO, ZERO, ZERO, ZERO, ("no-sale",))
    if windows.over("ship_debit", sale.sold_on):
        return LATE
    key = ("sale", row["sku"], row.get("document"))
    before = _claimed(claim, row) + used.get(key, ZERO)
    eligible, findings = min(quantity, max(sale.quantity - before, ZERO)), []
    if eligible < quantity:
        findings.append("claimed-before" if before else "other-quantity")
    contract = _contract(claim.partner_id, row["sku"], sale.customer or "", sale.sold_on)
    if contract is None:
        return Checked(ZERO, ZERO, ZERO, ZERO, ("no-contract",))
    if contract.most is not None:
        left = contract.most - _used_of(claim, contract) - used.get(contract.id, ZERO)
        if eligible > left:
            eligible = max(left, ZERO)
            findings.append("over-contract")
    price = _price_used(contract, row["sku"], sale.sold_on, eligible)
    if price is None:
        return Checked(eligible, ZERO, contract.rate, ZERO, ("no-price",))
    used[key] = used.get(key, ZERO) + eligible
    used[contract.id] = used.get(contract.id, ZERO) + eligible
    amount = measures.to_the_cent(measures.ship_and_debit(price, contract.rate, eligible))
    return Checked(eligible, price, contract.rate, amount, tuple(findings))


def _price_protection(claim: Any, row: Mapping[str, Any], quantity: Decimal, used: dict[Any, Decimal]) -> Checked:
    change = _change(claim, row["sku"])
    if change is None:
        return Checked(ZERO, ZERO, ZERO, ZERO, ("no-change",))
    if windows.over("price_protection", change.changed_on):
        return LATE
    before = _claimed(claim, row) + used.get(row["sku"], ZERO)
    units = measures.protected(stock(claim.partner_id, row["sku"], change.changed_on), change.changed_on, change.window_days)
    eligible = min(quantity, max(units - before, ZERO))
    used[row["sku"]] = used.get(row["sku"], ZERO) + eligible
    findings = () if eligible == quantity else ("claimed-before" if before else "no-stock",)
    amount = measures.to_the_cent(max(measures.price_protection(change.old, change.new, eligible), ZERO))
    return Checked(eligible, change.old, change.new, amount, findings)


def _stock_rotation(claim: Any, row: Mapping[str, Any], quantity: Decimal, used: dict[Any, Decimal]) -> Checked:
    day = date.fromisoformat(row["sold_on"]) if row.get("sold_on") else claim.created_at.date()
    if windows.over("stock_rotation", day):
        return LATE
    units, cost = measures.rotated(stock(claim.partner_id, row["sku"], day), quantity)
    findings = ["no-stock"] if units < quantity else []
    findings += ["no-price"] if units and not cost else []
    amount, most = measures.to_the_cent(cost), rotation_limit(claim.partner_id, day)
    if most is not None:
        left = max(most - _rotated(claim, day) - used.get("rotated", ZERO), ZERO)
        findings += ["over-share"] if amount > left else []
        amount = min(amount, left)
    used["rotated"] = used.get("rotated", ZERO) + amount
    return Checked(units, cost / units if units else ZERO, ZERO, amount, tuple(findings))


def rotation_limit(partner: uuid.UUID, day: date) -> Decimal | None:
    """Return what a partner may give in exchange by a day: a share of what it bought in the months before; None without a limit."""
    share = settings()["rotation_share"]
    if share is None:
        return None
    line = LINE.model
    bought = select(money_sum(line.amount)).where(
        line.partner_id == partner, line.invoiced_on >= _since(day), line.invoiced_on < day, line.kind.in_(GOODS), line.archived_at.is_(None),
        line.currency.in_(("", current_scope().program.currency)),
    )  # fmt: skip
    return (max(db.session.execute(bought).scalar() or ZERO, ZERO) * share / 100).quantize(measures.CENT, "ROUND_DOWN")


def _since(day: date) -> date:
    """Return the first day of the months before: the same day, or the last of a month without it."""
    first = months_before(day, settings()["rotation_months"])
    return first.replace(day=min(day.day, month_end(first).day))


def _rotated(claim: Any, day: date) -> Decimal:
    """Return what other claims of these months gave in exchange."""
    first = start_of(_since(day))
    wanted = (Claim.partner_id == claim.partner_id, Claim.kind == "stock_rotation", Claim.id != claim.id, Claim.state.in_(LIVE), Claim.created_at >= first)
    return db.session.scalar(sa.select(money_sum(sa.func.coalesce(Claim.approved, Claim.computed))).where(*wanted)) or ZERO


CHECKS = {"ship_debit": _ship_and_debit, "price_protection": _price_protection, "stock_rotation": _stock_rotation}


def stock(partner: uuid.UUID, sku: str, day: date) -> list[measures.Bucket]:
    """Return what a partner had on a day, by its last count until then."""
    last = sa.select(sa.func.max(Stock.counted_on)).where(Stock.partner_id == partner, Stock.sku == sku, Stock.counted_on <= day)
    counted = db.session.scalar(last)
    if counted is None:
        return []
    rows = db.session.scalars(sa.select(Stock).where(Stock.partner_id == partner, Stock.sku == sku, Stock.counted_on == counted)).all()
    return [measures.Bucket(one.on_hand, one.cost, one.bought_on, one.in_transit, one.going_back) for one in rows]


def _sale(partner: uuid.UUID, row: Mapping[str, Any]) -> Any:
    known = products(skus=[row["sku"]])
    if not known or not row.get("document"):
        return None
    sale = SELL_OUT.model
    columns = (sale.quantity, sale.sold_on, sale.customer)
    wanted = (sale.partner_id == partner, sale.source_id == row["document"], sale.product_id == known[0].id)
    return db.session.execute(select(*columns).where(*wanted)).one_or_none()


def _contract(partner: uuid.UUID, sku: str, customer: str, day: date) -> Any:
    """Return the contract for this customer before the one for every customer, the newest first."""
    wanted = (Contract.partner_id == partner, Contract.sku == sku, Contract.starts_on <= day, Contract.ends_on >= day)
    found = db.session.scalars(sa.select(Contract).where(*wanted, Contract.archived_at.is_(None)).order_by(Contract.starts_on.desc())).all()
    named = [one for one in found if one.customer and one.customer.strip().casefold() == customer.strip().casefold()]
    return next(iter([*named, *(one for one in found if not one.customer)]), None)


def _price_used(contract: Any, sku: str, day: date, quantity: Decimal) -> Decimal | None:
    if contract.basis == "contract":
        return contract.book
    if contract.basis == "resale":
        return book_price(sku, day) or contract.book
    return measures.price_of_stock(stock(contract.partner_id, sku, day), quantity)


def book_price(sku: str, day: date) -> Decimal | None:
    """Return the book price on a day by the announced price changes; None where there are none."""
    wanted = (PriceChange.sku == sku, PriceChange.state == "announced")
    rows = db.session.execute(
        sa.select(PriceChange.old, PriceChange.new, PriceChange.changed_on).where(*wanted).order_by(PriceChange.changed_on)
    )
    found: Decimal | None = None
    for at, row in enumerate(rows.all()):
        if row.changed_on <= day:
            found = row.new
        elif at == 0:
            found = row.old
    return found


def _change(claim: Any, sku: str) -> Any:
    wanted = [PriceChange.sku == sku, PriceChange.state == "announced"]
    wanted += [PriceChange.id == claim.price_change_id] if claim.price_change_id else []
    return db.session.scalars(sa.select(PriceChange).where(*wanted).order_by(PriceChange.changed_on.desc()).limit(1)).one_or_none()


def _claimed(claim: Any, row: Mapping[str, Any]) -> Decimal:
    """Return what other claims have of the same sale or price change."""
    same = [ClaimLine.partner_id == claim.partner_id, ClaimLine.kind == claim.kind, ClaimLine.sku == row["sku"], Claim.id != claim.id]
    same += (
        [Claim.price_change_id == claim.price_change_id]
        if claim.kind == "price_protection"
        else [ClaimLine.document == row.get("document")]
    )
    return _sum(same)


def _used_of(claim: Any, contract: Any) -> Decimal:
    same = [
        ClaimLine.partner_id == claim.partner_id, ClaimLine.kind == "ship_debit", ClaimLine.sku == contract.sku, ClaimLine.rate == contract.rate,
        Claim.id != claim.id,
    ]  # fmt: skip
    return _sum(same)


def _sum(where: Sequence[Any]) -> Decimal:
    statement = sa.select(sa.func.sum(ClaimLine.eligible)).join(
        Claim, sa.and_(Claim.id == ClaimLine.claim_id, Claim.program_id == ClaimLine.program_id)
    )
    return Decimal(db.session.scalar(statement.where(*where, Claim.state.in_(LIVE))) or 0)


def currency() -> str:
    """Return the currency claims are made in."""
    return current_scope().program.currency
