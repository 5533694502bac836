"""A request before the policy of its fund: facts gathered, the decision stored or only tried."""

from datetime import datetime
from typing import Any

from hansa import Conflict, _, clock, current_scope, entity_of, typed_list
from plugins.mdf.money import layers
from plugins.mdf.policy import funds, reading
from plugins.mdf.requests.figures import plans
from plugins.policies.api import Compiled, Outcome, Reason, plain


def facts(request: Any, policy: Compiled, moment: datetime) -> dict[str, Any]:
    """Return what the rules of a fund read of a request."""
    day = clock.today(current_scope().program.zone)
    found, outside = plans(request), typed_list(policy["not_counting"])
    rows = [
        {"kind": one.kind, "asked": one.asked, "cost": one.cost, "eligible": one.eligible(outside), "starts_on": one.starts_on, "ends_on": one.ends_on}
        for one in found
    ]  # fmt: skip
    return {
        "step": "request", "today": day, "submitted_on": day, "asked": sum((one.asked for one in found), layers.NOTHING),
        "cost": sum((one.cost for one in found), layers.NOTHING), "available": layers.available(request.partner_id, request.fund),
        "activities": rows, **reading.of_partners(policy, [request.partner_id], day)[request.partner_id],
    }  # fmt: skip


def judged(request: Any, *, store: bool = False) -> Outcome:
    """Return what the fund says of a request now."""
    moment = clock.now()
    known = facts(request, funds.document(request.fund, moment), moment)
    kept = {"entity": entity_of("mdf.request"), "record": request, "partner_id": request.partner_id} if store else {}
    found: Outcome = funds.ask(request.fund, known, moment, **kept)
    return found


def told(reason: Reason) -> str:
    """Return a reason in the reader's words, its figures as plain numbers."""
    return _(reason.message, **plain(reason.params))


def must_fit(outcome: Outcome) -> None:
    """Raise Conflict (code `policy`) with all that stands against a request."""
    if outcome.result == "refuse":
        raise Conflict(" ".join(told(one) for one in outcome.reasons if one.kind == "block"), code="policy")


def approvers(request: Any) -> tuple[tuple[str, ...], str] | None:
    """Return the roles that agree to a request and how, as its policy says; None for whoever may approve."""
    found = request.approvers or {}
    return (tuple(found["roles"]), found["mode"]) if found.get("roles") else None
