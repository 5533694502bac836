"""Exact amounts: fractions until the policy says where they are rounded."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from plugins.ledger.api import rounded as rounded_to
from plugins.policies.api import Run

NOTHING = Fraction(0)


def exact(value: Any) -> Fraction:
    """Return a figure as a fraction."""
    return Fraction(value)


def percent_of(percent: Any, amount: Fraction) -> Fraction:
    return Fraction(percent) * amount / 100


def rounded(run: Run, value: Fraction) -> Decimal:
    """Return an amount as the policy rounds it."""
    return rounded_to(value, run.parts["places"], run.parts["rounding"])
