"""What products, families, lists, contracts, promotions, authorisations and allocations hold."""

from decimal import Decimal
from typing import Any

from hansa import N_, EntitySchema, fields
from plugins.catalog.words import CURRENCIES, EFFECTS, LANGUAGES, PARTNER_KINDS, PROMOTIONS, SHELF, STATUS

SYSTEM = {"editable": "system"}
STAFF = {"visible": "staff", "editable": "staff"}
LEAST, MOST = Decimal("0.0001"), Decimal("999999999")
BUYER = "catalog.buyer"
WHO, WHAT, WHEN, GIVES = N_("For whom"), N_("For what"), N_("When"), N_("What it gives")
UNTIL = N_("The first day on which it no longer holds.")
WORDS = N_("Several are separated by commas; empty means all.")


def _quantity(label: str, order: int, **options: Any) -> Any:
    return fields.Decimal(min=LEAST, max=MOST, label=label, order=order, **options)


def _currency(order: int, **options: Any) -> Any:
    return fields.Choice(choices=[(code, code) for code in CURRENCIES], label=N_("Currency"), order=order, **options)


class NoFields(EntitySchema):
    """Kept by the portal itself."""


class TextRow(EntitySchema):
    """A text in a further language."""

    language = fields.Choice(choices=LANGUAGES, required=True, label=N_("Language"), order=1)
    text = fields.String(required=True, label=N_("Text"), order=2)


class PackRow(EntitySchema):
    """A further unit of a product: so many base units."""

    unit = fields.String(required=True, max_length=20, label=N_("Unit"), order=1)
    factor = _quantity(N_("Base units in it"), 2, required=True)
    barcode = fields.String(max_length=40, label=N_("Barcode"), order=3)


def _names(order: int, label: str = N_("In other languages"), **options: Any) -> Any:
    return fields.Lines(TextRow, max_rows=10, load_default=list, label=label, order=order, **options)


class FamilySchema(EntitySchema):
    code = fields.String(required=True, max_length=40, label=N_("Code"), help=N_("Rules name a family by it."), order=1)
    name = fields.String(required=True, label=N_("Name"), order=2)
    names = _names(3)
    parent_id = fields.Ref(to="catalog.family", label=N_("Below"), help=N_("Empty: it is a product line."), order=4)


class ProductSchema(EntitySchema):
    sku = fields.String(required=True, max_length=60, label=N_("SKU"), order=1)
    name = fields.String(required=True, label=N_("Name"), order=2)
    names = _names(3)
    description = fields.LongText(label=N_("Description"), order=4)
    family_id = fields.Ref(to="catalog.family", label=N_("Family"), order=5)
    brand = fields.String(max_length=80, label=N_("Brand"), order=6)
    image_id = fields.File(accept=(".png", ".jpg", ".webp"), label=N_("Picture"), order=7)
    unit = fields.String(load_default="pc", max_length=20, label=N_("Base unit"), group=N_("Units"), order=10)
    packs = fields.Lines(PackRow, max_rows=20, load_default=list, label=N_("Packs"), group=N_("Units"), order=11)
    moq = _quantity(N_("Least order quantity"), 12, group=N_("Units"), help=N_("In base units."))
    multiple = _quantity(N_("Ordered in multiples of"), 13, group=N_("Units"), help=N_("In base units."))
    tax_class = fields.String(max_length=40, label=N_("Tax class"), group=N_("Units"), order=14)
    status = fields.Choice(
        choices=[(key, look.label) for key, look in STATUS.items()], load_default="active", label=N_("Status"), cell="state",
        group=N_("On the shelf"), order=20, metadata={"states": STATUS},
    )  # fmt: skip
    on_shelf_from = fields.Date(label=N_("On the shelf from"), group=N_("On the shelf"), order=21)
    off_shelf_from = fields.Date(label=N_("Off the shelf from"), help=UNTIL, group=N_("On the shelf"), order=22)
    open_to_all = fields.Boolean(
        load_default=True, label=N_("Shown to partners that may not sell it"), group=N_("On the shelf"), order=23, metadata=STAFF,
        help=N_("With the reason. Otherwise only those that may sell it see it."),
    )  # fmt: skip
    replaced_by_id = fields.Ref(to="catalog.product", label=N_("Replaced by"), group=N_("On the shelf"), order=24)


class AudienceFields(EntitySchema):
    """Whom something is for."""

    kinds = fields.MultiChoice(choices=PARTNER_KINDS, load_default=list, label=N_("Kinds of partners"), group=WHO, order=50)
    tiers = fields.String(label=N_("Tiers"), help=WORDS, group=WHO, order=51)
    regions = fields.String(label=N_("Regions"), help=WORDS, group=WHO, order=52)
    countries = fields.String(label=N_("Countries"), help=WORDS, group=WHO, order=53)
    for_partner_id = fields.Ref(to="core.partner", label=N_("One partner only"), group=WHO, order=54)
    condition = fields.Rule(vocabulary=BUYER, label=N_("Further condition"), group=WHO, order=55)


class ScopeFields(EntitySchema):
    """What something is about."""

    product_id = fields.Ref(to="catalog.product", label=N_("Product"), group=WHAT, order=40)
    family_id = fields.Ref(to="catalog.family", label=N_("Family and what is below it"), group=WHAT, order=41)
    brand = fields.String(max_length=80, label=N_("Brand"), group=WHAT, order=42)


class ShelfFields(EntitySchema):
    """Where something is on its way to the shelf."""

    state = fields.Choice(
        choices=[(key, look.label) for key, look in SHELF.items()], label=N_("State"), cell="state", order=0,
        metadata={**SYSTEM, "states": SHELF, "state": True},
    )  # fmt: skip
    shelf_at = fields.DateTime(label=N_("On the shelf since"), order=90, metadata={**SYSTEM, "figure": True})
    ended_at = fields.DateTime(label=N_("Withdrawn at"), order=91, metadata=SYSTEM)


class PriceListSchema(AudienceFields, ShelfFields):
    code = fields.String(
        required=True, max_length=40, label=N_("Code"), order=1, help=N_("A list of the same code is the next edition of it.")
    )
    key = fields.String(label=N_("List"), order=2, metadata=SYSTEM)
    edition = fields.Integer(label=N_("Edition"), order=3, metadata={**SYSTEM, "figure": True})
    label = fields.String(required=True, label=N_("Title"), order=4)
    currency = _currency(5, required=True)
    rank = fields.Integer(
        min=0, max=1000, load_default=10, label=N_("Rank"), order=6, help=N_("Where several lists hold a product, the highest counts.")
    )
    starts_at = fields.DateTime(label=N_("On the shelf from"), group=WHEN, order=20, help=N_("Empty: at once when it is published."))
    valid_until = fields.Date(label=N_("Ends on"), help=UNTIL, group=WHEN, order=21)
    note = fields.LongText(label=N_("What is new"), group=WHEN, order=22, help=N_("Said to the partners when it is published."))


class PriceFields(EntitySchema):
    """A price of a product in one of its units."""

    product_id = fields.Ref(to="catalog.product", required=True, label=N_("Product"), order=2)
    unit = fields.String(max_length=20, label=N_("Unit"), help=N_("Empty: the base unit of the product."), order=3)
    amount = fields.Decimal(required=True, min=0, max=MOST, label=N_("Price"), order=4)
    from_quantity = fields.Decimal(
        min=0, max=MOST, load_default=Decimal(0), label=N_("From quantity"), order=5, help=N_("Of this unit; the quantity itself belongs to it. 0: any.")
    )  # fmt: skip
    valid_from = fields.Date(label=N_("Valid from"), order=6)
    valid_until = fields.Date(label=N_("Ends on"), help=UNTIL, order=7)


class PriceSchema(PriceFields):
    list_id = fields.Ref(to="catalog.price_list", required=True, label=N_("Price list"), order=1)
    ended_at = fields.DateTime(label=N_("Taken off at"), order=8, metadata=SYSTEM)


class DealerListSchema(EntitySchema):
    code = fields.String(required=True, max_length=40, label=N_("Code"), order=1)
    label = fields.String(required=True, label=N_("Title"), order=2)
    currency = _currency(3, required=True)
    dealer_id = fields.Ref(to="core.partner", label=N_("For"), help=N_("Empty: for all who buy from you."), order=4)
    rank = fields.Integer(
        min=0, max=1000, load_default=10, label=N_("Rank"), order=5, help=N_("Where several lists hold a product, the highest counts.")
    )
    valid_from = fields.Date(label=N_("Valid from"), order=6)
    valid_until = fields.Date(label=N_("Ends on"), help=UNTIL, order=7)


class DealerPriceSchema(PriceFields):
    list_id = fields.Ref(to="catalog.dealer_list", required=True, label=N_("List"), order=1)
    note = fields.String(label=N_("Note"), order=8)


class ContractSchema(PriceFields):
    reference = fields.String(required=True, max_length=60, label=N_("Contract"), order=1)
    currency = _currency(8, required=True)


class PromotionSchema(AudienceFields, ScopeFields, ShelfFields):
    code = fields.String(required=True, max_length=40, label=N_("Code"), order=1)
    label = fields.String(required=True, label=N_("Title"), order=2)
    names = _names(3)
    valid_from = fields.Date(required=True, label=N_("Begins on"), group=WHEN, order=10)
    valid_until = fields.Date(required=True, label=N_("Ends on"), help=UNTIL, group=WHEN, order=11)
    kind = fields.Choice(choices=PROMOTIONS, load_default="percent", label=N_("Kind"), group=GIVES, order=20)
    percent = fields.Percent(label=N_("Percent"), group=GIVES, order=21)
    amount = fields.Decimal(min=0, max=MOST, label=N_("Amount for a base unit"), group=GIVES, order=22)
    currency = _currency(23, group=GIVES)
    buy = _quantity(N_("For every so many"), 24, group=GIVES, help=N_("Base units that are bought."))
    free = _quantity(N_("so many are free"), 25, group=GIVES)
    free_product_id = fields.Ref(to="catalog.product", label=N_("Free product"), help=N_("Empty: the same product."), group=GIVES, order=26)
    least = _quantity(N_("From quantity"), 27, group=GIVES, help=N_("Of a line, in base units."))
    stack_group = fields.String(
        max_length=40, label=N_("Group"), group=N_("Together with others"), order=30, help=N_("Of a group only the best counts.")
    )
    exclusive = fields.Boolean(load_default=False, label=N_("Not together with others"), group=N_("Together with others"), order=31)
    rank = fields.Integer(min=0, max=1000, load_default=10, label=N_("Place in the order"), group=N_("Together with others"), order=32)
    budget = fields.Decimal(min=0, max=MOST, label=N_("Budget"), group=N_("Together with others"), order=33)
    spent = fields.Decimal(label=N_("Spent of it"), group=N_("Together with others"), order=34, metadata=SYSTEM)


class QuestionRow(EntitySchema):
    """A question about a notice, with answers to choose from."""

    question = fields.String(required=True, max_length=300, label=N_("Question"), order=1)
    answers = fields.String(required=True, max_length=500, label=N_("Answers to choose from"), help=N_("Separated by semicolons."), order=2)
    right = fields.String(required=True, max_length=500, label=N_("The right one"), help=N_("Word for word as among the answers."), order=3)


class NoticeSchema(AudienceFields, ShelfFields):
    title = fields.String(required=True, max_length=200, label=N_("Title"), order=1)
    text = fields.LongText(required=True, label=N_("What partners read"), order=2)
    must_read = fields.Boolean(
        load_default=False, label=N_("Has to be acknowledged"), order=3, help=N_("Where the settings of orders say so, orders wait for it.")
    )
    questions = fields.Lines(
        QuestionRow, max_rows=10, load_default=list, label=N_("Questions"), order=4, help=N_("It counts as read once all answers are right.")
    )


class AuthorisationSchema(AudienceFields, ScopeFields):
    code = fields.String(required=True, max_length=40, label=N_("Code"), order=1)
    effect = fields.Choice(
        choices=EFFECTS, load_default="allow", label=N_("Effect"), order=2,
        help=N_("Where something is allowed to some, the others may not sell it. What is forbidden stays so."),
    )  # fmt: skip
    message = fields.String(max_length=300, label=N_("Reason"), order=3, help=N_("Read by those who may not sell it."))
    messages = _names(4, N_("The reason in other languages"))
    certificate = fields.String(max_length=80, label=N_("Certificate"), group=WHO, order=56)
    certified = fields.Integer(min=1, max=1000, load_default=1, label=N_("People who hold it"), group=WHO, order=57)
    valid_from = fields.Date(label=N_("Valid from"), group=WHEN, order=60)
    valid_until = fields.Date(label=N_("Ends on"), help=UNTIL, group=WHEN, order=61)


class AllocationSchema(EntitySchema):
    product_id = fields.Ref(to="catalog.product", required=True, label=N_("Product"), order=1)
    valid_from = fields.Date(required=True, label=N_("From"), order=2)
    valid_until = fields.Date(required=True, label=N_("Ends on"), help=UNTIL, order=3)
    quantity = _quantity(N_("Quantity in all"), 4, required=True)
    each = _quantity(N_("At most for one partner"), 5)
    for_partner_id = fields.Ref(to="core.partner", label=N_("One partner only"), group=WHO, order=10)
    kinds = fields.MultiChoice(choices=PARTNER_KINDS, load_default=list, label=N_("Kinds of partners"), group=WHO, order=11)
    tiers = fields.String(label=N_("Tiers"), help=WORDS, group=WHO, order=12)
    note = fields.String(label=N_("Note"), order=13)
    used = fields.Decimal(label=N_("Used"), order=14, metadata={**SYSTEM, "figure": True})
