"""Measures counted from cells, for all partners at once, net of what earlier programs took where a program says so."""

import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Any

from plugins.rebates.engine.cells import FOREIGN, Cells, Combo, Key, Part
from plugins.rebates.engine.ready import Measure
from plugins.rebates.engine.scale import ZERO
from plugins.rebates.engine.work import AMOUNT, KIND, Work, counts

Left = dict[Key, dict[int, Fraction]]
"""The part of each cell that earlier programs left, where it is not all of it; by number of the partner."""
Figures = dict[uuid.UUID, Fraction]
SCALE = 10_000
_PLACES = {"amount": 0, "quantity": 1, "lines": 2}


def tally(cells: Cells, work: Work, left: Left) -> dict[str, Figures]:
    """Return the figures of every counted measure by its name."""
    found = {}
    for measure in work.counted():
        net = left if work.reduced and not measure.gross and measure.of == "amount" else {}
        found[measure.name] = _summed(cells, measure, picked(cells, work, measure), net)
    return found


Column = Collection[tuple[int, Part]]
Picked = list[tuple[Key, Any, Column]]
"""Keys with what their lines count times, and by partner what they hold."""


def picked(cells: Cells, work: Work, measure: Measure) -> Picked:
    """Return all that counts for a measure, without items that do not come to what it asks of them."""
    found = [(key, times, parts(cells, work, measure, key)) for key, times in chosen(cells, work, measure)]
    if measure.item is None or measure.least is None:
        return found
    place, least = _PLACES[measure.of], measure.least * (1 if measure.of == "lines" else SCALE)
    named, sums = {at: measure.item.run(cells.facts(at)) for at in {key[1] for key, _times, _column in found}}, dict[tuple[int, Any], Any]()
    for key, _times, column in found:
        for who, part in column:
            sums[who, named[key[1]]] = sums.get((who, named[key[1]]), 0) + part[place]
    enough = {one for one, size in sums.items() if one[1] not in (None, "") and size >= least}
    return [(key, times, [(who, part) for who, part in column if (who, named[key[1]]) in enough]) for key, times, column in found]


def chosen(cells: Cells, work: Work, measure: Measure) -> Iterator[tuple[Key, Any]]:
    """Yield the keys whose lines a measure counts, with what they count times."""
    weights: dict[int, Any] = {}
    inside = {stretch for stretch in {stretch for stretch, _at in cells.sums} if _inside(cells, work, measure, stretch)}
    for key in cells.sums:
        stretch, at = key
        if stretch not in inside:
            continue
        if at not in weights:
            weights[at] = _weight(measure, cells.shape.attributes, cells.combos[at])
        if weights[at] is not None:
            yield key, weights[at]


@lru_cache(maxsize=50_000)
def _weight(measure: Measure, attributes: Sequence[str], combo: Combo) -> Any:
    """Return what lines with a combination of attributes count times: the same for every partner, order and day."""
    return weight(dict(zip(attributes, combo, strict=True)), measure)


def _inside(cells: Cells, work: Work, measure: Measure, stretch: tuple[int, int]) -> bool:
    return counts(work, measure, cells.shape.cuts[stretch[0]], stretch[1], cells.shape.received)


def parts(cells: Cells, work: Work, measure: Measure, key: Key) -> Column:
    """Return what a key holds by partner, of those whose lines count by then."""
    column = cells.sums[key].items()
    if not work.since and measure.name not in work.spells:
        return column
    (day, held), names = _days(cells, measure, key), cells.names
    return [(who, part) for who, part in column if work.takes(measure, names[who], day, held)]


def _days(cells: Cells, measure: Measure, key: Key) -> tuple[date, date | None]:
    """Return the day lines of a key count on, and the one their partner has to have on it what a measure asks."""
    day = cells.shape.cuts[key[0][0]]
    return day, day if measure.held_on is None else measure.held_day(day, cells.facts(key[1]))


def weight(known: Mapping[str, Any], measure: Measure) -> Any:
    """Return what lines with these attributes count times; None where they do not count, or their weight is unknown."""
    if KIND in known and known[KIND] not in measure.kinds:
        return None
    if (known.get(FOREIGN) or "own") not in ("own", measure.foreign):
        return None
    if measure.where is not None and measure.where.run(known) is not True:
        return None
    if measure.weight is None:
        return 1
    found = measure.weight.run(known)
    return None if found is None else Fraction(found)


def _summed(cells: Cells, measure: Measure, found: Picked, left: Left) -> Figures:
    place = _PLACES[measure.of]
    sums: dict[int, Any] = {}
    for key, times, column in found:
        rest = left.get(key)
        if times == 1 and not rest:
            for who, part in column:
                sums[who] = sums.get(who, 0) + part[place]
            continue
        for who, part in column:
            value: Any = part[place] * times
            if rest and who in rest:
                value *= rest[who]
            sums[who] = sums.get(who, 0) + value
    scale, names = 1 if measure.of == "lines" else SCALE, cells.names
    return {names[who]: Fraction(total, scale) if type(total) is int else total / scale for who, total in sums.items()}


def spreads(cells: Cells, work: Work, left: Left) -> dict[str, dict[uuid.UUID, list[tuple[Fraction, int]]]]:
    """Return the single amounts behind measures that are rounded line by line: (amount, lines with it)."""
    found: dict[str, dict[uuid.UUID, list[tuple[Fraction, int]]]] = {}
    for measure in work.counted():
        if not measure.spread:
            continue
        net = left if work.reduced and not measure.gross else {}
        held = found.setdefault(f"spread.measure.{measure.name}", {})
        for key, times, column in picked(cells, work, measure):
            amount = Fraction(cells.facts(key[1])[AMOUNT]) * times
            for who, part in column:
                held.setdefault(cells.names[who], []).append((amount * net.get(key, {}).get(who, 1), part[2]))
    return found


def items(cells: Cells, work: Work, left: Left) -> dict[str, dict[uuid.UUID, dict[Any, Fraction]]]:
    """Return what was measured by item, for components that limit what an item pays; by `items.<component>`."""
    found: dict[str, dict[uuid.UUID, dict[Any, Fraction]]] = {}
    measures = {f"measure.{one.name}": one for one in work.counted()}
    for component in work.made.components:
        measure = measures.get(component.measure)
        if component.item is None or measure is None:
            continue
        net = left if work.reduced and not measure.gross and measure.of == "amount" else {}
        place, scale = _PLACES[measure.of], 1 if measure.of == "lines" else SCALE
        held = found.setdefault(f"items.{component.code}", {})
        for key, times, column in picked(cells, work, measure):
            item = component.item.run(cells.facts(key[1]))
            for who, part in column:
                own = held.setdefault(cells.names[who], {})
                own[item] = own.get(item, ZERO) + Fraction(part[place]) / scale * times * net.get(key, {}).get(who, 1)
    return found


Taken = Mapping[str, Mapping[Any, Fraction]]
"""What is taken off by component and item; by `WHOLE` where it is not paid item by item."""
WHOLE = ("whole",)


def reduce(cells: Cells, work: Work, earned: Mapping[uuid.UUID, Taken], left: Left, before: Left) -> None:
    """Take off the cells what a program earns on them, in proportion to their amounts; `before` is what it was calculated on. What is
    paid item by item is taken off each item's own cells."""
    measures = {f"measure.{one.name}": one for one in work.counted() if one.of == "amount"}
    grouped: dict[tuple[str, Any], list[str]] = {}
    for one in work.made.components:
        if one.measure in measures:
            grouped.setdefault((one.measure, one.item if one.by_item else None), []).append(one.code)
    for (name, item), codes in grouped.items():
        _take_off(cells, work, measures[name], item, {partner: _summed_up(taken, codes) for partner, taken in earned.items()}, left, before)


def _summed_up(taken: Taken, codes: Sequence[str]) -> dict[Any, Fraction]:
    found: dict[Any, Fraction] = {}
    for code in codes:
        for item, amount in taken.get(code, {}).items():
            found[item] = found.get(item, ZERO) + amount
    return found


def _take_off(
    cells: Cells, work: Work, measure: Measure, item: Any, given: Mapping[uuid.UUID, Mapping[Any, Fraction]], left: Left, before: Left
) -> None:
    net = before if work.reduced and not measure.gross else {}
    keys = [(key, WHOLE if item is None else item.run(cells.facts(key[1])), dict(column)) for key, _times, column in picked(cells, work, measure)]
    totals = _plain(keys, net)
    for partner, amounts in given.items():
        who = cells.numbers.get(partner, -1)
        shares = {of: amount / total for of, amount in amounts.items() if amount and (total := totals.get((who, of)))}
        for key, of, column in keys if shares else ():
            if of in shares and who in column:
                rest = left.setdefault(key, {})
                rest[who] = rest.get(who, Fraction(1)) - shares[of] * net.get(key, {}).get(who, Fraction(1))


def _plain(keys: list[tuple[Key, Any, dict[int, Part]]], net: Left) -> dict[tuple[int, Any], Fraction]:
    """Return the amounts the keys hold by partner and item, unweighted."""
    totals: dict[tuple[int, Any], Fraction] = {}
    for key, of, column in keys:
        for who, part in column.items():
            totals[who, of] = totals.get((who, of), ZERO) + Fraction(part[0], SCALE) * net.get(key, {}).get(who, 1)
    return totals
