"""Exact numbers: int and Decimal while they last, Fraction once something is divided, never a float."""

from collections.abc import Iterable, Mapping
from decimal import Context, Decimal, DivisionByZero, Inexact, InvalidOperation, Overflow
from fractions import Fraction
from typing import Any, Literal, TypeVar

from core.i18n import N_
from core.rules.errors import RuleLimit
from schemas.errors import Message

Number = int | Decimal | Fraction
Mode = Literal["half_up", "half_even", "down", "up"]
MODES: tuple[str, ...] = ("half_up", "half_even", "down", "up")
MOST_PLACES = 12
MOST_BITS = 4_096
_EXACT = Context(prec=1_000, traps=[Inexact, InvalidOperation, DivisionByZero, Overflow])
_TOO_LONG = Message(N_("A figure in this rule becomes too long."), "too-long")


Short = TypeVar("Short", int, Fraction)


def add(a: Number, b: Number) -> Number:
    if type(a) is int and type(b) is int:
        return _short(a + b)
    if isinstance(a, Fraction) or isinstance(b, Fraction):
        return _short(Fraction(a) + Fraction(b))
    return _decimal(_EXACT.add, a, b)


def subtract(a: Number, b: Number) -> Number:
    return add(a, negate(b))


def multiply(a: Number, b: Number) -> Number:
    if type(a) is int and type(b) is int:
        return _short(a * b)
    if isinstance(a, Fraction) or isinstance(b, Fraction):
        return _short(Fraction(a) * Fraction(b))
    return _decimal(_EXACT.multiply, a, b)


def divide(a: Number, b: Number) -> Fraction | None:
    """Return the exact quotient; a division by zero is unknown."""
    return _short(Fraction(a) / Fraction(b)) if b else None


def negate(a: Number) -> Number:
    return a.copy_negate() if isinstance(a, Decimal) and a else -a if a else a


def absolute(a: Number) -> Number:
    return negate(a) if a < 0 else a


def percent(part: Number, whole: Number) -> Fraction | None:
    """Return how many percent of the whole the part is, unrounded; of nothing it is unknown."""
    return divide(multiply(part, 100), whole)


def percent_of(rate: Number, amount: Number) -> Number:
    """Return so many percent of an amount, unrounded."""
    product = Fraction(rate) * Fraction(amount) / 100
    return _short(product)


def rounded(value: Number, places: int = 0, mode: Mode = "half_up") -> Decimal | None:
    """Return the value with so many decimals (negative: tens, hundreds). Halves go away from zero or to even, `down` goes to zero."""
    if abs(places) > MOST_PLACES:
        return None
    scaled = Fraction(value) * Fraction(10) ** places
    whole, rest = divmod(abs(scaled.numerator), scaled.denominator)
    if _up(mode, whole, Fraction(rest, scaled.denominator)):
        whole += 1
    return (
        Decimal((int(scaled < 0 and whole > 0), tuple(map(int, str(whole))), -places)) if places >= 0 else _tens(whole, scaled < 0, -places)
    )


def _tens(whole: int, minus: bool, zeros: int) -> Decimal:
    return Decimal((-whole if minus else whole) * 10**zeros)


def _up(mode: Mode, whole: int, rest: Fraction) -> bool:
    if mode == "half_even":
        return rest > Fraction(1, 2) or (rest == Fraction(1, 2) and whole % 2 == 1)
    return rest >= Fraction(1, 2) if mode == "half_up" else bool(rest) and mode == "up"


def highest(*values: Any) -> Any:
    return max(values)


def lowest(*values: Any) -> Any:
    return min(values)


def total(values: Iterable[Number]) -> Number:
    found: Number = 0
    for value in values:
        found = add(found, value)
    return found


def average(values: list[Number]) -> Number | None:
    return divide(total(values), len(values)) if values else None


def median(values: list[Number]) -> Number | None:
    """Return the middle value, or the average of the two in the middle."""
    ordered, middle = sorted(values), len(values) // 2
    if not ordered:
        return None
    return ordered[middle] if len(ordered) % 2 else divide(add(ordered[middle - 1], ordered[middle]), 2)


def scale(value: Number, steps: Mapping[Number, Any], default: Any = None, over: bool = False) -> Any:
    """Return what stands beside the highest step reached: at least the step, or more than it when `over`."""
    reached = [step for step in steps if (value > step if over else value >= step)]
    return steps[max(reached)] if reached else default


def graduated(value: Number, steps: Mapping[Number, Number]) -> Number:
    """Return the sum over the bands of their percentage of the part of the value inside each band."""
    bounds = sorted(steps)
    found: Number = 0
    for low, high in zip(bounds, [*bounds[1:], None], strict=True):
        top = value if high is None or value < high else high
        if top > low:
            found = add(found, percent_of(steps[low], subtract(top, low)))
    return found


def _decimal(operation: Any, a: Number, b: Number) -> Decimal:
    try:
        return Decimal(operation(a, b))
    except (Inexact, Overflow):
        raise RuleLimit(_TOO_LONG) from None


def _short(value: Short) -> Short:
    if value.numerator.bit_length() + value.denominator.bit_length() > MOST_BITS:
        raise RuleLimit(_TOO_LONG)
    return value
