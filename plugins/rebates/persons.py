"""Personal data in rebates: what partners wrote, who signed. Figures, days and fingerprints stay, as books do."""

from typing import Any

from hansa import personal
from plugins.rebates.engine.people import receiver
from plugins.rebates.expectations import Correction, Forecast
from plugins.rebates.models import (
    Adjustment,
    Claim,
    ClaimLine,
    Contract,
    Dispute,
    Enrolment,
    Payout,
    Signal,
    Statement,
    Stock,
    Target,
)

WRITTEN: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (Enrolment, ("accepted_by", "note", "custom")),
    (Target, ("note", "custom")),
    (Statement, ("title", "addressee", "confirmed_by", "reason", "custom")),
    (Payout, ("title", "receipt", "reason", "document", "custom")),
    (Correction, ("title", "reason", "said", "custom")),
    (Adjustment, ("title", "reason", "said", "custom")),
    (Dispute, ("why", "reason", "compared", "custom")),
    (Claim, ("title", "rows", "reason", "custom")),
    (ClaimLine, ("document",)),
    (Contract, ("customer", "reference", "custom")),
)


def held(subject: personal.Subject) -> list[personal.Held]:
    """Return what people were granted in person; all that partners have is given out field by field."""
    mine = _receivers(subject)
    if not mine:
        return []
    omit = {"content", "custom"}
    return [
        personal.read("rebates_personal_statements", Statement, Statement.receiver.in_(mine), omit=omit),
        personal.read("rebates_personal_payouts", Payout, Payout.receiver.in_(mine), omit={*omit, "hold_id"}),
        personal.read("rebates_personal_adjustments", Adjustment, Adjustment.receiver.in_(mine), omit={"custom"}),
        personal.read("rebates_personal_disputes", Dispute, Dispute.receiver.in_(mine), omit={"compared", "custom"}),
    ]


def _receivers(subject: personal.Subject) -> list[str]:
    return [receiver(membership) for membership in subject.memberships]


def erase(subject: personal.Subject) -> None:
    """Forget who signed; empty what a partner wrote and what was written about it."""
    personal.reword(Statement, "confirmed_by", dict(subject.pseudonyms))
    personal.reword(Enrolment, "accepted_by", dict(subject.pseudonyms))
    personal.reword(Forecast, "author", dict(subject.pseudonyms))
    if mine := _receivers(subject):
        personal.blank(Statement, ("addressee",), Statement.receiver.in_(mine))
        personal.blank(Payout, ("receipt", "reason"), Payout.receiver.in_(mine))
        personal.blank(Adjustment, ("reason", "said"), Adjustment.receiver.in_(mine))
        personal.blank(Dispute, ("why", "reason", "compared"), Dispute.receiver.in_(mine))
    if subject.partner_id:
        for model, columns in WRITTEN:
            personal.blank(model, columns, model.partner_id == subject.partner_id)
        personal.forget(Stock, Stock.partner_id == subject.partner_id)
        personal.blank(Signal, ("title", "reason"), Signal.about_id == subject.partner_id)
