"""What other plugins may use of the catalogue.

`quote` makes prices, `may_sell` judges who may sell what (`may_sell_quoted` the products of a quote), `allocation_left`,
`take_allocation` and `release_allocation` keep scarce goods, `spend_budget` books what promotions gave away, `sellers_of` tells of whom a
partner buys, `products` finds products, `registrations_of` what deal registrations something can be bought for,
`unacknowledged` which notices a buyer has still to read.
`price_shown` returns a line of a quote as pages show it, for the macro `waterfall` of `catalog/why.html`.
"""

from plugins.catalog.entities import FAMILY, PRODUCT
from plugins.catalog.notices.reading import unacknowledged
from plugins.catalog.pages.why import line as price_shown
from plugins.catalog.price.facts import Manual
from plugins.catalog.price.kind import KEY as PRICE_POLICY
from plugins.catalog.price.outcome import Free, PricedLine, StepTaken
from plugins.catalog.quoting.asked import Ask, Quote, QuoteLine, QuoteProblem
from plugins.catalog.quoting.budgets import spend_budget
from plugins.catalog.quoting.products import Item
from plugins.catalog.quoting.products import items as products
from plugins.catalog.quoting.registrations import Registration, registrations_of
from plugins.catalog.quoting.sellers import sellers_of
from plugins.catalog.quoting.service import quote
from plugins.catalog.selling.allocation import Left, allocation_left, release_allocation, take_allocation
from plugins.catalog.selling.authorise import MaySell, Why
from plugins.catalog.selling.service import may_sell, may_sell_quoted

__all__ = [
    "FAMILY", "PRICE_POLICY", "PRODUCT", "Ask", "Free", "Item", "Left", "Manual", "MaySell", "PricedLine", "Quote", "QuoteLine", "QuoteProblem",
    "Registration", "StepTaken", "Why", "allocation_left", "may_sell", "may_sell_quoted", "price_shown", "products",
    "quote", "registrations_of", "release_allocation", "sellers_of", "spend_budget", "take_allocation", "unacknowledged",
]  # fmt: skip
