"""What the transitions of a lead check and set. Who gets a copy follows in `offers`."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from hansa import N_, Conflict, _, clock, current_scope

Values = Mapping[str, Any]
UNCONFIRMED = N_("The legal basis is not confirmed, so the lead cannot go to a partner.")
WITHDRAWN = N_("The consent was withdrawn.")
EXPIRED = N_("The consent has expired on %(day)s.")


def consent_fault(lead: Any, today: date) -> str | None:
    """Return why a lead must not go to a partner; None when it may."""
    if lead.consent_withdrawn_at is not None:
        return _(WITHDRAWN)
    if lead.consent_basis is None or lead.consent_at is None:
        return _(UNCONFIRMED)
    if lead.consent_expires is not None and lead.consent_expires < today:
        return _(EXPIRED, day=lead.consent_expires)
    return None


def may_be_distributed(lead: Any, values: Values) -> None:
    """Raise Conflict without a legal basis that holds."""
    if fault := consent_fault(lead, _today()):
        raise Conflict(fault, code="no-consent")


def confirmed(lead: Any, values: Values) -> Values:
    return {**values, "consent_at": lead.consent_at or clock.now()}


def may_be_assigned(lead: Any, values: Values) -> None:
    may_be_distributed(lead, values)


def assigned(lead: Any, values: Values) -> Values:
    """By hand: the decision that was overridden stays with the plan, and why."""
    before = {"overridden": lead.plan["decision"]} if (lead.plan or {}).get("decision") else {}
    plan = {"end": "offer", "by": "hand", "to": [[str(values["partner_id"]), None]], "reason": values["reason"], **before}
    return {
        "plan": plan,
        "holder_id": values["partner_id"],
        "rounds": lead.rounds + 1,
        "rule": None,
        "routed_at": clock.now(),
        "queue_id": None,
    }


def recalled(lead: Any, values: Values) -> Values:
    return {"holder_id": None, "reason": values["reason"]}


def ended(lead: Any, values: Values) -> Values:
    return {**values, "closed_at": clock.now()}


def withdrawn(lead: Any, values: Values) -> Values:
    return {"consent_withdrawn_at": clock.now(), "closed_at": clock.now()}


def _today() -> date:
    return clock.today(current_scope().program.zone)
