"""The types of the rule language."""

from dataclasses import dataclass
from typing import Any

from core.i18n import N_


@dataclass(frozen=True, slots=True)
class Type:
    """What kind of value stands somewhere. Types are equal when all their parts are.

    `currency` belongs to money ("" is the currency that stands beside the amount), `rows` (a `Facts`) to related rows,
    `keys` and `value` to lookup tables.
    """

    name: str
    currency: str = ""
    rows: Any = None
    keys: tuple["Type", ...] = ()
    value: "Type | None" = None

    @property
    def numeric(self) -> bool:
        return self.name in _NUMERIC

    @property
    def plain_number(self) -> bool:
        return self.numeric and self.name != "money"

    @property
    def label(self) -> str:
        """What people call it, in English; translate with `_`."""
        return LABELS[self.name]


TEXT = Type("text")
INTEGER = Type("integer")
NUMBER = Type("number")
PERCENT = Type("percent")
BOOL = Type("bool")
DATE = Type("date")
MOMENT = Type("moment")
DURATION = Type("duration")
TEXTS = Type("texts")
ID = Type("id")
CALENDAR = Type("calendar")
MONEY = Type("money", currency="*")
"""Expected of a rule: an amount in whatever currency."""
NOTHING = Type("nothing")
"""The type of `None` alone, which only `is None` may name."""

_NUMERIC = frozenset({"integer", "number", "percent", "money"})

LABELS = {
    "text": N_("text"),
    "integer": N_("whole number"),
    "number": N_("number"),
    "percent": N_("percentage"),
    "money": N_("amount of money"),
    "bool": N_("yes or no"),
    "date": N_("date"),
    "moment": N_("moment"),
    "duration": N_("duration"),
    "texts": N_("list of texts"),
    "id": N_("reference"),
    "rows": N_("rows"),
    "table": N_("lookup table"),
    "calendar": N_("calendar"),
    "nothing": N_("nothing"),
}


def money(currency: str = "") -> Type:
    """Return the type of amounts in a currency; without one, in the currency that stands beside the amount."""
    return Type("money", currency=currency)


def rows(facts: Any) -> Type:
    """Return the type of related rows whose facts are these."""
    return Type("rows", rows=facts)


def table(*keys: Type, value: Type) -> Type:
    """Return the type of a lookup table with one or several keys."""
    return Type("table", keys=keys, value=value)


def comparable(a: Type, b: Type) -> bool:
    """Tell whether values of the two types can be equal: numbers among themselves, money in one currency, the same type."""
    return a == b or (a.plain_number and b.plain_number)
