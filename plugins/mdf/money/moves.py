"""What the transitions of budgets and allocations check and set."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from hansa import N_, Conflict, Denied, Unprocessable, _, clock, current_scope, entity_of, records
from plugins.mdf.money import accounts, flowing, spending
from plugins.mdf.policy import funds

Values = Mapping[str, Any]
FOUR_EYES = N_("You entered this, so another person has to agree.")
NOT_ACTIVE = N_("The budget is not active.")


def other_person(record: Any, values: Values) -> None:
    """Raise Denied for who entered it."""
    actor = current_scope().actor
    if actor.user_id is not None and actor.user_id == record.created_by:
        raise Denied(_(FOUR_EYES), code="four-eyes")


def wrong(pointer: str, code: str, message: str) -> Unprocessable:
    """Return a refusal at a field."""
    return Unprocessable(message, errors=[{"pointer": pointer, "code": code, "message": message}])


def _in_currency(record: Any, default: str) -> None:
    """Keep a currency there is; raises Unprocessable for what is none."""
    record.currency = (record.currency or default).upper()
    try:
        accounts.source(record.currency)
    except Unprocessable as error:
        raise wrong("/currency", "currency", error.message) from None


def budget_saved(budget: Any, changes: Values, is_new: bool) -> None:
    """Refuse days that end before they begin, a budget out of itself, and what is no currency."""
    if is_new or "currency" in changes:
        _in_currency(budget, current_scope().program.currency)
    if budget.ends < budget.starts:
        raise wrong("/ends", "backwards", _("The last day comes before the first."))
    if budget.parent_id is not None and budget.parent_id == budget.id:
        raise wrong("/parent_id", "itself", _("A budget cannot be taken from itself."))


def activated(budget: Any, values: Values) -> Values:
    flowing.set_aside(budget, budget.amount, "set")
    return {}


def raised(budget: Any, values: Values) -> Values:
    total: Decimal = budget.amount + values["by"]
    flowing.set_aside(budget, values["by"], f"raised:{budget.version}")
    return {"amount": total}


def closed(budget: Any, values: Values) -> Values:
    flowing.give_back(budget)
    return {}


def layer_saved(layer: Any, changes: Values, is_new: bool) -> None:
    """A layer names a fund and a currency there is; a granted one ends with its budget and is in its currency unless told otherwise."""
    layer.fund, layer.currency = layer.fund or "", layer.currency or ""  # looking anything up writes what waits, never without these
    if is_new or "fund" in changes:
        layer.fund = funds.named(layer.fund)
    if layer.last_day is not None and layer.last_day < layer.starts:
        raise wrong("/last_day", "backwards", _("The last day comes before the first."))
    budget = records.get(entity_of("mdf.budget"), layer.budget_id) if is_new and layer.budget_id is not None else None
    if budget is not None and layer.origin == "granted":
        if budget.fund and budget.fund != layer.fund:
            raise wrong("/budget_id", "other-fund", _("This budget is for another fund."))
        layer.last_day = layer.last_day or budget.ends
    if is_new or "currency" in changes:
        _in_currency(layer, budget.currency if budget is not None else current_scope().program.currency)


def may_allocate(layer: Any, values: Values) -> None:
    """Raise Denied for who proposed it, Conflict when its budget is not active."""
    other_person(layer, values)
    if layer.budget_id is not None and records.get(entity_of("mdf.budget"), layer.budget_id).state != "active":
        raise Conflict(_(NOT_ACTIVE), code="not-active")


def allocated(layer: Any, values: Values) -> Values:
    if layer.amount:
        flowing.allocate(layer, layer.amount, "allocated")
    return {}


def released(layer: Any, values: Values) -> Values:
    """What nobody plans with goes back; what is kept for plans stays until they come to an end."""
    flowing.release(layer, f"released:{layer.version}")
    return {}


def expired(layer: Any, values: Values) -> Values:
    """What is not paid goes back, also what plans keep: the money has a last day. Only claims that came by then are still decided."""
    spending.let_go_unclaimed(layer.id)
    flowing.release(layer, "expired")
    return {}


def announced(layer: Any, values: Values) -> Values:
    return {"announced_at": clock.now()}


def expiry(layer: Any) -> datetime | None:
    """Return the moment the money of a layer ends; None for one without a last day."""
    return funds.end_of(layer.last_day) if layer.last_day is not None else None
