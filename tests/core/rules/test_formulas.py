"""Figures: exact until they are rounded, unknown when something is."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.rules.calendars import Calendar
from core.rules.errors import RuleError, RuleLimit
from core.rules.expression import parse
from core.rules.facts import Fact, Facts
from core.rules.types import DATE, MONEY, NUMBER, PERCENT, TEXT, money, table
from tests.core.rules.world import FACTS as WORLD

FACTS = WORLD | Facts({"rates": Fact(table(TEXT, TEXT, value=PERCENT), fixed=True), "order.total": Fact(money("EUR")), "due": Fact(DATE)})
HOLIDAYS = Calendar(holidays=frozenset({date(2026, 10, 1), date(2026, 10, 2)}), workdays=frozenset({date(2026, 10, 10)}))
LINES = [
    {"amount": Decimal("10"), "family": "A", "units": 2, "shipped": date(2026, 1, 3), "gift": False},
    {"amount": Decimal("7.5"), "family": "B", "units": 1, "shipped": date(2026, 1, 1), "gift": False},
    {"amount": Decimal("7.5"), "family": "A", "units": 4, "shipped": None, "gift": True},
]
VALUES: Mapping[str, Any] = {
    "deal.amount": Decimal("1000"),
    "deal.cost": Decimal("300"),
    "deal.rate": Decimal("7.5"),
    "deal.units": 7,
    "deal.size": 3,
    "deal.state": "won",
    "deal.lines": LINES,
    "deal.closes": date(2026, 1, 31),
    "deal.seen": datetime(2026, 1, 31, 22, tzinfo=UTC),
    "today": date(2026, 9, 30),
    "holidays": HOLIDAYS,
    "rates": {("gold", "A"): Decimal(5), ("gold", "B"): Decimal("2.5")},
    "order.total": Decimal("27000"),
}


def value(text: str, **changed: Any) -> Any:
    return parse(text, FACTS, expect=())(dict(VALUES) | changed)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("deal.amount / 3", Fraction(1000, 3)),
        ("deal.amount / 3 * 3 == deal.amount", True),
        ("deal.amount / deal.cost", Fraction(10, 3)),
        ("deal.amount / deal.cost >= 10 / 3", True),
        ("deal.amount / 0", None),
        ("percent(deal.cost, deal.amount)", 30),
        ("percent(1, 3) * 3 == 100", True),
        ("percent(deal.amount, deal.amount - 1000)", None),
        ("percent_of(deal.rate, deal.amount)", 75),
        ("round(percent_of(2.5, 0.5), 2)", Decimal("0.01")),
        ("round(0.125, 2)", Decimal("0.13")),
        ('round(0.125, 2, "half_even")', Decimal("0.12")),
        ('round(-0.129, 2, "down")', Decimal("-0.12")),
        ('round(-0.121, 2, "up")', Decimal("-0.13")),
        ("round(1234.5, -2)", 1200),
        ("highest(deal.amount, deal.cost, 1500)", 1500),
        ("lowest(deal.amount, deal.cost)", 300),
        ("500 if deal.units > 5 else 0", 500),
        ('lookup(rates, "gold", "B")', Decimal("2.5")),
        ('lookup(rates, "silver", "B")', None),
        ('lookup(rates, "silver", "B", default=1)', 1),
        ('lookup({"won": 3, "lost": 0.5}, deal.state)', 3),
        ("scale(order.total, {0: 1, 5000: 2, 10000: 4})", 4),
        ("scale(5000, {0: 1, 5000: 2})", 2),
        ("scale(5000, {0: 1, 5000: 2}, over=True)", 1),
        ("scale(-deal.amount, {0: 1}) is None", True),
        ("scale(-1, {0: 1}, default=0)", 0),
        ("graduated(order.total, {0: 0, 5000: 2, 10000: 4})", 780),
        ("first(x.amount for x in deal.lines)", 10),
        ('last(x.amount for x in ordered(deal.lines, "shipped") if known(x.shipped))', 10),
        ('first(x.family for x in ordered(deal.lines, "-amount"))', "A"),
        ("average(x.amount for x in deal.lines)", Fraction(25, 3)),
        ("median(x.units for x in deal.lines)", 2),
        ("distinct(x.amount for x in deal.lines)", 2),
        ("sum(x.amount * x.units for x in deal.lines)", Decimal("57.5")),
        ("min(x.amount for x in deal.lines if x.units > 100)", None),
        ("sum(x.amount for x in deal.lines if x.units > 100)", 0),
        ("min(x.shipped for x in deal.lines)", None),
        ("today + business_days(1, holidays)", date(2026, 10, 5)),
        ("today + business_days(5, holidays)", date(2026, 10, 9)),
        ("today + business_days(6, holidays)", date(2026, 10, 10)),
        ('date("2026-10-12") - business_days(6, holidays)', date(2026, 10, 5)),
        ("business_days_between(today, today + days(12), holidays)", 7),
        ('business_day_from(date("2026-10-01"), holidays)', date(2026, 10, 5)),
        ('business_day_until(date("2026-10-04"), holidays)', date(2026, 9, 30)),
        ("deal.closes + months(1)", date(2026, 2, 28)),
        ("deal.closes - months(2)", date(2025, 11, 30)),
        ("deal.closes + years(-2) + months(1)", date(2024, 2, 29)),
        ("months_between(deal.closes, date(\"2026-02-28\"))", 1),
        ("month_end(deal.closes + days(1))", date(2026, 2, 28)),
        ("quarter_end(today)", date(2026, 9, 30)),
        ('overlap(date("2026-01-01"), date("2026-02-01"), date("2026-01-31"), date("2026-03-01"))', 1),
        ('overlap(date("2026-01-01"), date("2026-01-31"), date("2026-01-31"), date("2026-03-01"), last_day_counts=True)', 1),
        ('day_of(deal.seen, "Asia/Shanghai")', date(2026, 2, 1)),
        ('deal.seen + hours(3) >= moment("2026-02-01T01:00:00+00:00")', True),
        ("weekday(deal.closes)", 6),
        ('order.total >= money(27000, "EUR")', True),
        ("if_unknown(deal.weight, 2)", 2),
        ("deal.weight + 1", None),
        ("1 if deal.weight > 1 else 2", None),
    ],
)  # fmt: skip
def test_a_formula_gives(text: str, expected: Any) -> None:
    found = value(text)
    assert found == expected
    assert type(found) is type(expected) or not isinstance(expected, bool)
    assert parse(text, FACTS, expect=()).explain(VALUES).value == expected


@given(st.fractions(max_denominator=10**6), st.integers(-4, 6))
def test_rounding_half_up_is_within_half_a_step_and_the_others_beside_it(number: Fraction, places: int) -> None:
    step = Fraction(10) ** -places
    down, up, half, even = (
        Fraction(value(f'round(deal.weight, {places}, "{mode}")', **{"deal.weight": number}))
        for mode in ("down", "up", "half_up", "half_even")
    )
    assert abs(down) <= abs(number) <= abs(up)
    assert up == down if number % step == 0 else abs(up - down) == step
    assert abs(half - number) <= step / 2 >= abs(even - number)
    assert half in (down, up)
    assert even in (down, up)


@pytest.mark.parametrize(
    "text",
    ["deal.amount / 3 > 5", "deal.closes + business_days(deal.units) > today", "deal.seen + hours(1) > deal.seen", "average(x.amount for x in deal.lines) > 1",
     "(deal.amount if deal.urgent else deal.cost) > 5", "deal.amount * deal.units * deal.size > 5", "deal.amount + 0.00001 > 5", "deal.closes + business_days(3) > today",
     "deal.closes - business_days(3, holidays) > today", "round(deal.amount) > 5"],
)  # fmt: skip
def test_a_formula_is_refused_where_the_database_must_answer(text: str) -> None:
    assert parse(text, FACTS).sql_reason is not None
    with pytest.raises(RuleError) as caught:
        parse(text, FACTS, in_sql=True)
    assert caught.value.code in ("python-only", "not-in-sql")


def test_what_is_fixed_may_be_a_formula_even_for_the_database() -> None:
    assert parse("deal.closes >= business_day_from(today, holidays) - business_days(3, holidays)", FACTS, in_sql=True)


def test_a_fraction_that_grows_without_end_is_stopped() -> None:
    rows = [{"units": n, "amount": Decimal(1)} for n in range(1, 20_000)]
    with pytest.raises(RuleLimit):
        value("sum(1 / x.units for x in deal.lines)", **{"deal.lines": rows})


def test_too_many_rows_are_stopped() -> None:
    rows = [{"units": n} for n in range(1_000)]
    with pytest.raises(RuleLimit):
        value("any(any(y.units < x.units - 1000 for y in deal.lines) for x in deal.lines)", **{"deal.lines": rows})


@pytest.mark.parametrize(("text", "fits"), [("percent_of(10, order.total)", True), ("deal.cost", True), ('"ten"', False)])
def test_where_any_currency_is_expected_amounts_fit_and_texts_do_not(text: str, fits: bool) -> None:
    expect = (NUMBER, MONEY)
    if fits:
        assert parse(text, FACTS, expect=expect)
    else:
        with pytest.raises(RuleError):
            parse(text, FACTS, expect=expect)
