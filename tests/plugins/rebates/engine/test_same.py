"""The set-based engine gives what a plain calculator gives, to the last digit, in whatever portions and order the lines come."""

import random
import uuid
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugins.rebates.engine.calendar import span_at
from plugins.rebates.engine.cells import Cells, added
from plugins.rebates.engine.plan import touching
from plugins.rebates.engine.ready import ready
from plugins.rebates.engine.together import calculate
from plugins.rebates.engine.work import Work, shape_of
from tests.plugins.rebates.engine.reference import Deal, Plain, Sale
from tests.plugins.rebates.programs import compiled, document

PARTNERS = {"a": uuid.UUID(int=1), "b": uuid.UUID(int=2)}
MONTHS = (1, 2, 3, 4)
amounts = st.integers(-60_000, 100_000).map(lambda cents: Fraction(cents, 100))
days = st.dates(date(2026, 1, 1), date(2026, 4, 30))
GOLD = 'partner.tier == "gold"'
SPANS = ((False, False), (True, False), (False, True))
"""Whether it settles since the start of the year; whether it counts the quarter so far, and is settled at its end."""
rates = st.fractions(0, 40, max_denominator=9)


@st.composite
def sales(draw: st.DrawFn) -> tuple[Sale, ...]:
    found = []
    for number in range(draw(st.integers(0, 10))):
        day = draw(days)
        came = day + timedelta(draw(st.sampled_from((0, 0, 3, 20, 45))))
        who, line_, ordered = draw(st.sampled_from("ab")), draw(st.sampled_from(("pumps", "valves"))), day - timedelta(draw(st.sampled_from((0, 9, 40))))
        found.append(Sale(number, who, day, came, draw(amounts), line_, ordered))
    return tuple(found)


@st.composite
def deals(draw: st.DrawFn) -> tuple[Deal, ...]:
    found = []
    for number in range(draw(st.integers(1, 3))):
        lows = sorted(draw(st.sets(st.integers(0, 1500), min_size=1, max_size=3)))
        found.append(
            Deal(
                f"p{number}", tuple((Fraction(low), draw(rates)) for low in lows), draw(st.sampled_from(("whole", "stepped", "rolling", "total"))),
                draw(st.sampled_from((None, "pumps"))), draw(st.integers(0, 2)), draw(st.booleans()), draw(st.booleans()),
                draw(st.none() | st.integers(1, 200).map(Fraction)), draw(st.none() | st.integers(1, 900).map(Fraction)), *draw(st.sampled_from(SPANS)),
                draw(st.none() | st.integers(1, 90).map(Fraction)), draw(st.booleans()), draw(st.booleans()), draw(st.booleans()),
                draw(st.none() | st.integers(1, 900).map(Fraction)),
            )
        )  # fmt: skip
        if found[-1].quarter:
            found[-1] = replace(found[-1], reduces=False)
    return tuple(found)


def written(deal: Deal):
    where = f'line.product_line == "{deal.line}"' if deal.line else None
    gate = None if deal.target is None else f"percent(measure.sales, {deal.target}) >= 90"
    return compiled(
        document(
            {"method": deal.method, "gate": gate, "settled_with": "quarter" if deal.quarter else "period",
             **({} if deal.each is None and not deal.apart else {"item": "line.product_line", "by_item": deal.apart}),
             "item_cap": None if deal.each is None else str(deal.each), "cap": str(deal.cap) if deal.cap is not None else None},
            [(low, f"{rate.numerator} / {rate.denominator}") for low, rate in deal.bands],
            measures=[{"name": "sales", "where": where, "span": "quarter" if deal.quarter else "period", "held": GOLD if deal.gold else None,
                       **({} if deal.least is None else {"item": "line.product_line", "least": str(deal.least)}),
                       "held_on": "line.ordered_on" if deal.gold and deal.early else None}],
            sequence=deal.place, reduced=deal.reduced, reduces=deal.reduces, frequency="month",
            year="calendar", settlement="cumulative" if deal.to_date else "period",
        ),
        deal.slug,
    )  # fmt: skip


@st.composite
def spells(draw: st.DrawFn) -> dict[uuid.UUID, list[tuple[date, date]]]:
    """Return the days on which partners are gold, from the first until, not including, the second."""
    ends = {partner: sorted(draw(st.sets(days, max_size=5))) for partner in PARTNERS.values()}
    return {partner: list(zip(found[::2], found[1::2], strict=False)) for partner, found in ends.items()}


def golden(held: dict[uuid.UUID, list[tuple[date, date]]]) -> frozenset[tuple[str, date]]:
    each = [(name, start, until) for name, partner in PARTNERS.items() for start, until in held[partner]]
    return frozenset((name, start + timedelta(at)) for name, start, until in each for at in range((until - start).days))


def moment(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def works_for(plain: Plain, month: int, held: dict) -> list[Work]:
    """Return the works of a month's runs, with those of the months before that other programs are net of."""
    cut_offs = {date(2026, at, 1): moment(day) for at, day in plain.cut_offs.items()}
    policies = {deal: written(deal) for deal in plain.deals}
    found: dict = {}
    for deal, policy in policies.items():
        own = span_at(policy, date(2026, month, 1))
        found[deal, month] = Work(deal.slug, ready(policy), own, cut_offs)
        for span in touching(policy, date(2026, 1, 1), own.end):
            found.setdefault((deal, span.start.month), Work(deal.slug, ready(policy), span, cut_offs))
    for (deal, _month), work in found.items():
        work.spells.update({"sales": held} if deal.gold else {})
    return list(found.values())


def line(sale: Sale) -> dict:
    return {
        "partner_id": PARTNERS[sale.partner], "invoiced_on": sale.day, "created_at": moment(sale.came), "amount": sale.amount, "product_line": sale.line,
        "ordered_on": sale.ordered,
    }  # fmt: skip


def found_by_engine(works, cells, month):
    gifts = calculate(works, {"invoiced_on": cells}, list(PARTNERS.values()), lambda one: {})
    return {
        (work.slug, name): (gift[partner].earned[0].earned, gift[partner].earned[0].unrounded) if partner in gift else (0, 0)
        for work, gift in gifts.items()
        if work.span.start.month == month
        for name, partner in PARTNERS.items()
    }


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(sales(), deals(), spells(), st.booleans(), st.integers(0, 9), st.sampled_from(MONTHS))
def test_the_engine_gives_what_a_plain_calculator_gives(bought, given_, held, late, seed, month):
    plain = Plain(given_, bought, {1: date(2026, 2, 6), 2: date(2026, 3, 6)} if late else {}, month, golden(held))
    works = works_for(plain, month, held)
    whole = added(Cells(shape_of(works)), [line(sale) for sale in bought])
    expected = {
        (deal.slug, name): (plain.earned(deal, name, month), plain.unrounded(deal, name, month)) for deal in given_ for name in PARTNERS
    }
    assert found_by_engine(works, whole, month) == expected
    shuffled = random.Random(seed)
    order = shuffled.sample(bought, len(bought))
    parts = Cells(shape_of(works))
    for sale in order:
        parts = added(parts, [line(sale)])
    assert found_by_engine(shuffled.sample(works, len(works)), parts, month) == expected
