"""What stands against placing an order as it is: unknown prices, quantities, authorisation. Every row with its reason."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from hansa import N_, Conflict, Unprocessable, _, current_locale, current_scope
from plugins.catalog.api import MaySell, Quote, QuoteLine, Why, may_sell_quoted, unacknowledged
from plugins.orders.placing.wanted import asks_of
from plugins.orders.settings import settings

NO_PRICE = N_("There is no price for it: ask the seller.")
NO_PRODUCT = N_("There is no such product.")
EMPTY = N_("Put something into the cart first.")
NOT_ALLOWED = N_("You may not sell this.")
UNACKNOWLEDGED = N_("Read and acknowledge first, under Notices: %(titles)s")
UNREAD = N_("Some pasted lines could not be read. Mend or remove them first.")


def must_be_placeable(order: Any, found: Quote) -> None:
    """Raise Unprocessable with everything that stands against it, row by row."""
    errors = [error for at, reasons in enumerate(problems(found)) for error in _errors(at, reasons)]
    if errors:
        raise Unprocessable(errors=errors)


def must_be_read(buyer: Any) -> None:
    """Raise Conflict while a notice waits to be acknowledged, by whom the settings say. The vendor's people order for others regardless."""
    way, actor = settings()["reading"], current_scope().actor
    if way == "nobody" or actor.partner_id != buyer.id:
        return
    if left := unacknowledged(buyer, actor.user_id if way == "person" else None):
        raise Conflict(_(UNACKNOWLEDGED, titles=", ".join(f"“{one.title}”" for one in left)), code="unread-notice")


def must_be_filled(order: Any) -> None:
    """Raise Unprocessable for an empty cart, or one with lines that were not read."""
    if not asks_of(order):
        raise Unprocessable(errors=[{"pointer": "/wanted", "code": "required", "message": _(EMPTY)}])
    if order.unread:
        raise Unprocessable(errors=[{"pointer": "/unread", "code": "unread", "message": _(UNREAD)}])


def problems(found: Quote) -> list[list[str]]:
    """Return for each line why it cannot be ordered as it is, in the reader's language; an empty list where it can."""
    allowed = may_sell_quoted(found)
    return [_of_line(line, allowed) for line in found.lines]


def _of_line(line: QuoteLine, allowed: Mapping[uuid.UUID, MaySell]) -> list[str]:
    if line.product_id is None:
        return [_(NO_PRODUCT)]
    verdict = allowed.get(line.product_id)
    if verdict is None or not verdict.visible:
        return [_(NO_PRODUCT)]
    reasons = [] if verdict.allowed else [said(why) for why in verdict.reasons if why.code != "allowed"] or [_(NOT_ALLOWED)]
    if line.price is None:
        reasons.append(_(NO_PRICE))
    return reasons + [_(one.message, **one.params) for one in line.problems]


def said(reason: Why) -> str:
    """Return a reason of authorisation in the reader's language."""
    params = {name: date.fromisoformat(value).isoformat() if name == "day" else value for name, value in reason.params.items()}
    return reason.texts.get(current_locale()) or _(reason.message, **params)


def _errors(at: int, reasons: Sequence[str]) -> list[Any]:
    return [{"pointer": f"/wanted/{at}/sku", "code": "not-orderable", "message": reason} for reason in reasons]
