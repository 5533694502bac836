"""What the modules of single engines give back."""

import statistics
from collections.abc import Sequence
from typing import NamedTuple

WARM = 10
"""One in so many of the times, the first ones, is left out: caches fill meanwhile."""


class Figure(NamedTuple):
    """One measured figure, and whether it meets its goal."""

    name: str
    value: float
    unit: str
    goal: str
    good: bool


def p95(seconds: Sequence[float], factor: float) -> float:
    """Return the milliseconds 95 of 100 of these times stay below, scaled by `factor`."""
    return statistics.quantiles(seconds[len(seconds) // WARM :], n=20)[18] * 1_000 * factor
