"""What the transitions of a special price request check and set."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from hansa import N_, Conflict, Denied, Unprocessable, _, clock, current_scope, records
from plugins.deals.api import DEAL, PROTECTED
from plugins.policies.api import facts_of
from plugins.specialprice import prices
from plugins.specialprice.settings import settings

Values = Mapping[str, Any]
NOT_PROTECTED = N_("The deal is not protected. A special price lives as long as the protection.")
NOT_ASKED = N_("Your agreement is not needed, or you have given it.")
NOTHING_USED = N_("Nothing has been used yet.")
NOTHING_LEFT = N_("Nothing has been given back.")
NOT_ALL_USED = N_("Not everything has been used yet.")
ABOVE_CEILING = N_("More than %(percent)s%% off is not asked for at your level.")
ENDS = ("won",)
"""States of a deal after which the price may still be used: what was won is being ordered."""


def may_be_submitted(request: Any, values: Values) -> None:
    """Raise Conflict when the deal is not protected any more, or more is asked for than the partner's level allows."""
    _is_protected(request)
    most = _ceiling(request)
    if most is not None and prices.largest(prices.asked(request.lines)) > most:
        raise Conflict(_(ABOVE_CEILING, percent=f"{most.normalize():f}"), code="above-ceiling")


def _is_protected(request: Any) -> None:
    if deal_of(request).state not in PROTECTED:
        raise Conflict(_(NOT_PROTECTED), code="not-protected")


def _ceiling(request: Any) -> Decimal | None:
    """Return the largest discount in percent the partner may ask for; None where nothing says so."""
    name = settings()["ceiling"]
    found = facts_of("partner", request.partner_id, _today()).get(f"partner.{name}") if name else None
    return Decimal(found) if isinstance(found, Decimal | int) and not isinstance(found, bool) else None


def submitted(request: Any, values: Values) -> Values:
    """The offer begins as what is asked for; staff changes it to make a counter-offer."""
    offer = [
        {**{name: row[name] for name in ("product", "quantity", "list_price")}, "authorised": row["requested"]} for row in request.lines
    ]
    due = _today() + timedelta(days=settings()["due_days"])
    return {"submitted_at": clock.now(), "due_on": due, "offer": offer, "granted": [], "agreed": [], "reason": None}


def withdrawn(request: Any, values: Values) -> Values:
    return {"submitted_at": None, "due_on": None, "offer": [], "granted": [], "agreed": []}


def is_asked_to_agree(request: Any) -> str | None:
    """Return why not, unless the actor's level has to agree before the one that grants, and has not yet."""
    before, _after = _needed(request)
    return None if set(prices.missing(before, _roles(request))) & set(current_scope().actor.roles) else NOT_ASKED


def may_agree(request: Any, values: Values) -> None:
    _other_person(request)


def agreed(request: Any, values: Values) -> Values:
    before, _after = _needed(request)
    actor = current_scope().actor
    role = next(role for role in prices.missing(before, _roles(request)) if role in actor.roles)
    return {"agreed": [*request.agreed, [role, str(actor.user_id)]]}


def is_as_asked(request: Any, values: Values) -> None:
    """Raise Conflict when the offer is not what was asked for: that takes the partner's consent."""
    if not _same(request):
        raise Conflict(_("The offer differs from the request: make a counter-offer."), code="differs")
    _may_grant(request)


def is_different(request: Any, values: Values) -> None:
    if _same(request):
        raise Conflict(_("The offer is what was asked for: approve it, or change “Our offer” under “Edit” first."), code="same")
    _may_grant(request)


def approved(request: Any, values: Values) -> Values:
    return {"granted": request.offer, "reason": None, **_in_force(request.offer, request)}


def countered(request: Any, values: Values) -> Values:
    return {"granted": request.offer, "reason": values["reason"], "due_on": None}


def may_be_accepted(request: Any, values: Values) -> None:
    """Raise Conflict when the deal is not protected any more; what is offered may lie above what may be asked for."""
    _is_protected(request)


def accepted(request: Any, values: Values) -> Values:
    return _in_force(request.granted, request)


def refused(request: Any, values: Values) -> Values:
    return {"decided_at": clock.now(), "granted": [], "reason": values.get("reason"), "due_on": None}


def told(request: Any, values: Values) -> Values:
    return {"reason": values["reason"]}


def is_used(request: Any) -> str | None:
    return None if 0 < request.used < request.quantity else NOTHING_USED


def has_some_left(request: Any) -> str | None:
    return None if request.used < request.quantity else NOTHING_LEFT


def is_used_up(request: Any) -> str | None:
    return None if request.quantity and request.used >= request.quantity else NOT_ALL_USED


def ends(request: Any) -> datetime | None:
    """The moment the price ends: with the protection; None while that stands still, as in a conflict."""
    if request.valid_until is None or deal_of(request).frozen_on is not None:
        return None
    return clock.midnight(request.valid_until, current_scope().program.zone)


def deal_of(request: Any) -> Any:
    return records.get(DEAL, request.deal_id)


def check_lines(request: Any) -> None:
    """Raise Unprocessable when a price lies above the list price; keep the discount that is asked for."""
    for field, price in (("lines", "requested"), ("offer", "authorised")):
        for place, line in enumerate(prices.asked(getattr(request, field) or [], price)):
            if line.price > line.list_price:
                message = _("This is more than the list price.")
                raise Unprocessable(message, errors=[{"pointer": f"/{field}/{place}/{price}", "code": "above-list", "message": message}])
    lines = prices.asked(request.lines)
    request.discount, request.percent = prices.total_off(lines), prices.readable(prices.largest(lines))


def limits() -> Sequence[prices.Level]:
    return [prices.Level(row["role"], row["percent"], row["amount"]) for row in settings()["limits"]]


def offered(request: Any) -> list[prices.Line]:
    return prices.asked(request.offer, "authorised")


def _needed(request: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return prices.needed(limits(), offered(request), settings()["approvals"])


def _may_grant(request: Any) -> None:
    """Raise Denied when the discount lies above the actor's limit, Conflict when others have to agree first."""
    before, after = _needed(request)
    if not after:
        raise Conflict(_("This is more than anybody may grant. Change the offer, or the limits."), code="above-all-limits")
    if not set(after) & set(current_scope().actor.roles):
        raise Denied(_("This is above your limit. It can be granted by: %(roles)s.", roles=_named(after)), code="above-limit")
    if waiting := prices.missing(before, _roles(request)):
        raise Conflict(_("These have to agree first: %(roles)s.", roles=_named(waiting)), code="not-agreed")
    _other_person(request)


def _other_person(request: Any) -> None:
    """Raise Denied for who entered the request, priced it last or has agreed to it: each agreement is another person's."""
    actor = current_scope().actor
    if actor.user_id == request.priced_by:
        raise Denied(_("You were the last to change these prices, so another person has to decide."), code="four-eyes")
    if actor.user_id == request.created_by or str(actor.user_id) in [user for _role, user in request.agreed]:
        raise Denied(_("You entered this or have agreed to it, so another person has to decide."), code="four-eyes")


def _in_force(rows: Any, request: Any) -> Values:
    quantity = sum(int(row["quantity"]) for row in rows)
    return {"decided_at": clock.now(), "due_on": None, "valid_until": deal_of(request).protected_until, "quantity": quantity}


def _same(request: Any) -> bool:
    return prices.asked(request.lines) == offered(request)


def _roles(request: Any) -> list[str]:
    return [role for role, _user in request.agreed]


def _named(roles: Sequence[str]) -> str:
    labels = current_scope().program.role_labels
    return ", ".join(_(labels.get(role, role)) for role in roles)


def _today() -> date:
    return clock.today(current_scope().program.zone)
