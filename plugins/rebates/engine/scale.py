"""Scales: what a size reaches, and what the four ways of combining bands pay. Pure, exact."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

Facts = Mapping[str, Any]
Rate = Callable[[Facts], Fraction | None]
ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Band:
    """Ends (None is open) with whether each belongs to it, and what it pays."""

    name: str
    low: Fraction | None
    low_in: bool
    high: Fraction | None
    high_in: bool
    rate: Rate
    place: str

    def reached(self, size: Fraction) -> bool:
        if self.low is None:
            return True
        (top, bottom), (low, under) = size.as_integer_ratio(), self.low.as_integer_ratio()
        above = top * under - low * bottom
        return above > 0 or (self.low_in and not above)

    def under(self, size: Fraction) -> bool:
        return self.high is None or size < self.high or (self.high_in and size == self.high)

    def holds(self, size: Fraction) -> bool:
        return self.reached(size) and self.under(size)

    def part(self, size: Fraction) -> Fraction:
        """Return how much of a size lies inside."""
        top = size if self.high is None or size < self.high else self.high
        return top - self.low if self.low else top

    def stretched(self, by: Fraction) -> "Band":
        """Return the band with its ends in proportion."""
        return replace(self, low=None if self.low is None else self.low * by, high=None if self.high is None else self.high * by)

    def __str__(self) -> str:
        return self.name or f"{'' if self.low is None else self.low}–{'' if self.high is None else self.high}"


@dataclass(frozen=True, slots=True)
class Scale:
    """The bands of a component, the lowest first. `below` and `above`: what a size outside gives."""

    bands: Sequence[Band]
    method: str
    below: str
    above: str

    def stretched(self, by: Fraction) -> "Scale":
        return replace(self, bands=tuple(band.stretched(by) for band in self.bands))


@dataclass(frozen=True, slots=True)
class Reached:
    """What a size reaches: `band` holds it (None: nothing is given), `size` counts. `undefined`: the policy says nothing of it;
    `unknown`: a rate cannot be told. `pays` are (band, rate, what it is paid on); `share` of the base a figure of the size is."""

    band: Band | None
    size: Fraction
    pays: tuple[tuple[Band, Fraction, Fraction], ...] = ()
    undefined: bool = False
    unknown: bool = False


def reach(scale: Scale, size: Fraction, base: Fraction, facts: Facts) -> Reached:
    """Return what is reached and what each band is paid on: parts of the base, as its method says."""
    reached = [one for one in scale.bands if one.reached(size)]
    band, counted = (reached[-1] if reached else None), size
    if band is None or not band.under(size):
        held = _outside(scale, size)
        if isinstance(held, Reached):
            return held
        band, counted = held
    pays = []
    for one, on in METHODS[scale.method](reached, band, counted, base):
        rate = one.rate(facts)
        if rate is None:
            return Reached(band, counted, unknown=True)
        pays.append((one, rate, on))
    return Reached(band, counted, tuple(pays))


def _outside(scale: Scale, size: Fraction) -> tuple[Band, Fraction] | Reached:
    """Return the band and size that count for a size no band holds, or that nothing does, as the scale says."""
    below = not any(band.reached(size) for band in scale.bands)
    above = all(band.high is not None and size >= band.high for band in scale.bands)
    if above and scale.above == "capped":
        top = max(scale.bands, key=lambda band: band.high or ZERO)
        return top, top.high or size
    silent = (below and scale.below == "nothing") or (above and scale.above == "nothing")
    return Reached(None, size, undefined=not silent)


Paid = list[tuple[Band, Fraction]]


def _whole(reached: Sequence[Band], band: Band, size: Fraction, base: Fraction) -> Paid:
    return [(band, base)]


def _stepped(reached: Sequence[Band], band: Band, size: Fraction, base: Fraction) -> Paid:
    return [(one, _share(base, size, one.part(size))) for one in reached]


def _rolling(reached: Sequence[Band], band: Band, size: Fraction, base: Fraction) -> Paid:
    """A lower band is paid on its own upper limit (D365, rolling)."""
    return [(one, base if one is band else _share(base, size, one.high or size)) for one in reached]


def _total(reached: Sequence[Band], band: Band, size: Fraction, base: Fraction) -> Paid:
    return [(one, base) for one in reached]


def _share(base: Fraction, size: Fraction, part: Fraction) -> Fraction:
    """Return the part of the base that a part of the size stands for."""
    return part if base is size or base == size else base * part / size if size else ZERO


METHODS: Mapping[str, Callable[[Sequence[Band], Band, Fraction, Fraction], Paid]] = {
    "whole": _whole, "stepped": _stepped, "rolling": _rolling, "total": _total,
}  # fmt: skip
