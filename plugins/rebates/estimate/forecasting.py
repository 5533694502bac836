"""Forecasts: the figures of a period as they will likely stand at its end, and at worst for the vendor."""

import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from plugins.rebates.engine.calendar import Span
from plugins.rebates.engine.component import Earned, calculate
from plugins.rebates.engine.engine import evaluate
from plugins.rebates.engine.pools import OWN, Above, put_together_anew
from plugins.rebates.engine.rounding import rounded
from plugins.rebates.engine.scale import ZERO
from plugins.rebates.engine.together import Gift, Gifts
from plugins.rebates.engine.work import RUNNING, Work
from plugins.rebates.estimate.stated import Stated


@dataclass(frozen=True)
class Pace:
    """How far a period has come: `days` of `whole`. What was counted in them goes on at the same rate."""

    days: int
    whole: int

    @staticmethod
    def of(span: Span, day: date) -> "Pace":
        whole = (span.end - span.start).days
        return Pace(min(max((day - span.start).days + 1, 1), whole), whole)


def expected(
    work: Work, gifts: Gifts, wanted: Collection[uuid.UUID], pace: Pace, told: Mapping[uuid.UUID, Sequence[Stated]], above: Callable[[], Above]
) -> dict[uuid.UUID, list[Earned]]:
    """Return what those `wanted` are given if the period goes on as it went until now, or comes to what is `told`. What partners earn
    together is divided by what all of them will have bought."""
    if work.made.divided:
        own = {one: grown(work, {**gift.facts, **gift.facts[OWN]}, pace, told.get(one, ())) for one, gift in gifts.items()}
        facts = put_together_anew(work.made, own, above())
    else:
        facts = {one: grown(work, gifts[one].facts, pace, told.get(one, ())) for one in wanted}
    return {one: evaluate(work.made, facts[one]) for one in wanted}


def accrued(work: Work, gift: Gift, now: Earned, likely: Earned | None) -> Fraction:
    """Return what is accrued of a component: what is earned, or what was bought so far at a rate expected at the end, less what was settled."""
    way, one = work.made.policy["accrual"], next(one for one in work.made.components if one.code == now.component)
    if way == "earned" or likely is None or not likely.base:
        return now.worth
    if way == "average":
        amount = likely.unrounded * now.base / likely.base
    else:
        flat = None if likely.rate is None else calculate(replace(one, applies=None, gate=None, scale=None, rate=lambda facts: likely.rate), gift.facts)
        amount = flat.earned if flat is not None and likely.earned else ZERO
    return rounded(amount, one.decimals, one.rounding) - now.settled


def at_worst(work: Work, gift: Gift, pace: Pace) -> list[Earned]:
    """Return what components give if each measure reaches the band above the one it is expected in."""
    facts = grown(work, gift.facts, pace)
    for one in work.made.components:
        low = _next(one, facts)
        if low is not None and one.measure in facts and facts[one.measure]:
            facts[one.measure] = max(facts[one.measure], low)
    return evaluate(work.made, facts)


def grown(work: Work, facts: dict[str, Any], pace: Pace, told: Sequence[Stated] = ()) -> dict[str, Any]:
    """Return facts with the measures of the running period at its end, those that are `told` as told, though never less than is bought
    already. Since the start of a year, the days before count as they are."""
    found, said = dict(facts), {f"measure.{one.measure or work.made.measures[0].name}": one.amount for one in told if work.made.measures}
    for measure in work.made.measures:
        name, span = f"measure.{measure.name}", work.made.span(measure)
        value = found.get(name)
        if value is None or span not in RUNNING:
            continue
        if name in said:
            found[name] = max(said[name], value)
            continue
        start, _end = work.bounds(measure)
        gone = (work.span.start - start).days + pace.days
        found[name] = value * Fraction(gone + pace.whole - pace.days, gone)
    return found


def _next(one: Any, facts: dict[str, Any]) -> Fraction | None:
    """Return where the band above begins, for components whose bands are reached by the measure they pay on."""
    if one.climbed is None or one.qualifier is not None:
        return None
    size = facts.get(one.measure)
    lows = [band.low for band in one.climbed.bands if band.low is not None and size is not None and not band.reached(size)]
    return min(lows) if lows else None
