"""A stopped clock: while a conflict is open a protection neither ends nor grows, and gets its days back. And handing a deal over."""

import uuid
from datetime import date
from typing import Any

from hansa import clock, current_scope, perform, records, renew_timers
from plugins.deals.entities import DEAL
from plugins.deals.registration.deciding import consequences, rule_on
from plugins.deals.states import IN_CHECK, PROTECTED

KEPT = (
    "title", "customer_name", "customer_country", "customer_domain", "customer_registration_no", "contact_name", "contact_email",
    "amount", "close_date", "need", "lines",
)  # fmt: skip
"""What a successor takes over; what was said and decided stays with the deal that ended."""


def freeze(deal: Any) -> None:
    """Stop the clock of a protection: it does not expire, nobody is reminded, it is not extended. Nothing happens to others."""
    if deal.state in PROTECTED and deal.frozen_on is None:
        records.apply(DEAL, deal, {"frozen_on": _today()})
        renew_timers(DEAL, deal)


def thaw(deal: Any) -> None:
    """Let the clock run again; the days it stood still are added to the protection."""
    if deal.frozen_on is None:
        return
    until = deal.protected_until + (_today() - deal.frozen_on) if deal.state in PROTECTED else deal.protected_until
    records.apply(DEAL, deal, {"frozen_on": None, "protected_until": until})
    renew_timers(DEAL, deal)


def hand_over(deal: Any, partner_id: uuid.UUID, own: Any | None = None) -> Any:
    """End a deal and let another partner go on with it, under what is left of its protection; return the successor.

    `own`: the new owner's registration for the same, which then becomes the successor. Without it the successor is a new deal
    with the customer and the project of the old one. The policy says what it gives; whoever handed it over made it the first.
    """
    state, window = deal.state, {"protected_from": deal.protected_from, "protected_until": deal.protected_until}
    if own is None:
        raw = {name: value for name, value in records.dump(DEAL, deal).items() if name in KEPT}
        own = records.create(DEAL, raw, partner_id=partner_id, submitted_at=clock.now())
    records.apply(DEAL, deal, {"successor_id": own.id})
    perform(DEAL, deal, "hand_over")
    if state in PROTECTED and own.state in ("draft", *IN_CHECK):
        decided = {"decided_at": clock.now(), "answer": None, "asked_fields": [], "answer_by": None, "reason": None}
        given = {**consequences(own, rule_on(own, "approve")), "place": 1, "waits": False}
        records.apply(DEAL, own, {**given, **decided, "state": "approved", **window})
        renew_timers(DEAL, own)
    return own


def _today() -> date:
    return clock.today(current_scope().program.zone)
