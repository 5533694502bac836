"""The life of a claim: received, measured at once, approved in part or whole, settled when it is paid."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from hansa import N_, Conflict, _, behind, current_scope, db, entity_of, put, records, serialised
from plugins.ledger.api import account, credit, debit, post
from plugins.rebates.claiming import checking, measures, windows
from plugins.rebates.models import ClaimLine, Stock
from plugins.rebates.paying.accounts import EXPENSE, GRANTED, OWED
from plugins.rebates.settings import settings
from plugins.rebates.tasks import KEEP

Values = Mapping[str, Any]
ZERO = Decimal(0)
TOO_MUCH = N_("At most %(most)s was claimed.")
NOTHING = N_("Nothing is approved: reject it instead.")
PROTECTION = N_("%(title)s: price protection")


def check(claim: Any, changes: Values, is_new: bool) -> None:
    """Before a claim is saved: add up what is claimed."""
    claim.currency = claim.currency or checking.currency()
    if is_new or "rows" in changes:
        claim.claimed = sum((Decimal(str(row["amount"])) for row in claim.rows), ZERO)
        if claim.price_change_id is None:
            days = [date.fromisoformat(str(row["sold_on"])) for row in claim.rows if row.get("sold_on")]
            claim.claim_by = min((last for day in days if (last := windows.until(claim.kind, day))), default=None)


def follow(saved: Sequence[tuple[Any, Values]]) -> None:
    """Measure what was received; whoever decides sees what does not match."""
    for claim, changes in saved:
        if "state" in changes and claim.state == "received":
            with behind(KEEP):
                serialised(f"rebates.claims:{claim.partner_id}")
                _measure(claim)


def _measure(claim: Any) -> None:
    lines = checking.check(claim)
    db.session.execute(sa.delete(ClaimLine).where(ClaimLine.claim_id == claim.id), execution_options={"synchronize_session": False})
    if lines:
        put(ClaimLine, [{"partner_id": claim.partner_id, "claim_id": claim.id, **line} for line in lines])
    computed = sum((line["computed"] for line in lines), ZERO)
    matches = all(not line["findings"] for line in lines)
    values = {"computed": computed, "state": "matched" if matches else "mismatch", "reason": None}
    records.apply(entity_of("rebates.claim"), claim, values, act="checked")


def lines_of(claim: Any) -> Sequence[Any]:
    """Return the measured rows of a claim."""
    return db.session.scalars(sa.select(ClaimLine).where(ClaimLine.claim_id == claim.id).order_by(ClaimLine.place)).all()


def may_be_approved(claim: Any, values: Values) -> None:
    amount = _amount(claim, values)
    if amount > claim.claimed:
        raise Conflict(_(TOO_MUCH, most=f"{claim.claimed:.2f}"), code="too-much")
    if amount <= 0:
        raise Conflict(_(NOTHING), code="nothing")


def _amount(claim: Any, values: Values) -> Decimal:
    given = values.get("approved")
    return min(claim.claimed, claim.computed) if given is None else given


def approved(claim: Any, values: Values) -> Values:
    """Owe what is approved, and make its payout."""
    amount, key = _amount(claim, values), f"rebates:claim:{claim.id}"
    own, expense = account(OWED, claim.partner_id, claim.currency), account(EXPENSE, currency=claim.currency)
    post(
        GRANTED, [debit(expense, amount), credit(own, amount)], key=f"{key}:granted", record=("rebates.claim", claim.id), memo=claim.number
    )
    row = {
        "partner_id": claim.partner_id, "claim_id": claim.id, "title": claim.title, "form": settings()["payout_form"], "currency": claim.currency,
        "amount": amount, "key": key,
    }  # fmt: skip
    with behind(KEEP):
        records.create_many(entity_of("rebates.payout"), [{}], each=[row])
    return {"approved": amount, "reason": values.get("reason")}


def refused(claim: Any, values: Values) -> Values:
    return {"reason": values["reason"]}


def paid(saved: Sequence[tuple[Any, Values]]) -> None:
    """A claim is settled when its payout is paid."""
    for payout, changes in saved:
        if payout.claim_id is not None and "state" in changes and payout.state in ("paid", "declined"):
            with behind(KEEP):
                claim = records.get(entity_of("rebates.claim"), payout.claim_id, lock=True)
                if claim.state == "approved":
                    records.apply(
                        entity_of("rebates.claim"), claim, {"state": "settled" if payout.state == "paid" else "rejected"}, act="settled"
                    )


def announced(change: Any, values: Values) -> Values:
    """Open a filled-in claim for every partner that has protected units on hand; a price that rose opens none."""
    with behind(KEEP):
        partners = db.session.scalars(sa.select(Stock.partner_id).where(Stock.sku == change.sku).distinct()).all()
        each = [row for partner in sorted(partners, key=str) if (row := _protection(change, partner)) is not None]
        if each:
            records.create_many(entity_of("rebates.claim"), [_raw(row) for row in each], each=[_kept(change, row) for row in each])
    return {"opened": len(each)}


def _protection(change: Any, partner: uuid.UUID) -> dict[str, Any] | None:
    units = measures.protected(checking.stock(partner, change.sku, change.changed_on), change.changed_on, change.window_days)
    amount = measures.to_the_cent(measures.price_protection(change.old, change.new, units))
    if amount <= 0:
        return None
    rows = [{"sku": change.sku, "quantity": str(units), "amount": str(amount)}]
    return {"partner_id": partner, "title": _(PROTECTION, title=change.title), "rows": rows}


def _raw(row: Values) -> dict[str, Any]:
    return {"title": row["title"], "kind": "price_protection", "rows": row["rows"]}


def _kept(change: Any, row: Values) -> dict[str, Any]:
    return {
        "partner_id": row["partner_id"], "price_change_id": change.id, "currency": change.currency or current_scope().program.currency,
        "claim_by": windows.until("price_protection", change.changed_on),
    }  # fmt: skip


def change_check(change: Any, changes: Values, is_new: bool) -> None:
    change.currency = change.currency or current_scope().program.currency
