"""Conversion: exact, by the declared rate, or refused."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from core.entities.unit import unit
from core.errors import Unprocessable
from core.programs.settings import save_settings
from hansa.testing import Person
from plugins.ledger import api

DAY = date(2026, 5, 14)


@pytest.fixture
def rate(make_record):
    def add(base, quote, value, since="2026-05-01", kind="mid"):
        return make_record("ledger.rate", by="finance", base=base, quote=quote, rate=value, since=since, kind=kind, source="bank")

    return add


@pytest.fixture
def configure(kit):
    def change(**values):
        with kit.acting(Person("admin")):
            unit(lambda: save_settings("ledger", values))
        kit.portal.programs.forget()

    return change


@pytest.fixture
def convert(act):
    return lambda amount, base, quote, on=DAY: act(lambda: api.convert(api.Money(Decimal(amount), base), quote, on))


def test_the_newest_rate_of_the_day_counts(rate, convert):
    rate("EUR", "USD", "1.05", "2026-04-01")
    rate("EUR", "USD", "1.0825", "2026-05-14")
    rate("EUR", "USD", "1.2", "2026-05-15")
    found = convert("100", "EUR", "USD")
    assert found.money == (Decimal("108.25"), "USD") and found.rates[0].since == DAY


def test_a_missing_rate_is_refused_and_never_one(convert, rate):
    rate("EUR", "USD", "1.1", "2026-06-01")
    for quote in ("USD", "CNY"):
        with pytest.raises(Unprocessable) as refused:
            convert("100", "EUR", quote)
        assert refused.value.code == "no-rate"


def test_the_same_currency_stays_as_it_is(convert):
    assert convert("100.1234", "EUR", "EUR").money == (Decimal("100.1234"), "EUR")


def test_the_other_direction_is_inverted_exactly(rate, convert):
    rate("EUR", "USD", "1.1")
    found = convert("100", "USD", "EUR")
    assert found.exact == Fraction(1000, 11) and found.money.amount == Decimal("90.91") and found.rates[0].inverse


def test_two_rates_lead_by_the_programs_currency(rate, convert, kit):
    with kit.acting(Person("admin")) as scope:
        pivot = scope.program.currency
    one, two = (code for code in ("EUR", "USD", "CNY") if code != pivot)
    rate(one, pivot, "2")
    rate(two, pivot, "8")
    found = convert("100", one, two)
    assert found.money.amount == 25 and len(found.rates) == 2


@pytest.mark.parametrize(("path", "base", "quote"), [("direct", "USD", "EUR"), ("inverse", "JPY", "CHF")])
def test_ways_that_are_not_declared_are_not_taken(rate, convert, configure, path, base, quote):
    for code in ("EUR", "JPY", "CHF"):
        rate(code, "USD", "1.1")
    configure(rate_path=path)
    with pytest.raises(Unprocessable):
        convert("1", base, quote)


@pytest.mark.parametrize(("rule", "wanted"), [("day", "3"), ("month", "2"), ("month_before", "1")])
def test_the_day_that_counts_is_declared(rate, convert, configure, rule, wanted):
    for since, value in (("2026-04-10", "1"), ("2026-05-01", "2"), ("2026-05-10", "3")):
        rate("EUR", "USD", value, since)
    configure(rate_day=rule)
    assert convert("1", "EUR", "USD").money.amount == Decimal(wanted)


def test_a_rate_that_is_too_old_is_none(rate, convert, configure):
    rate("EUR", "USD", "1.1", "2026-05-01")
    configure(rate_age=12)
    with pytest.raises(Unprocessable):
        convert("1", "EUR", "USD")
    configure(rate_age=13)
    assert convert("1", "EUR", "USD").money.amount == Decimal("1.1")


@pytest.mark.parametrize(("mode", "wanted"), [("half_up", "0.13"), ("half_even", "0.12"), ("down", "0.12"), ("up", "0.13")])
def test_rounding_is_declared(rate, convert, configure, mode, wanted):
    rate("EUR", "USD", "0.125")
    configure(rate_rounding=mode)
    assert convert("1", "EUR", "USD").money.amount == Decimal(wanted)
    assert convert("-1", "EUR", "USD").money.amount == -Decimal(wanted)


def test_the_decimals_are_those_of_the_currency_or_declared(rate, convert, configure):
    rate("EUR", "JPY", "170.55555")
    assert convert("1", "EUR", "JPY").money.amount == 171
    configure(rate_places=4)
    assert convert("1", "EUR", "JPY").money.amount == Decimal("170.5556")


def test_rates_of_another_kind_are_left_alone(rate, convert, configure):
    rate("EUR", "USD", "9", kind="sell")
    with pytest.raises(Unprocessable):
        convert("1", "EUR", "USD")
    configure(rate_kind="sell")
    assert convert("1", "EUR", "USD").money.amount == 9


@pytest.mark.parametrize("value", ["0", "0.0", "-1", "1e3", "x", "1,1", "", "NaN", "٣"])
def test_odd_rates_are_refused(rate, value):
    with pytest.raises(Unprocessable):
        rate("EUR", "USD", value)


@pytest.mark.parametrize(("base", "quote"), [("EUR", "EUR"), ("EUR", "XQX"), ("eu", "USD")])
def test_odd_pairs_are_refused(rate, base, quote):
    with pytest.raises(Unprocessable):
        rate(base, quote, "1")
