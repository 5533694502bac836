"""What the price engine reads: the buyer, the lines, and for each line the prices that might count."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

ONE, ANY = Decimal(1), Decimal(0)


@dataclass(frozen=True, slots=True)
class Source:
    """A price list that holds for the buyer. Of several that hold a product, that with the highest rank counts, then the first key."""

    key: str
    rank: int


@dataclass(frozen=True, slots=True)
class Row:
    """A price: of one `factor` base units, from a quantity (in base units) on. `source` is the key of its list or contract."""

    source: str
    amount: Decimal
    least: Decimal = ANY
    factor: Decimal = ONE


@dataclass(frozen=True, slots=True)
class Special:
    """A price agreed for this buyer: by contract, or as special price (`left`: so many base units may be bought at it)."""

    source: str
    amount: Decimal
    least: Decimal = ANY
    factor: Decimal = ONE
    left: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Promo:
    """A promotion that holds for the buyer. `left` is what its budget has left; quantities are in base units."""

    code: str
    kind: str
    percent: Decimal | None = None
    amount: Decimal | None = None
    buy: Decimal | None = None
    free: Decimal | None = None
    free_sku: str | None = None
    least: Decimal | None = None
    group: str | None = None
    exclusive: bool = False
    rank: int = 10
    left: Decimal | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Manual:
    """A price somebody entered, for the unit of the line. `approved`: those whose agreement it needs gave it."""

    price: Decimal
    reason: str = ""
    approved: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line: so many of a unit. `unknown`: why there can be no price, `(code, message parameters)`; `facts`: what rules read."""

    sku: str
    quantity: Decimal
    factor: Decimal = ONE
    facts: Mapping[str, Any] = field(default_factory=dict)
    rows: Sequence[Row] = ()
    specials: Sequence[Special] = ()
    promotions: Sequence[int] = ()
    manual: Manual | None = None
    unknown: str = ""

    @property
    def units(self) -> Decimal:
        """The quantity in base units."""
        return self.quantity * self.factor
