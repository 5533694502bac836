"""Bands that overlap or leave a hole, in steps of the smallest unit."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import combinations
from typing import Any

from hansa import N_
from plugins.policies.checking.findings import Finding
from plugins.policies.document.bands import Band, Scale
from plugins.policies.document.outcome import plain

OVERLAP = N_("Bands “%(one)s” and “%(other)s” both hold for %(value)s and answer differently.")
HOLE = N_("No band holds for %(value)s, between “%(one)s” and “%(other)s”.")
HOLES = N_("No band holds from %(value)s to %(last)s, between “%(one)s” and “%(other)s”.")
BELOW = N_("No band holds below %(value)s. Say that nothing is given there, or add a band.")
ABOVE = N_("No band holds above %(value)s. Leave the last band open, say that nothing is given there, or add a band.")
Excluded = Callable[[Decimal | None, bool, Decimal | None, bool], bool]
"""Tells whether another part of the document lets no size of a range come this far."""


def check(scale: Scale, excluded: Excluded) -> Iterator[Finding]:
    rows = sorted(scale.rows, key=_start)
    for one, other in combinations(rows, 2):
        shared = _shared(one, other)
        if shared is not None and _answer(one) != _answer(other):
            yield Finding("error", "overlap", OVERLAP, one.place, other.place, {"value": str(plain(shared))}, _names(one, other))
    yield from _gaps(scale, rows, excluded)
    yield from _ends(scale, rows, excluded)


def _start(band: Band) -> tuple[bool, Decimal, bool]:
    return band.low is not None, band.low or Decimal(0), not band.low_in


def _answer(band: Band) -> Any:
    return band.name, {name: " ".join(rule.text.split()) for name, rule in band.values.items()}


def _shared(one: Band, other: Band) -> Decimal | None:
    """Return a size both hold, None when there is none. A size between two steps counts too: it is measured unrounded."""
    lows = [band.low for band in (one, other) if band.low is not None]
    highs = [band.high for band in (one, other) if band.high is not None]
    low, high = max(lows, default=None), min(highs, default=None)
    if low is None or high is None:
        return _inside(one, other, [low, high])
    if low > high:
        return None
    return _inside(one, other, [low, high, (low + high) / 2])


def _inside(one: Band, other: Band, sizes: Sequence[Decimal | None]) -> Decimal | None:
    tried = [size for size in sizes if size is not None] or [Decimal(0)]
    tried += [size + move for size in tried for move in (Decimal(1), Decimal(-1))] if len(sizes) == 2 else []
    return next((size for size in tried if one.holds(size) and other.holds(size)), None)


def _gaps(scale: Scale, rows: Sequence[Band], excluded: Excluded) -> Iterator[Finding]:
    reached, before = None, None
    for band in rows:
        if before is not None and reached is not None and band.low is not None:
            first = reached[0] if not reached[1] else reached[0] + scale.step
            last = band.low if not band.low_in else band.low - scale.step
            if first <= last and not excluded(first, True, last, True):
                yield _gap(scale, before, band, first, last)
        end = (band.high, band.high_in) if band.high is not None else None
        if before is None or (reached is not None and (end is None or end > reached)):
            reached, before = end, band


def _gap(scale: Scale, before: Band, band: Band, first: Decimal, last: Decimal) -> Finding:
    message, params = HOLE, {"value": str(plain(first))}
    if first != last:
        message, params = HOLES, {**params, "last": str(plain(last))}
    return Finding("warning", "hole", message, before.place, band.place, params, _names(before, band))


def _names(one: Band, other: Band) -> dict[str, str]:
    return {"one": str(one), "other": str(other)}


def _ends(scale: Scale, rows: Sequence[Band], excluded: Excluded) -> Iterator[Finding]:
    """Sizes below zero are not looked for."""
    first, last = rows[0], max(rows, key=lambda band: (band.high is None, band.high or Decimal(0)))
    starts = first.low is not None and (first.low > 0 or (first.low == 0 and not first.low_in))
    if starts and scale.below == "undefined" and not excluded(None, False, first.low, not first.low_in):
        yield Finding("warning", "hole", BELOW, first.place, params={"value": str(plain(first.low))})
    if last.high is not None and scale.above == "undefined" and not excluded(last.high, not last.high_in, None, False):
        yield Finding("warning", "hole", ABOVE, last.place, params={"value": str(plain(last.high))})
