"""Rounding, once and as declared; exact until then."""

from collections.abc import Callable, Mapping
from fractions import Fraction


def rounded(value: Fraction, decimals: int, mode: str) -> Fraction:
    """Return a value with so many decimals (negative: tens, hundreds). Halves go away from zero or to even; `down` goes to zero."""
    top, bottom = value.as_integer_ratio()
    times, over = (10**decimals, 1) if decimals >= 0 else (1, 10**-decimals)
    whole, rest = divmod(abs(top) * times, bottom * over)
    if rest and _UP[mode](whole, 2 * rest, bottom * over):
        whole += 1
    return Fraction((-whole if top < 0 else whole) * over, times)


_UP: Mapping[str, Callable[[int, int, int], bool]] = {
    "half_up": lambda whole, twice, unit: twice >= unit,
    "half_even": lambda whole, twice, unit: twice > unit or (twice == unit and whole % 2 == 1),
    "down": lambda whole, twice, unit: False,
    "up": lambda whole, twice, unit: True,
}
"""Whether the next whole step is taken, of how many there are and twice what is left of one."""
