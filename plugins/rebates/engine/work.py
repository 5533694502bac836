"""What is to be calculated: a program over one of its periods, and the days, cut-offs and attributes that needs."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from plugins.rebates.engine import calendar
from plugins.rebates.engine.calendar import Bounds, Span
from plugins.rebates.engine.cells import FOREIGN, Shape
from plugins.rebates.engine.ready import Measure, Ready
from plugins.rebates.program.words import COUNTED

Spells = Mapping[uuid.UUID, Sequence[Bounds]]
"""Days by partner: from the first until, not including, the second."""
RUNNING = ("period", "quarter", "half", "year", "to_date")
"""Measures over these days grow on while the period runs; those of the past are only compared with."""
KIND, AMOUNT = "line.kind", "line.amount"


@dataclass(frozen=True, eq=False)
class Work:
    """A program over a period. `cut_offs`: by first day of a period, the moment from which rows count in the next one; `held`: the run
    that holds of it."""

    slug: str
    made: Ready
    span: Span
    cut_offs: Mapping[date, datetime] = field(default_factory=dict)
    held: Mapping[date, uuid.UUID] = field(default_factory=dict)
    since: dict[uuid.UUID, date] = field(default_factory=dict)
    """The days from which lines of partners count, where that is not the first one."""
    spells: dict[str, Spells] = field(default_factory=dict)
    """The days of partners whose lines count for a measure, by its name, where it asks what a partner has on the day of a line."""

    @property
    def dated(self) -> str:
        return str(self.made.policy["dated"])

    @property
    def sequence(self) -> int:
        return int(self.made.policy["sequence"])

    @property
    def reduced(self) -> bool:
        return bool(self.made.policy["reduced"])

    @property
    def reduces(self) -> bool:
        return bool(self.made.policy["reduces"]) and not self.made.personal

    def counted(self) -> list[Measure]:
        """Return the measures that are read off lines."""
        return [one for one in self.made.measures if one.of != "metric"]

    def bounds(self, measure: Measure) -> Bounds:
        """Return the days a measure is about: of its span, those within its own first and last one."""
        start, end = self.days(measure)
        first = start if measure.first is None else min(max(start, measure.first), end)
        return first, end if measure.last is None else max(min(end, measure.last + calendar.DAY), first)

    def days(self, measure: Measure) -> Bounds:
        """Return the days of a measure's span."""
        span, policy = self.made.span(measure), self.made.policy
        if span == "last_year":
            return calendar.same_last_year(self.span)
        if span == "previous":
            return calendar.previous(policy, self.span)
        if span in ("quarter", "half"):
            return calendar.window(policy, span, self.span)[0], self.span.end
        start = {"to_date": calendar.since(policy, self.span), "year": self.span.year}.get(span, self.span.start)
        return start, self.span.end

    def changes(self) -> set[date]:
        """Return the days on which lines of a partner begin or cease to count for a measure."""
        own = [self.spells[one.name] for one in self.counted() if one.held_on is None and one.name in self.spells]
        return {day for spells in own for bounds in spells.values() for ends in bounds for day in ends}

    def takes(self, measure: Measure, partner: uuid.UUID, day: date, held: date | None) -> bool:
        """Tell whether lines of a partner's day count for a measure, by what the partner had on the day `held`."""
        if day < self.since.get(partner, day):
            return False
        spells = self.spells.get(measure.name)
        return spells is None or (held is not None and any(start <= held < end for start, end in spells.get(partner, ())))

    def settles_late(self, measure: Measure) -> bool:
        """Tell whether late rows count in a later period: not where the past is only compared with."""
        return self.made.span(measure) in RUNNING

    def reach(self) -> Bounds:
        """Return the days of all lines it reads, those received late from earlier periods included."""
        found = [self.bounds(one) for one in self.counted()] or [(self.span.start, self.span.end)]
        late = [day for day in self.cut_offs if day < self.span.start]
        return min([start for start, _end in found] + late), max(end for _start, end in found)

    def cuts(self) -> set[date]:
        """Return the days at which something changes for it."""
        found = {day for one in self.counted() for day in self.bounds(one)} | {self.span.start, self.span.end}
        first, last = self.reach()
        ends = [*self.since.values(), *self.changes(), *(one.first for one in self.counted()), *(one.last and one.last + calendar.DAY for one in self.counted())]
        found |= {day for day in ends if day is not None and first < day < last}
        for span in calendar.spans(self.made.policy, last) if self.cut_offs else ():
            found |= {day for day in (span.start, span.end) if first <= day <= last}
        return found | {first, last}


def shape_of(works: Sequence[Work]) -> Shape:
    """Return what the cells of several works are kept apart by; all of them go by the same date of lines."""
    cuts = sorted({day for work in works for day in work.cuts()})
    received = sorted({moment for work in works for moment in work.cut_offs.values()})
    measures = [one for work in works for one in work.counted()]
    attributes = {name for one in measures for name in one.reads} | ({AMOUNT} if any(one.spread for one in measures) else set())
    attributes |= {name for work in works if work.made.person is not None for name in work.made.person.names}
    attributes |= {name for work in works for one in work.made.components if one.item is not None for name in one.item.names}
    foreign = tuple(sorted({one.foreign for one in measures} - {"own"}))
    attributes |= {FOREIGN} if foreign else set()
    kinds = {one.kinds for one in measures}
    if len(kinds) > 1:
        attributes.add(KIND)
    return Shape(works[0].dated, tuple(cuts), tuple(received), tuple(sorted(attributes)), frozenset().union(*kinds) or frozenset(COUNTED), foreign)


def by_date(works: Iterable[Work]) -> dict[str, list[Work]]:
    """Return works by the date of lines they go by."""
    found: dict[str, list[Work]] = {}
    for work in works:
        found.setdefault(work.dated, []).append(work)
    return found


def counts(work: Work, measure: Measure, day: date, came: int, received: Sequence[datetime]) -> bool:
    """Tell whether lines of a day count for a measure: by their own day, or in the period that takes late ones."""
    start, end = work.days(measure)
    if not work.settles_late(measure):
        return start <= day < end and measure.within(day)
    found = counts_on(work, day, came, received)
    return found is not None and start <= found < end and measure.within(day)


def counts_on(work: Work, day: date, came: int, received: Sequence[datetime]) -> date | None:
    """Return the first day of the period in which lines of a day count; `came` is the stretch of their receipt."""
    span = calendar.span_at(work.made.policy, day)
    while span is not None and span.start in work.cut_offs and came > received.index(work.cut_offs[span.start]):
        span = calendar.span_at(work.made.policy, span.end)
    return span.start if span is not None else None
