"""Adjustments by hand: what makes one valid, and what is posted when another person agrees."""

from collections.abc import Mapping
from typing import Any

from hansa import Denied, Unprocessable, _, current_scope
from plugins.ledger.book.accounts import account
from plugins.ledger.book.kinds import ADJUSTED, ADJUSTMENTS, kinds
from plugins.ledger.book.legs import credit, debit
from plugins.ledger.book.posting import post


def check(adjustment: Any, changes: Any, is_new: bool) -> None:
    """Before an adjustment is saved: by the vendor's people, for an account of a partner."""
    if not current_scope().actor.staff and current_scope().system is None:
        raise Denied()
    declared = kinds().get(adjustment.kind)
    if declared is None or declared.owner != "partner":
        known = ", ".join(sorted(key for key, kind in kinds().items() if kind.owner == "partner"))
        message = _("Partners have no account of this kind. They have: %(known)s.", known=known)
        raise Unprocessable(message, errors=[{"pointer": "/kind", "code": "no-account-kind", "message": message}])
    try:
        account(adjustment.kind, adjustment.partner_id, adjustment.currency)
    except Unprocessable as error:
        raise Unprocessable(error.message, errors=[{"pointer": "/currency", "code": "currency", "message": error.message}]) from None


def posted(adjustment: Any, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Post an adjustment that was agreed to, once."""
    own = account(adjustment.kind, adjustment.partner_id, adjustment.currency)
    other = account(ADJUSTMENTS, currency=adjustment.currency)
    grows_by_credit = kinds()[adjustment.kind].side == "credit"
    credits = grows_by_credit == (adjustment.direction == "increase")
    legs = (
        [credit(own, adjustment.amount), debit(other, adjustment.amount)]
        if credits
        else [debit(own, adjustment.amount), credit(other, adjustment.amount)]
    )
    journal = post(
        ADJUSTED, legs, key=f"{ADJUSTED}:{adjustment.id}", effective=adjustment.effective_on, record=("ledger.adjustment", adjustment.id),
        memo=adjustment.title, note=adjustment.reason,
    )  # fmt: skip
    return {"journal_id": journal.id, "effective_on": journal.effective_on}
