"""The facts of a calculation as a decision keeps them, and as people write them in trials and examples."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hansa import rules
from plugins.policies.api import kind_of

FIGURES = ("measure.", "target.", "settled.", "carried.", "surplus.", "items.", "paid_before")
NUMBER = rules.Facts({"figure": rules.Fact(rules.NUMBER)})


def dump(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return facts as plain data: numbers and days as text."""
    return {name: _plain(value) for name, value in facts.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal | Fraction):
        return str(value)
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    return value.isoformat() if isinstance(value, date) else value


def read(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts the engine reads. Raises RuleError for a fact that is unknown or of another type."""
    known = kind_of("rebates.program").facts()["program"]
    own = {name: value for name, value in raw.items() if not name.startswith(FIGURES)}
    figures = {name: _figure(value) for name, value in raw.items() if name.startswith(FIGURES)}
    return {**rules.read(known, own), **figures}


def _figure(value: Any) -> Any:
    if value is None:
        return None
    if isinstance(value, Mapping):
        return {name: _figure(one) for name, one in value.items()}
    if isinstance(value, str) and "/" in value:
        return Fraction(value)
    return Fraction(rules.read(NUMBER, {"figure": value})["figure"])
