"""A draft tried on the past: what it would have cost, who would gain and lose, what never happened, how the budget would have burnt."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Any

from hansa import behind
from plugins.policies.api import Compiled
from plugins.rebates.engine import calendar, cells, reading
from plugins.rebates.engine.cells import Cells
from plugins.rebates.engine.component import Earned
from plugins.rebates.engine.ready import Ready, ready
from plugins.rebates.engine.scale import ZERO
from plugins.rebates.engine.together import calculate
from plugins.rebates.engine.work import Work, shape_of
from plugins.rebates.tasks import KEEP

Sums = dict[uuid.UUID, Fraction]
PAID = "paid_before"
"""What was paid in all periods before, as `engine/before.py` calls it."""


@dataclass
class Tried:
    """What a document would have given: by period, by partner; `paid` components and `bands` that were reached."""

    periods: list[tuple[str, Fraction]] = field(default_factory=list)
    partners: Sums = field(default_factory=dict)
    paid: set[str] = field(default_factory=set)
    bands: set[tuple[str, str]] = field(default_factory=set)
    asks: int = 0

    @property
    def cost(self) -> Fraction:
        return sum(self.partners.values(), ZERO)


@dataclass(frozen=True)
class BackTest:
    """A draft beside what is in force, over the same days. Amounts are in the currency of the program.

    `changes`: by partner what it would have got more, the losers first. `dead`: components and bands nobody reached. `burnt`: by
    period what was spent of the budget until then, in percent; empty without a budget.
    """

    first: date
    last: date
    draft: Tried
    force: Tried | None
    changes: Sequence[tuple[uuid.UUID, Fraction, Fraction]]
    dead: Sequence[tuple[str, str]]
    burnt: Sequence[tuple[str, Fraction]]

    @property
    def winners(self) -> int:
        return sum(after > before for _partner, before, after in self.changes)

    @property
    def losers(self) -> int:
        return sum(after < before for _partner, before, after in self.changes)


def back_test(draft: Compiled, force: Compiled | None, until: date, months: int = 12) -> BackTest:
    """Run a draft over the lines of the periods that ended before a day, and what is in force beside it; nothing is written."""
    first = calendar.months_before(until, months)
    with behind(KEEP):
        partners = reading.active()
        new = _tried(draft, partners, first, until)
        old = _tried(force, partners, first, until) if force is not None else None
    before = old.partners if old is not None else {}
    changes = [(one, before.get(one, ZERO), new.partners.get(one, ZERO)) for one in {*before, *new.partners}]
    changes.sort(key=lambda row: (row[2] - row[1], str(row[0])))
    return BackTest(first, until, new, old, changes, _dead(ready(draft), new), _burnt(draft, new))


def _tried(policy: Compiled, partners: Sequence[uuid.UUID], first: date, until: date) -> Tried:
    """Calculate period by period as they would have been settled, each knowing what the ones before left."""
    made = ready(shifted(policy, first))
    works = [Work("draft", made, span) for span in calendar.spans(made.policy, until) if span.end <= until and span.start >= first]
    found, left = Tried(), dict[uuid.UUID, dict[str, Fraction]]()
    reading.Reader(partners, stored=False).start(works)
    read: Cells | None = cells.read(shape_of(works)) if works else None
    stretch = None
    for work in works:
        assert read is not None
        if made.cumulative and stretch != (stretch := calendar.since(made.policy, work.span)):
            left = {one: {PAID: held[PAID]} for one, held in left.items()}
        reader = reading.Reader(partners, stored=False)
        gifts = calculate([work], {work.dated: read}, partners, _known(reader(work), left), people=reader.people, above=reader.above)[work]
        owner = {one.id: one.partner_id for one in reader.people().values()} if made.personal else {}
        found.periods.append((work.span.name, sum((one.payable for gift in gifts.values() for one in gift.earned), ZERO)))
        for partner, gift in gifts.items():
            for one in gift.earned:
                _note(found, owner.get(partner, partner), one)
            left[partner] = _left(made, left.get(partner, {}), gift.earned)
    return found


def _known(known: Mapping[uuid.UUID, Mapping[str, Any]], left: Mapping[uuid.UUID, Mapping[str, Fraction]]) -> Any:
    joined = {one: {**held, **left.get(one, {})} for one, held in known.items()}
    return lambda work: joined


def _note(found: Tried, partner: uuid.UUID, one: Earned) -> None:
    found.partners[partner] = found.partners.get(partner, ZERO) + one.payable
    found.asks += one.asks
    if one.payable:
        found.paid.add(one.component)
        found.bands |= {(one.component, one.band), *((one.component, note[0]) for name, note in one.notes if name == "items")}


def _left(made: Ready, before: Mapping[str, Fraction], earned: Sequence[Earned]) -> dict[str, Fraction]:
    found = {PAID: before.get(PAID, ZERO) + sum((one.payable for one in earned), ZERO)}
    for one in earned:
        found[f"surplus.{one.component}"] = one.surplus
        if made.cumulative:
            found[f"settled.{one.component}"] = before.get(f"settled.{one.component}", ZERO) + one.payable
        else:
            found[f"carried.{one.component}"] = one.carried
    return found


def shifted(policy: Compiled, first: date) -> Compiled:
    """Return a document as if it had begun by a day, and went on."""
    return (
        replace(policy, parts={**policy.parts, "starts_on": min(policy["starts_on"], first), "ends_on": None}) if _moves(policy) else policy
    )


def _moves(policy: Compiled) -> bool:
    return policy["frequency"] not in ("own", "whole")


def _dead(made: Ready, found: Tried) -> list[tuple[str, str]]:
    """Return components that paid nobody, and bands of the others that nobody was in."""
    dead: list[tuple[str, str]] = []
    for one in made.components:
        if one.code not in found.paid:
            dead.append((one.label, ""))
        elif one.scale is not None:
            dead += [(one.label, band.name) for band in one.scale.bands if band.name and (one.code, band.name) not in found.bands]
    return dead


def _burnt(policy: Compiled, found: Tried) -> list[tuple[str, Fraction]]:
    budget, spent = policy["budget"], ZERO
    burnt = []
    for name, cost in found.periods if budget else ():
        spent += cost
        burnt.append((name, spent * 100 / Fraction(budget)))
    return burnt
