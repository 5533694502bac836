"""Personal data in prices that were agreed with a partner."""

from hansa import personal
from plugins.catalog.models import Contract, DealerList, DealerPrice, Receipt


def held(subject: personal.Subject) -> list[personal.Held]:
    """Return nothing beyond the records: lists, prices and contracts of a partner are given out field by field."""
    return []


def erase(subject: personal.Subject) -> None:
    """Empty what was written beside a partner's prices. The prices stay: orders were taken at them."""
    personal.reword(Receipt, "person", dict(subject.pseudonyms))
    if subject.partner_id:
        personal.blank(DealerList, ("code", "label", "custom"), DealerList.partner_id == subject.partner_id)
        personal.blank(DealerPrice, ("note",), DealerPrice.partner_id == subject.partner_id)
        personal.blank(Contract, ("reference", "custom"), Contract.partner_id == subject.partner_id)
