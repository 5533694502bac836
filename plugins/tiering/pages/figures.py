"""Figures of criteria as people read them, and as they come back from what was stored."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hansa import N_, _, shown

UNITS = {"months": N_("%(n)s months"), "days": N_("%(n)s days")}


def read(stored: Mapping[str, Any]) -> dict[str, Any]:
    """Return figures by formula as criteria compare them."""
    return {text: _number(value) for text, value in stored.items()}


def _number(value: Any) -> Any:
    if value is None or isinstance(value, bool | int):
        return value
    try:
        return Fraction(str(value))
    except ValueError:
        return None


def amount(value: Any, unit: str) -> str:
    """Return a figure with its unit; money in the program's currency."""
    if value is None:
        return _("not known")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    exact = Decimal(Fraction(value).numerator) / Decimal(Fraction(value).denominator)
    if unit == "money":
        return shown("money", exact.quantize(Decimal("0.01"))).striptags()
    text = plain(exact)
    if unit == "percent":
        return f"{text} %"
    return _(UNITS[unit], n=text) if unit in UNITS else text


def plain(value: Decimal) -> str:
    """Return a number with two decimals at most, and with none where there are none."""
    text = f"{value:.2f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(have: Any, need: Any) -> int:
    """Return how much of what is asked is there, in whole percent, for a bar."""
    if isinstance(have, bool) or have is None or not need:
        return 100 if have is True else 0
    return max(0, min(100, int(100 * Fraction(have) / Fraction(need))))


def day(value: date | None) -> str:
    """Return a date as text, to stand inside of a sentence."""
    return shown("date", value).striptags() if value is not None else ""


def benefit(kind: str, value: Any) -> str:
    """Return the value of a benefit as people read it."""
    if value is None:
        return "–"
    if isinstance(value, bool | str):
        return (_("yes") if value else _("no")) if isinstance(value, bool) else value
    return amount(value, kind)
