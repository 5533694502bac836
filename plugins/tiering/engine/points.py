"""Points: earned per event, by rate and multiplier, within categories that have caps, for so many months."""

import calendar
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hansa import rules

BY_HAND = "points"
"""The kind of event whose amount is points already, as staff enters them with evidence."""


@dataclass(frozen=True, slots=True)
class Category:
    """Where points are counted. `cap`: no more of it count. `months`: so long a point counts after it was earned.

    `of`: a formula that gives points beside those of events.
    """

    name: str
    label: str = ""
    cap: Decimal | None = None
    months: int | None = None
    track: str = ""
    of: rules.Expression | None = None


@dataclass(frozen=True, slots=True)
class Earning:
    """What one kind of event gives: `points` per `per` units, per full step or in proportion, times a multiplier."""

    category: str
    kind: str
    per: Decimal = Decimal(1)
    points: Decimal = Decimal(1)
    full_steps: bool = True
    when: rules.Expression | None = None
    times: rules.Expression | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """The points of a partner: what was earned by category, and what of it counts."""

    earned: Mapping[str, Any] = field(default_factory=dict)
    counted: Mapping[str, Any] = field(default_factory=dict)
    tracks: Mapping[str, Any] = field(default_factory=dict)

    @property
    def total(self) -> Any:
        return sum(self.counted.values(), Fraction())

    @property
    def best(self) -> Any:
        """The points of the best track."""
        return max(self.tracks.values(), default=Fraction())


def score(categories: Sequence[Category], earnings: Sequence[Earning], facts: Mapping[str, Any]) -> Score:
    """Return the points on the day of the facts (`day`) of the events there are (`events`).

    An event that reaches one category twice by one reference counts once. A figure that is not known gives no points.
    """
    day, rows = facts.get("day"), facts.get("events") or ()
    sums: dict[str, Fraction] = {one.name: Fraction() for one in categories}
    by_name = {one.name: one for one in categories}
    for name, points in _earned(by_name, earnings, rows, day):
        sums[name] += points
    for one in categories:
        if one.of is not None:
            sums[one.name] += Fraction(one.of.run(facts) or 0)
    counted = {one.name: sums[one.name] if one.cap is None else min(sums[one.name], Fraction(one.cap)) for one in categories}
    tracks: dict[str, Fraction] = {}
    for one in categories:
        if one.track:
            tracks[one.track] = tracks.get(one.track, Fraction()) + counted[one.name]
    return Score(sums, counted, tracks)


def _earned(
    categories: Mapping[str, Category], earnings: Sequence[Earning], rows: Iterable[Mapping[str, Any]], day: date | None
) -> Iterable[tuple[str, Fraction]]:
    seen: set[tuple[str, Any]] = set()
    for event in rows:
        for name, points in _of_event(earnings, event):
            key = (name, event.get("ref"))
            if name not in categories or key in seen or not counts(event, categories[name].months, day):
                continue
            if event.get("ref") is not None:
                seen.add(key)
            yield name, points


def _of_event(earnings: Sequence[Earning], event: Mapping[str, Any]) -> Iterable[tuple[str, Fraction]]:
    amount = Fraction(event.get("amount") or 0)
    if event.get("kind") == BY_HAND:
        yield str(event.get("category")), amount
        return
    told = {f"event.{name}": value for name, value in event.items()}
    for one in earnings:
        if one.kind == event.get("kind") and (one.when is None or one.when.run(told) is True):
            steps = amount / Fraction(one.per)
            times = 1 if one.times is None else one.times.run(told) or 0
            yield one.category, (Fraction(int(steps)) if one.full_steps else steps) * Fraction(one.points) * Fraction(times)


def counts(event: Mapping[str, Any], months: int | None, day: date | None) -> bool:
    """Tell whether what was earned counts on a day: from the day it was earned until, not including, the day it ends."""
    on, until = event.get("on"), event.get("until")
    if day is None or on is None:
        return True
    if on > day:
        return False
    ends = until or (None if months is None else later(on, months))
    return ends is None or day < ends


def later(day: date, months: int) -> date:
    """Return the same day so many months later; a month without that day ends on its last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
