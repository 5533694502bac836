"""What the price engine says of a line: the price, every step that led to it, what is free, who must agree."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any


@dataclass(frozen=True, slots=True)
class StepTaken:
    """One step of the waterfall: what it did to the price of one unit. `how`: replace, stack, lowest, or none when it did nothing.

    `source` names the list, contract, clause or promotion; `place` the part of the policy.
    """

    kind: str
    how: str
    before: Fraction | None
    after: Fraction | None
    source: str = ""
    percent: Any = None
    note: str = ""
    place: str = ""

    def as_json(self) -> dict[str, Any]:
        found: dict[str, Any] = {"step": self.kind, "how": self.how, "before": self.before, "after": self.after}
        more = {"source": self.source, "percent": self.percent, "note": self.note, "place": self.place}
        return found | {name: value for name, value in more.items() if value not in ("", None)}


@dataclass(frozen=True, slots=True)
class Free:
    """Goods for nothing: so many base units, of the product of the line where `sku` is empty."""

    sku: str
    quantity: Decimal
    promotion: str

    def as_json(self) -> dict[str, Any]:
        return {"sku": self.sku, "quantity": self.quantity, "promotion": self.promotion}


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A line with its price. `price` and `amount` are None when the price is unknown, and `unknown` says why.

    `exact` and `amount_exact` are unrounded. `roles`: whose agreement the manual price `proposed` waits for.
    `used`: what promotions give away in this line, by code.
    """

    sku: str
    quantity: Decimal
    price: Fraction | None
    amount: Fraction | None
    exact: Fraction | None
    amount_exact: Fraction | None
    list_price: Fraction | None
    steps: Sequence[StepTaken]
    free: Sequence[Free] = ()
    unknown: str = ""
    manual: str = ""
    roles: Sequence[str] = ()
    proposed: Decimal | None = None
    used: Mapping[str, Fraction] | None = None

    def as_json(self) -> dict[str, Any]:
        found: dict[str, Any] = {
            "sku": self.sku, "quantity": self.quantity, "price": self.price, "amount": self.amount, "price_unrounded": self.exact,
            "amount_unrounded": self.amount_exact, "list_price": self.list_price, "steps": [step.as_json() for step in self.steps],
        }  # fmt: skip
        more = {
            "free": [one.as_json() for one in self.free], "unknown": self.unknown, "manual": self.manual, "roles": list(self.roles),
            "proposed": self.proposed, "used": self.used,
        }  # fmt: skip
        return found | {name: value for name, value in more.items() if value}
