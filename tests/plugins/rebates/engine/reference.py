"""A plain calculator of rebates, line by line, which shares no code with the engine."""

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from math import floor


@dataclass(frozen=True)
class Deal:
    """A program as the generator makes it: bands are (from, rate); `line` limits it to a product line; `quarter`: it counts the quarter so far;
    `each`: the most a product line pays; `gold`: it counts what was bought while the partner was gold; `apart`: each product line reaches
    bands of its own; `early`: whether it was gold is asked of the day of the order; `least`: a product line
    counts only if it comes to so much."""

    slug: str
    bands: tuple[tuple[Fraction, Fraction], ...]
    method: str = "whole"
    line: str | None = None
    place: int = 0
    reduced: bool = False
    reduces: bool = True
    cap: Fraction | None = None
    target: Fraction | None = None
    to_date: bool = False
    quarter: bool = False
    each: Fraction | None = None
    gold: bool = False
    apart: bool = False
    early: bool = False
    least: Fraction | None = None


@dataclass(frozen=True)
class Sale:
    number: int
    partner: str
    day: date
    came: date
    amount: Fraction
    line: str
    ordered: date


@dataclass
class Plain:
    """What deals of one year give for its sales; `cut_offs`: by month the first day that is too late for it, `now` the month that is settled."""

    deals: tuple[Deal, ...]
    sales: tuple[Sale, ...]
    cut_offs: dict[int, date] = field(default_factory=dict)
    now: int = 1
    golden: frozenset[tuple[str, date]] = frozenset()
    """The days on which a partner is gold."""

    def month(self, sale: Sale) -> int:
        month = sale.day.month
        while month in self.cut_offs and sale.came >= self.cut_offs[month]:
            month += 1
        return month

    def counted(self, deal: Deal, partner: str, month: int) -> list[Sale]:
        found = [
            sale
            for sale in self.sales
            if sale.partner == partner
            and self.takes(deal, sale)
            and self.first(deal, month) <= self.month(sale) <= month
        ]
        return [sale for sale in found if deal.least is None or sum(one.amount for one in found if one.line == sale.line) >= deal.least]

    def takes(self, deal: Deal, sale: Sale) -> bool:
        return deal.line in (None, sale.line) and (not deal.gold or (sale.partner, sale.ordered if deal.early else sale.day) in self.golden)

    def first(self, deal: Deal, month: int) -> int:
        return 1 if deal.to_date else (month - 1) // 3 * 3 + 1 if deal.quarter else month

    def left(self, deal: Deal, sale: Sale) -> Fraction:
        """Return the part of a sale that deals before this one left."""
        rest = Fraction(1)
        for other in self.deals if deal.reduced else ():
            on = self.now if other.to_date else self.month(sale)
            if other.reduces and other.place < deal.place and sale in self.counted(other, sale.partner, on):
                rest -= self.share(other, sale.partner, on, sale.line) * self.left(other, sale)
        return rest

    def base(self, deal: Deal, partner: str, month: int) -> Fraction:
        return sum((sale.amount * self.left(deal, sale) for sale in self.counted(deal, partner, month)), Fraction(0))

    def share(self, deal: Deal, partner: str, month: int, line: str) -> Fraction:
        """Return the part of a sale of a product line a deal takes off."""
        base, earned = self.base(deal, partner, month), self.earned(deal, partner, month)
        if deal.apart:
            lines = self.by_line(deal, partner, month)
            given = {one: banded(deal, size) for one, size in lines.items()}
            total = sum(given.values(), Fraction(0))
            return earned * given[line] / total / lines[line] if total and lines[line] else Fraction(0)
        return earned / base if base else Fraction(0)

    def by_line(self, deal: Deal, partner: str, month: int) -> dict[str, Fraction]:
        parts: dict[str, Fraction] = {}
        for sale in self.counted(deal, partner, month):
            parts[sale.line] = parts.get(sale.line, Fraction(0)) + sale.amount * self.left(deal, sale)
        return parts

    def earned(self, deal: Deal, partner: str, month: int) -> Fraction:
        return cents(self.unrounded(deal, partner, month))

    def unrounded(self, deal: Deal, partner: str, month: int) -> Fraction:
        base = self.base(deal, partner, month)
        if deal.target is not None and base * 100 < deal.target * 90:
            return Fraction(0)
        amount, parts = banded(deal, base), self.by_line(deal, partner, month)
        if deal.apart:
            given = [banded(deal, part) for part in parts.values()]
            amount = sum(given, Fraction(0))
            if deal.each is not None and amount:
                amount = sum((min(one, deal.each) for one in given), Fraction(0))
        elif deal.each is not None and base:
            amount = sum((min(amount * part / base, deal.each) for part in parts.values()), Fraction(0))
        return amount if deal.cap is None else min(amount, deal.cap)


def banded(deal: Deal, base: Fraction) -> Fraction:
    total = Fraction(0)
    reached = [(low, rate) for low, rate in deal.bands if base >= low]
    for at, (low, rate) in enumerate(reached):
        top = reached[at + 1][0] if at + 1 < len(reached) else None
        if deal.method == "whole":
            total = base * rate
        elif deal.method == "total":
            total += base * rate
        elif deal.method == "stepped":
            total += ((base if top is None else top) - low) * rate
        else:
            total += (base if top is None else top) * rate
    return total / 100


def cents(value: Fraction) -> Fraction:
    scaled = floor(abs(value) * 100 + Fraction(1, 2))
    return Fraction(-scaled if value < 0 else scaled, 100)
