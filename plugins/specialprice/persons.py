"""Personal data on special prices: what a partner wrote."""

from hansa import personal
from plugins.specialprice.models import Request, Use


def held(subject: personal.Subject) -> list[personal.Held]:
    """Return nothing beyond the records: requests and uses are given out field by field."""
    return []


def erase(subject: personal.Subject) -> None:
    """Empty what a partner wrote. Lines, prices and quantities stay."""
    if subject.partner_id:
        personal.blank(Request, ("title", "customer_name", "need", "reason", "custom"), Request.partner_id == subject.partner_id)
        personal.blank(Use, ("document",), Use.partner_id == subject.partner_id)
