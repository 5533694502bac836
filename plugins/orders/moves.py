"""What the moves of an order check and set, where they are not a matter of shipping, invoicing or placing."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from hansa import N_, Denied, clock, typed_list
from plugins.orders.fulfilling.keeping import items_of, keep_all, undone_units
from plugins.orders.parties import buys, must_sell
from plugins.orders.paying import checkout
from plugins.orders.placing import deals, reserving, scarce
from plugins.orders.settings import settings

Values = Mapping[str, Any]
NOT_BUYER = N_("This is for who bought it.")


def said(record: Any) -> str | None:
    """What one side told the other last."""
    found: str | None = record.reason
    return found


def of_seller(record: Any, values: Values) -> None:
    must_sell(record)


def of_buyer(order: Any, values: Values) -> None:
    if not buys(order):
        raise Denied(NOT_BUYER)


def explained(record: Any, values: Values) -> Values:
    return {"reason": values["reason"]}


def confirmed(order: Any, values: Values) -> Values:
    promised = values.get("promised_on")
    return {"confirmed_at": clock.now(), "reason": None, **({"promised_on": promised} if promised else {})}


def cancelled(order: Any, values: Values) -> Values:
    """Let go of everything the order held: money, scarce goods, budgets of promotions."""
    found = items_of(order)
    checkout.let_go(order)
    scarce.give_back(order, found)
    deals.give_back(order, left := [(item, item.quantity - item.dropped) for item in found])
    reserving.restore(order, undone_units(left))
    keep_all(order, found, "dropped")
    return {"reason": values["reason"], "paying": checkout.ended(order), "spent": {}}


def needs_agreement(order: Any) -> bool:
    """The vendor's own people agree to what the vendor sells; a distributor decides by itself."""
    least = settings()["approve_from"]
    return least is not None and order.seller_id is None and order.amount is not None and order.amount >= least


def approvers_of(order: Any) -> tuple[tuple[str, ...], str] | None:
    roles = typed_list(settings()["approve_roles"])
    return (roles, "all") if roles else None


def closes_at(order: Any) -> datetime | None:
    return clock.now() + timedelta(days=settings()["close_days"])
