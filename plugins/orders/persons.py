"""Personal data in orders: where goods went, what was written, whom partners sold to."""

import sqlalchemy as sa

from hansa import personal
from plugins.orders.models import (
    DealerCredit,
    GoodsReturn,
    Line,
    Order,
    PartnerStock,
    Quote,
    Resale,
    Reservation,
    SellOut,
    Shipment,
    TaxExemption,
)

WRITTEN = ("reference", "ship_to", "note", "reason", "wanted", "unread", "custom")
FACTS = ("source", "invoice_no", "order_no", "corrects", "sku", "product_line", "customer", "project", "subscription", "region", "custom")


def held(subject: personal.Subject) -> list[personal.Held]:
    """Return nothing beyond the records: orders and all that follows from them are given out field by field."""
    return []


def erase(subject: personal.Subject) -> None:
    """Forget who placed an order for somebody; empty what a partner wrote. Quantities, amounts and days stay, as books do."""
    personal.reword(Order, "on_behalf", dict(subject.pseudonyms))
    if not subject.partner_id:
        return
    personal.blank(Order, WRITTEN, Order.partner_id == subject.partner_id)
    personal.blank(Order, ("seller_name",), Order.chosen_id == subject.partner_id)
    personal.blank(Shipment, ("carrier", "tracking", "custom"), Shipment.partner_id == subject.partner_id)
    personal.blank(GoodsReturn, ("why", "reason", "rows", "custom"), GoodsReturn.partner_id == subject.partner_id)
    for model in (Line, Resale):
        personal.blank(model, FACTS, model.partner_id == subject.partner_id, source_id=sa.cast(model.id, sa.String()))
    sold = ("customer", "serial", "product_line", "unit", "custom")
    personal.blank(SellOut, sold, SellOut.partner_id == subject.partner_id, source_id=sa.cast(SellOut.id, sa.String()))
    personal.blank(PartnerStock, ("custom",), PartnerStock.partner_id == subject.partner_id, place=sa.cast(PartnerStock.id, sa.String()))
    exempt = ("certificate", "document_id", "custom")
    personal.blank(TaxExemption, exempt, TaxExemption.partner_id == subject.partner_id)
    quoted = ("customer", "attention", "rows", "note", "deal_title", "reason", "customer_email", "answered_by", "answer_note", "custom")
    personal.blank(Quote, quoted, Quote.partner_id == subject.partner_id)
    personal.blank(Reservation, ("deal_title", "custom"), Reservation.partner_id == subject.partner_id)
    personal.blank(DealerCredit, ("note", "custom"), DealerCredit.partner_id == subject.partner_id)
