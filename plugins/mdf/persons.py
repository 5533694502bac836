"""Personal data in market funds: what a partner wrote."""

from hansa import personal
from plugins.mdf.models import Activity, Allocation, Claim, Extension, Request

PLAN = ("title", "purpose", "industry", "goals", "region", "activities", "costs", "grants", "alike", "reason", "custom")
DONE = ("title", "venue", "region", "outcome", "position", "doubts", "reason", "custom")
ASKED = ("title", "receipts", "note", "doubts", "payment_ref", "reason", "custom")


def held(subject: personal.Subject) -> list[personal.Held]:
    """Return nothing beyond the records: plans, activities and claims are given out field by field."""
    return []


def erase(subject: personal.Subject) -> None:
    """Empty what a partner wrote. Amounts, days and kinds stay, as books do; marks of proof name nobody."""
    if not subject.partner_id:
        return
    for model, columns in (
        (Request, PLAN), (Activity, DONE), (Claim, ASKED), (Extension, ("why", "reason", "custom")), (Allocation, ("title", "custom")),
    ):  # fmt: skip
        personal.blank(model, columns, model.partner_id == subject.partner_id)
