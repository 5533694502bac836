"""Orders and what follows from them belong to the buyer and are read by the seller of their hop; nobody else reads them."""

from collections.abc import Mapping
from typing import Any

from hansa import N_, Entity, SavedView
from plugins.orders import guards, parties
from plugins.orders.models import (
    DealerCredit,
    GoodsReturn,
    Invoice,
    Item,
    Line,
    Order,
    PartnerStock,
    Quote,
    Resale,
    Reservation,
    SellOut,
    Shipment,
    TaxExemption,
    TaxRate,
    VendorStock,
)
from plugins.orders.paying import dealing
from plugins.orders.quoting import quotes
from plugins.orders.schemas import (
    DealerCreditSchema,
    InvoiceSchema,
    ItemSchema,
    LineSchema,
    OrderSchema,
    PartnerStockSchema,
    QuoteSchema,
    ReservationSchema,
    ReturnSchema,
    SellOutSchema,
    ShipmentSchema,
    TaxExemptionSchema,
    TaxRateSchema,
    VendorStockSchema,
)
from plugins.orders.states import OPEN, PLACED
from plugins.orders.workflow import QUOTING, RESERVING, RETURNING, WORKFLOW


def _in(*states: str) -> tuple[tuple[str, str], ...]:
    return tuple(("f.state.in", state) for state in states)


HOP: Mapping[str, Any] = {"audience": "owner", "also_visible_to": ("seller_id",), "kept_apart": parties.kept_apart}
FOLLOWS: Mapping[str, Any] = {**HOP, "before_save": guards.follows, "menu": None}

ORDER = Entity(
    "order", N_("Order"), Order, OrderSchema, plural=N_("Orders"), title="reference", number="O", icon="clipboard-list", menu=None,
    list_columns=("reference", "partner_id", "seller_name", "state", "placed_at", "promised_on", "amount"), search=("reference", "note"), sort="-id",
    money_total="amount", workflow=WORKFLOW, before_save=guards.order, create_label=N_("New order"), **HOP,
    views=(
        SavedView("open", N_("Open"), _in(*OPEN)),
        SavedView("confirm", N_("To confirm"), _in("submitted"), sort="id"),
        SavedView("ship", N_("To ship"), _in("confirmed", "part_shipped"), sort="id"),
        SavedView("invoice", N_("To invoice"), _in("shipped"), sort="id"),
        SavedView("placed", N_("All placed"), _in(*PLACED)),
        SavedView("carts", N_("Carts"), _in("draft", "asking")),
    ),
)  # fmt: skip
ITEM = Entity(
    "item", N_("Ordered item"), Item, ItemSchema, plural=N_("Ordered items"), title="name", icon="package", searchable=False, audited=False,
    list_columns=("order_id", "sku", "name", "quantity", "unit", "shipped", "invoiced", "amount"), **FOLLOWS,
)  # fmt: skip
SHIPMENT = Entity(
    "shipment", N_("Shipment"), Shipment, ShipmentSchema, plural=N_("Shipments"), title="number", icon="truck", search=("tracking",),
    list_columns=("number", "partner_id", "order_id", "shipped_on", "carrier", "tracking"), sort="-id", **FOLLOWS,
)  # fmt: skip
INVOICE = Entity(
    "invoice", N_("Invoice"), Invoice, InvoiceSchema, plural=N_("Invoices"), title="number", icon="file-invoice", money_total="amount",
    list_columns=("number", "partner_id", "order_id", "invoiced_on", "due_on", "amount"), sort="-id", **FOLLOWS,
)  # fmt: skip
RETURN = Entity(
    "return", N_("Return"), GoodsReturn, ReturnSchema, plural=N_("Returns"), title="number", number="R", icon="arrow-back-up", menu=None,
    list_columns=("number", "partner_id", "order_id", "state", "amount"), search=("why",), sort="-id", workflow=RETURNING,
    before_save=guards.goods_return, create_label=N_("Give goods back"), **HOP,
    views=(SavedView("open", N_("Open"), _in("asked", "accepted")),),
)  # fmt: skip
COLUMNS = ("source_id", "partner_id", "invoiced_on", "kind", "sku", "quantity", "amount", "customer")
FACTS: Mapping[str, Any] = {
    "title": "source_id",
    "icon": "receipt",
    "searchable": False,
    "audited": False,
    "money_total": "amount",
    "sort": "-invoiced_on",
}
LINE = Entity(
    "line", N_("Invoiced line"), Line, LineSchema, plural=N_("Invoiced lines"), menu=None, before_save=guards.line, create_label=N_("Add a line"),
    audience="owner", list_columns=COLUMNS, **FACTS,
)  # fmt: skip
RESALE = Entity(
    "resale", N_("Line of a distributor"), Resale, LineSchema, plural=N_("Lines of distributors"), list_columns=COLUMNS, private=True,
    **{**FOLLOWS, **FACTS, "before_save": guards.resale},
)  # fmt: skip
SELL_OUT = Entity(
    "sell_out", N_("Sale to a customer"), SellOut, SellOutSchema, plural=N_("Sell-out"), audience="owner", title="source_id", icon="building-store",
    menu=None, searchable=False, audited=False, sort="-sold_on", before_save=guards.sell_out, create_label=N_("Report a sale"),
    list_columns=("source_id", "partner_id", "sold_on", "product_id", "quantity", "amount", "customer"),
)  # fmt: skip
PARTNER_STOCK = Entity(
    "partner_stock", N_("Stock of a partner"), PartnerStock, PartnerStockSchema, plural=N_("Stock of partners"), audience="owner", title="id",
    icon="building-warehouse", menu=None, searchable=False, audited=False, sort="-counted_on", before_save=guards.counted, create_label=N_("Report stock"),
    list_columns=("product_id", "partner_id", "quantity", "counted_on", "place", "latest"),
    views=(SavedView("latest", N_("As it is now"), (("f.latest.eq", "1"),)),),
)  # fmt: skip
VENDOR_STOCK = Entity(
    "stock", N_("Stock"), VendorStock, VendorStockSchema, plural=N_("Our stock"), title="id", icon="building-warehouse", menu=None, searchable=False,
    audited=False, list_columns=("product_id", "quantity", "from_day", "place", "told_at"), before_save=guards.stock, create_label=N_("Say what is free"),
)  # fmt: skip
RESERVATION = Entity(
    "reservation", N_("Reservation"), Reservation, ReservationSchema, plural=N_("Reserved stock"), audience="owner", title="deal_title", icon="lock",
    menu=None, searchable=False, list_columns=("deal_title", "partner_id", "product_id", "quantity", "used", "until", "state"), sort="until",
    workflow=RESERVING, before_save=guards.reservation, views=(SavedView("held", N_("Reserved"), _in("held"), sort="until"),),
)  # fmt: skip
OF_TAX = ("tax_class", "country", "region", "valid_from", "valid_until")
TAX_RATE = Entity(
    "tax_rate", N_("Rate of tax"), TaxRate, TaxRateSchema, plural=N_("Rates of tax"), title="label", icon="receipt", menu=None, searchable=False,
    list_columns=("label", "percent", *OF_TAX), before_save=guards.dates, create_label=N_("Add a rate"), sort="label",
)  # fmt: skip
TAX_EXEMPTION = Entity(
    "tax_exemption", N_("Exemption from tax"), TaxExemption, TaxExemptionSchema, plural=N_("Exemptions from tax"), audience="owner", title="certificate",
    icon="certificate", menu=None, list_columns=("certificate", "partner_id", *OF_TAX), search=("certificate",), before_save=guards.dates,
    create_label=N_("Add an exemption"),
)  # fmt: skip
DEALER_CREDIT = Entity(
    "dealer_credit", N_("Credit of a buyer"), DealerCredit, DealerCreditSchema, plural=N_("Credit of our buyers"), audience="owner", title="id",
    also_visible_to=("buyer_id",), withheld={"buyer_id": ("note",)}, private=True, icon="credit-card", menu=None, searchable=False,
    list_columns=("buyer_id", "amount", "currency", "note"), before_save=dealing.check, create_label=N_("Set a limit"),
)  # fmt: skip
QUOTE = Entity(
    "quote", N_("Quote"), Quote, QuoteSchema, plural=N_("Quotes to customers"), audience="owner", private=True, title="customer", number="Q",
    icon="file-text", menu=None, list_columns=("number", "customer", "state", "valid_until", "amount", "deal_title"), search=("customer",), sort="-id",
    money_total="amount", workflow=QUOTING, before_save=quotes.filled, create_label=N_("New quote"),
    views=(SavedView("open", N_("Open"), _in("draft", "sent", "expired")), SavedView("customer", N_("With the customer"), _in("sent"), sort="valid_until")),
)  # fmt: skip
ENTITIES = [DEALER_CREDIT, ORDER, ITEM, SHIPMENT, INVOICE, RETURN, LINE, RESALE, SELL_OUT, PARTNER_STOCK, VENDOR_STOCK, RESERVATION, TAX_RATE, TAX_EXEMPTION, QUOTE]
