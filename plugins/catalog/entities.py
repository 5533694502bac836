"""Products and families are read by all partners; lists and rules are the vendor's; contracts and own lists belong to one partner."""

from collections.abc import Mapping
from typing import Any

from hansa import N_, Entity, SavedView
from plugins.catalog import saving
from plugins.catalog.models import (
    Allocation,
    AllocationUse,
    Authorisation,
    Contract,
    DealerList,
    DealerPrice,
    Family,
    Notice,
    Price,
    PriceList,
    Product,
    Promotion,
    Receipt,
)
from plugins.catalog.schemas import (
    AllocationSchema,
    AuthorisationSchema,
    ContractSchema,
    DealerListSchema,
    DealerPriceSchema,
    FamilySchema,
    NoFields,
    NoticeSchema,
    PriceListSchema,
    PriceSchema,
    ProductSchema,
    PromotionSchema,
)
from plugins.catalog.shelf.conflicts import list_may_go, promotion_may_go
from plugins.catalog.workflow import shelf


def _state(key: str) -> tuple[tuple[str, str], ...]:
    return (("f.state.in", key),)


SHELVES = (SavedView("published", N_("On the shelf"), _state("published")), SavedView("draft", N_("Drafts"), _state("draft")))
AUTHORISED = N_("Authorisation rule")

FAMILY = Entity(
    "family", N_("Family"), Family, FamilySchema, plural=N_("Families"), audience="program", title="name", icon="hierarchy", menu=None,
    list_columns=("name", "code", "parent_id"), search=("code", "name"), sort="name", before_save=saving.family, after_save=saving.families,
    create_label=N_("Add a family"),
)  # fmt: skip
PRODUCT = Entity(
    "product", N_("Product"), Product, ProductSchema, plural=N_("Products"), audience="program", title="name", icon="package", menu=None,
    list_columns=("sku", "name", "family_id", "brand", "unit", "status", "on_shelf_from"), search=("sku", "name", "brand", "words"),
    sort="name", before_save=saving.product, create_label=N_("Add a product"),
    views=(SavedView("sold", N_("Available"), (("f.status.in", "active"), ("f.status.in", "phase_out"))),),
)  # fmt: skip
PRICE_LIST = Entity(
    "price_list", N_("Price list"), PriceList, PriceListSchema, plural=N_("Price lists"), title="key", icon="file-invoice", menu=None,
    list_columns=("key", "label", "currency", "rank", "state", "shelf_at", "valid_until"), search=("key", "label"), sort="-shelf_at",
    workflow=shelf(list_may_go, ("valid_until", "note", "label")), before_save=saving.price_list, create_label=N_("New price list"), views=SHELVES,
)  # fmt: skip
PRICE = Entity(
    "price", N_("Price"), Price, PriceSchema, plural=N_("Prices"), title="id", icon="coins", menu=None, searchable=False, sort="-id",
    list_columns=("list_id", "product_id", "unit", "amount", "from_quantity", "valid_from", "valid_until", "ended_at"),
    before_save=saving.price, create_label=N_("Add a price"),
)  # fmt: skip
DEALER_LIST = Entity(
    "dealer_list", N_("Own price list"), DealerList, DealerListSchema, plural=N_("Own price lists"), audience="owner", title="label",
    icon="file-invoice", menu=None, list_columns=("label", "code", "currency", "dealer_id", "rank", "valid_from", "valid_until"),
    search=("label", "code"), before_save=saving.dates, create_label=N_("New own price list"), private=True,
)  # fmt: skip
DEALER_PRICE = Entity(
    "dealer_price", N_("Own price"), DealerPrice, DealerPriceSchema, plural=N_("Own prices"), audience="owner", title="id", icon="coins",
    menu=None, searchable=False, before_save=saving.dates, create_label=N_("Add an own price"), private=True,
    list_columns=("list_id", "product_id", "unit", "amount", "from_quantity", "valid_from", "valid_until", "note"),
)  # fmt: skip
CONTRACT = Entity(
    "contract", N_("Contract price"), Contract, ContractSchema, plural=N_("Contract prices"), audience="owner", title="reference",
    icon="signature", menu=None, search=("reference",), before_save=saving.dates, create_label=N_("Add a contract price"),
    list_columns=("reference", "partner_id", "product_id", "unit", "amount", "currency", "from_quantity", "valid_from", "valid_until"),
)  # fmt: skip
PROMOTION = Entity(
    "promotion", N_("Promotion"), Promotion, PromotionSchema, plural=N_("Promotions"), title="label", icon="discount", menu=None,
    list_columns=("code", "label", "kind", "percent", "state", "valid_from", "valid_until", "spent"), search=("code", "label"),
    workflow=shelf(promotion_may_go, ("label", "names", "budget", "valid_until")), before_save=saving.promotion, sort="-valid_from",
    create_label=N_("New promotion"), views=SHELVES,
)  # fmt: skip
AUTHORISATION = Entity(
    "authorisation", AUTHORISED, Authorisation, AuthorisationSchema, plural=N_("Authorisation"), title="code", icon="shield-check", menu=None,
    list_columns=("code", "effect", "family_id", "product_id", "brand", "kinds", "tiers", "certificate", "valid_until"),
    search=("code", "message"), sort="code", before_save=saving.dates, after_save=saving.authorisations, create_label=N_("Add a rule"),
)  # fmt: skip
ALLOCATION = Entity(
    "allocation", N_("Allocation"), Allocation, AllocationSchema, plural=N_("Allocations"), title="note", icon="chart-pie", menu=None,
    list_columns=("product_id", "valid_from", "valid_until", "for_partner_id", "kinds", "tiers", "quantity", "each", "used"),
    search=("note",), sort="-valid_from", before_save=saving.dates, create_label=N_("Allocate"),
)  # fmt: skip
NOTICE = Entity(
    "notice", N_("Notice"), Notice, NoticeSchema, plural=N_("Notices"), title="title", icon="news", menu=None,
    list_columns=("title", "must_read", "state", "shelf_at"), search=("title", "text"), sort="-shelf_at",
    workflow=shelf(lambda notice, values: None, ("text",)), before_save=saving.notice, create_label=N_("Write a notice"), views=SHELVES,
)  # fmt: skip
HIDDEN: Mapping[str, Any] = {"pages": False, "api": False, "searchable": False, "audited": False}
USE = Entity("allocation_use", N_("Use of an allocation"), AllocationUse, NoFields, audience="owner", **HIDDEN)
RECEIPT = Entity("receipt", N_("Receipt of a notice"), Receipt, NoFields, audience="owner", **{**HIDDEN, "audited": True})
ENTITIES = [
    FAMILY, PRODUCT, PRICE_LIST, PRICE, DEALER_LIST, DEALER_PRICE, CONTRACT, PROMOTION, AUTHORISATION, ALLOCATION, NOTICE, USE,
    RECEIPT,
]  # fmt: skip
