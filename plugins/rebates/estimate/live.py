"""The live estimate: what a partner has earned so far, will likely have earned, what comes next, with a basket that is not ordered yet."""

import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from hansa import behind, current_scope
from plugins.rebates.engine import calendar, cells
from plugins.rebates.engine.cells import Cells, added
from plugins.rebates.engine.component import Component, Earned
from plugins.rebates.engine.plan import Stored, stored, with_earlier
from plugins.rebates.engine.reading import Reader, active
from plugins.rebates.engine.rows import silent
from plugins.rebates.engine.scale import ZERO, Band, Scale
from plugins.rebates.engine.together import Gift, Gifts, calculate
from plugins.rebates.engine.work import Work, by_date, shape_of
from plugins.rebates.estimate.forecasting import Pace, accrued, at_worst, expected
from plugins.rebates.estimate.stated import Stated
from plugins.rebates.program.programs import Program, programs
from plugins.rebates.program.words import DATES
from plugins.rebates.tasks import READ

BASKET = {"order_no": "+", "invoice_no": "+"}
"""What is not ordered yet counts as an order of its own."""


@dataclass(frozen=True)
class Estimate:
    """What a component is worth to a partner now, in the currency of the program, exact.

    `earned`: by what was bought up to the day, settled amounts taken off. `forecast`: if it goes on like this to the end of the
    period. `worst`: if the next band is reached, the most the vendor should expect. `next_step`: where the next band begins,
    `distance` how much is missing, `gain` what reaching it would add at once. `person`: the membership of whoever receives it, None
    for the partner. `catch_up`: the part of `earned` for what earlier periods bought. `accrued`: what is accrued of it.
    """

    partner_id: uuid.UUID
    program: str
    label: str
    component: str
    component_label: str
    period: str
    starts_on: date
    ends_on: date
    earned: Fraction
    forecast: Fraction
    worst: Fraction
    qualified: Fraction
    band: str
    rate: Fraction | None
    pays: str
    unit: str
    next_step: Fraction | None
    distance: Fraction | None
    gain: Fraction | None
    reasons: tuple[str, ...]
    person: uuid.UUID | None = None
    catch_up: Fraction = ZERO
    accrued: Fraction = ZERO


@dataclass(frozen=True)
class Sight:
    """Programs over the period a day lies in, with the cells of some partners."""

    day: date
    found: Sequence[tuple[Program, Work]]
    works: Sequence[Work]
    cells: Mapping[str, Cells]
    reader: Reader
    partners: Sequence[uuid.UUID]

    def gifts(self) -> dict[Work, Gifts]:
        known = self.reader
        return calculate(self.works, self.cells, known.partners, known, all_of=True, people=known.people, above=known.above)


def sight(partners: Collection[uuid.UUID], day: date, only: Collection[str] = (), person: uuid.UUID | None = None) -> Sight:
    """Return what is seen of partners on a day; `only`: these programs. As far as the actor may see the partners' lines.

    What partners earn together is read with the others' lines; a partner is shown it where the program opens it to its members.
    `person`: of the partners' people only this one.
    """
    with behind(READ):
        known = programs(day, only)
        kept = stored([one.slug for one in known])
    found = [(one, work) for one in known if _is_told(one) and (work := _work(one, day, kept[one.slug])) is not None]
    works = with_earlier([work for _one, work in found])
    if not any(work.made.pooled for work in works):
        return _seen(day, found, works, partners, partners, person)
    with behind(READ):
        seen = _seen(day, found, works, partners, active(), person)
        seen.reader.above()
        for work in works:
            seen.reader(work)
        return seen


def _is_told(one: Program) -> bool:
    return current_scope().actor.staff or not one.made.pooled or bool(one.policy["open_pool"])


def _seen(
    day: date,
    found: Sequence[tuple[Program, Work]],
    works: Sequence[Work],
    partners: Collection[uuid.UUID],
    all_of: Collection[uuid.UUID],
    person: uuid.UUID | None,
) -> Sight:
    reader = Reader(all_of, person=person)
    reader.start(works)
    read = {dated: cells.read(shape_of(some), None, all_of) for dated, some in by_date(works).items()}
    return Sight(day, found, works, read, reader, list(partners))


def _work(one: Program, day: date, kept: Stored) -> Work | None:
    span = calendar.span_at(one.policy, day)
    return Work(one.slug, one.made, span, *kept) if span is not None else None


def live(partner: uuid.UUID, day: date, basket: Sequence[Mapping[str, Any]] = ()) -> list[Estimate]:
    """Return what a partner earns from the programs of a day, component by component. `basket`: lines as if they were invoiced that
    day, with `amount` and what else rules read of lines (`product_line`, `sku`, `quantity`). Nothing is written."""
    return estimates(sight([partner], day), basket)


def estimates(seen: Sight, basket: Sequence[Mapping[str, Any]] = (), told: Mapping[uuid.UUID, Sequence[Stated]] | None = None) -> list[Estimate]:
    """Return the estimates of all partners that are seen. `told`: what people of the vendor expect of them."""
    if basket:
        rows = [
            {**BASKET, **dict.fromkeys(dict(DATES), seen.day), "partner_id": partner, **line} for partner in seen.partners for line in basket
        ]
        seen = Sight(
            seen.day, seen.found, seen.works, {name: added(one, rows) for name, one in seen.cells.items()}, seen.reader, seen.partners
        )
    gifts = seen.gifts()
    return [estimate for one, work in seen.found for estimate in _of_program(seen, one, work, gifts[work], told or {})]


def _of_program(seen: Sight, one: Program, work: Work, gifts: Gifts, told: Mapping[uuid.UUID, Sequence[Stated]]) -> Iterator[Estimate]:
    pace, wanted = Pace.of(work.span, seen.day), list(_wanted(seen, work, gifts))
    said = {person or partner: told.get(partner, ()) for partner, person, _gift in wanted}
    likely = expected(work, gifts, said, pace, {**told, **said}, seen.reader.above)
    for partner, person, gift in wanted:
        yield from _told(partner, one, work, gift, pace, person, likely[person or partner])


def _wanted(seen: Sight, work: Work, gifts: Gifts) -> Iterator[tuple[uuid.UUID, uuid.UUID | None, Gift]]:
    """Yield what partners are given, and their people, of those that are seen."""
    if work.made.personal:
        yield from ((one.partner_id, one.id, gifts[one.id]) for one in seen.reader.people().values() if one.id in gifts)
    else:
        yield from ((partner, None, gifts[partner]) for partner in seen.partners if partner in gifts)


def _told(
    partner: uuid.UUID, one: Program, work: Work, gift: Gift, pace: Pace, person: uuid.UUID | None, at_end: Sequence[Earned]
) -> list[Estimate]:
    likely = {earned.component: earned for earned in at_end}
    most = {earned.component: earned for earned in at_worst(work, gift, pace)}
    components = {component.code: component for component in work.made.components}
    return [
        replace(_estimate(partner, one, work, components[earned.component], earned, gift, likely.get(earned.component), most.get(earned.component)), person=person)
        for earned in gift.earned
        if not (silent(earned) and "no_rate" in earned.reasons)
    ]


def _estimate(
    partner: uuid.UUID,
    one: Program,
    work: Work,
    component: Component,
    earned: Earned,
    gift: Gift,
    likely: Earned | None,
    most: Earned | None,
) -> Estimate:
    step = next_band(component.climbed, earned.qualified)
    low = step.low if step is not None else None
    expected = (likely or earned).worth
    return Estimate(
        partner, one.slug, one.label, component.code, component.label, work.span.name, work.span.start, work.span.last, earned.worth, expected,
        max(expected, most.worth if most is not None else ZERO), earned.qualified, earned.band, earned.rate, component.pays, component.unit, low,
        None if low is None else low - earned.qualified, None if step is None else _gain(component, step, earned, gift), tuple(earned.reasons),
        catch_up=earned.catch_up, accrued=accrued(work, gift, earned, likely),
    )  # fmt: skip


def next_band(scale: Scale | None, size: Fraction) -> Band | None:
    """Return the band that comes next above a size."""
    bands = scale.bands if scale is not None else ()
    return next((band for band in bands if band.low is not None and not band.reached(size)), None)


def _gain(component: Component, step: Band, earned: Earned, gift: Gift) -> Fraction | None:
    """Return what the higher rate adds to what is bought already; nothing where a band pays only on its own part."""
    rate = step.rate(gift.facts)
    if rate is None or component.scale is None or component.pays not in ("percent", "per_unit") or component.scale.method != "whole":
        return None
    return (rate - (earned.rate or ZERO)) * earned.base / (100 if component.pays == "percent" else 1)
