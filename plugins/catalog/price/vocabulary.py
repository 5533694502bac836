"""The facts a price policy may read: of the buyer, the product, the line, a price entered by hand."""

from collections.abc import Mapping

from hansa import N_, current_scope, rules
from plugins.catalog.words import PARTNER_KINDS
from plugins.policies.api import custom_vocabulary

OF_PRODUCT = rules.Facts(
    {
        "product.sku": rules.Fact(rules.TEXT, N_("SKU")),
        "product.family": rules.Fact(rules.TEXT, N_("Family (code)")),
        "product.families": rules.Fact(rules.TEXTS, N_("Family and all above it (codes)")),
        "product.line": rules.Fact(rules.TEXT, N_("Product line (code)")),
        "product.brand": rules.Fact(rules.TEXT, N_("Brand")),
        "product.tax_class": rules.Fact(rules.TEXT, N_("Tax class")),
        "product.status": rules.Fact(rules.TEXT, N_("Status")),
    }
)
OF_REGISTRATION = rules.Facts(
    {
        "registration.held": rules.Fact(rules.BOOL, N_("Bought for a registration that is protected")),
        "registration.named": rules.Fact(rules.BOOL, N_("The registration names the product, or none")),
        "registration.percent": rules.Fact(rules.NUMBER, N_("Percent the registration gives")),
        "registration.amount": rules.Fact(rules.NUMBER, N_("Amount the registration gives")),
        "registration.points": rules.Fact(rules.NUMBER, N_("Points the registration gives")),
        "registration.share": rules.Fact(rules.NUMBER, N_("Share the registration gives")),
        "registration.price_class": rules.Fact(rules.TEXT, N_("Price class the registration gives")),
    }
)
"""Of the registration a line is bought for; without one, what the policy gives to who did not register."""
OF_LINE = rules.Facts(
    {
        "line.quantity": rules.Fact(rules.NUMBER, N_("Quantity of the line")),
        "line.units": rules.Fact(rules.NUMBER, N_("Quantity in base units")),
        "line.list_price": rules.Fact(rules.NUMBER, N_("List price of one")),
        "line.price": rules.Fact(rules.NUMBER, N_("Price of one so far")),
        "manual.price": rules.Fact(rules.NUMBER, N_("Price entered by hand")),
        "manual.percent": rules.Fact(rules.NUMBER, N_("Percent it lies below the price so far")),
        "price_date": rules.Fact(rules.DATE, N_("Day the price is of")),
    }
)


OF_PARTNER = rules.Facts(
    {
        "partner.name": rules.Fact(rules.TEXT, N_("Name")),
        "partner.kind": rules.Fact(rules.TEXT, N_("Kind"), choices=PARTNER_KINDS),
        "partner.status": rules.Fact(rules.TEXT, N_("Status")),
        "partner.region": rules.Fact(rules.TEXT, N_("Region")),
        "partner.country": rules.Fact(rules.TEXT, N_("Country")),
    }
)
"""The same for whoever asks: a price must not depend on which fields of a partner the reader sees."""


def buyer_vocabulary() -> rules.Facts:
    """Return the facts about a buyer, those the program declared included."""
    own = current_scope().program.cache.get(("catalog.declared",), lambda: custom_vocabulary("partner"))
    return OF_PARTNER | rules.Facts({name: fact for name, fact in own.items() if name not in OF_PARTNER})


def vocabularies() -> Mapping[str, rules.Facts]:
    """Return the facts of the active program; made once for what it keeps as facts."""
    buyer = buyer_vocabulary()
    kept = tuple(sorted((name, fact.type.name) for name, fact in buyer.items()))
    return {"": current_scope().program.cache.get(("catalog.vocabulary", kept), lambda: OF_PRODUCT | OF_REGISTRATION | OF_LINE | buyer)}
