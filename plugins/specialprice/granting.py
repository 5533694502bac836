"""What follows from a request and from its deal, in the same transaction: authorised lines, an end that moves with the protection."""

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from hansa import Unprocessable, _, clock, current_scope, db, perform, records, renew_timers
from plugins.deals.api import DEAL, PROTECTED
from plugins.specialprice import moves, prices
from plugins.specialprice.entities import ALLOWANCE, REQUEST
from plugins.specialprice.models import Request
from plugins.specialprice.states import PENDING, VALID


def before_save(request: Any, changes: Any) -> None:
    """Check prices, take the customer over from the deal; a changed offer has to be agreed to anew, by others than who changed it."""
    deal = records.get(DEAL, request.deal_id)
    if request.partner_id is not None and deal.partner_id != request.partner_id:
        message = _("This deal belongs to another partner.")
        raise Unprocessable(message, errors=[{"pointer": "/deal_id", "code": "other-partner", "message": message}])
    request.customer_name = deal.customer_name
    moves.check_lines(request)
    if "offer" in changes:
        request.agreed = []
    if "state" not in changes and {"lines", "offer"} & set(changes):
        request.priced_by = current_scope().actor.user_id


def granted(request: Any) -> None:
    """Write the authorised lines, once. The partner that accepts a counter-offer writes its own rows, of what staff offered."""
    lines = prices.asked(request.granted, "authorised")
    facts = [
        {
            "request_id": request.id, "place": place, "product": line.product, "product_key": prices.key(line.product), "quantity": line.quantity,
            "list_price": line.list_price, "price": line.price, "partner_id": request.partner_id,
        }
        for place, line in enumerate(lines, 1)
    ]  # fmt: skip
    db.session.add_all(ALLOWANCE.model(program_id=request.program_id, **fact) for fact in facts)
    db.session.flush()


def follow_deals(deals: Iterable[tuple[Any, Any]]) -> None:
    """Move the end of valid prices with the protection of their deals."""
    moved = [deal for deal, changes in deals if _was_protected(changes) and deal.state in PROTECTED]
    for deal in moved:
        for request in of_deal(deal.id, VALID):
            records.apply(REQUEST, request, {"valid_until": deal.protected_until})
            renew_timers(REQUEST, request)


def _was_protected(changes: Any) -> bool:
    """Tell whether a protection moved; one that just began has no prices yet."""
    before, _after = changes.get("protected_until", (True, None))
    return bool({"protected_until", "frozen_on"} & set(changes)) and before is not None


def protection_over(deal_id: Any) -> None:
    """Let what was asked for or granted under a protection die with it; what was won may still be ordered."""
    deal = records.get(DEAL, deal_id)
    if deal.state in PROTECTED:
        return
    for request in of_deal(deal_id, PENDING if deal.state in moves.ENDS else (*PENDING, *VALID)):
        perform(REQUEST, request, "expire")


def of_deal(deal_id: Any, states: Sequence[str]) -> Sequence[Request]:
    return db.session.scalars(sa.select(Request).where(Request.deal_id == deal_id, Request.state.in_(states)).order_by(Request.id)).all()


def is_usable(request: Any) -> bool:
    """Tell whether the price can be used today: granted, not ended, and its deal protected or won."""
    alive = moves.deal_of(request).state in (*PROTECTED, *moves.ENDS)
    ends = moves.ends(request)
    return request.state in VALID and alive and (ends is None or ends > clock.now())
