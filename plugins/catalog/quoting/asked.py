"""What is asked of a quote, and what it answers: the typed shapes other plugins meet."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from plugins.catalog.price.facts import Manual
from plugins.catalog.price.outcome import PricedLine

__all__ = ["Ask", "Quote", "QuoteLine", "QuoteProblem"]


@dataclass(frozen=True, slots=True)
class Ask:
    """One line that is asked for: a product by number or id, so many of a unit (empty: its base unit).

    `manual`: a price by hand. `deal_id`: what it is bought for, so that a special price of that deal counts.
    """

    product: str | uuid.UUID
    quantity: Decimal = Decimal(1)
    unit: str = ""
    manual: Manual | None = None
    deal_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class QuoteProblem:
    """Why a line cannot be ordered as it is: a code, a message (English, the key of its translation), its parameters."""

    code: str
    message: str
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """A line with its price: `price` of one unit and `amount` in the quote's currency, None when unknown (`priced.unknown` says why).

    `priced` has the exact figures and every step. `problems`: least quantity, multiples, not on the shelf.
    """

    ask: Ask
    product_id: uuid.UUID | None
    sku: str
    name: str
    unit: str
    units: Decimal
    price: Decimal | None
    amount: Decimal | None
    list_price: Decimal | None
    priced: PricedLine
    problems: Sequence[QuoteProblem] = ()


@dataclass(frozen=True)
class Quote:
    """The prices a buyer gets of a seller (None is the vendor) at a moment, each explained. `amount` sums the known ones.

    `decision_id` is the stored decision, None when it was not asked to be kept. `number` is the version of the policy, `facts` what it
    read; `buyer` and `items` (the product of each line, None where there is none) are what was loaded for it.
    """

    buyer_id: uuid.UUID
    seller_id: uuid.UUID | None
    currency: str
    at: datetime
    day: date
    freeze: str
    number: int
    lines: Sequence[QuoteLine]
    amount: Decimal
    decision_id: uuid.UUID | None = None
    outcome: Any = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    buyer: Any = None
    items: Sequence[Any] = ()

    @property
    def complete(self) -> bool:
        """Tell whether every price is known."""
        return all(line.price is not None for line in self.lines)
