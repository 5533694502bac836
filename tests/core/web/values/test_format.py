"""Formatters answer as Babel does, but for the true minus and a zero without sign."""

import datetime as dt
from decimal import Decimal

import pytest
from babel import Locale, dates, numbers
from hypothesis import given
from hypothesis import strategies as st

from core.i18n import use
from core.web.values import format as fmt

LOCALES = st.sampled_from(["en", "zh_Hans_CN", "de"])
AMOUNTS = st.decimals(min_value=-(10**14), max_value=10**14, places=4).map(lambda d: d or Decimal(0))
CURRENCIES = st.sampled_from(["USD", "CNY", "EUR", "JPY", "CHF", "KWD", "BTC"])
ZONES = st.sampled_from(["UTC", "Asia/Shanghai", "America/St_Johns", "Europe/Berlin"])
MOMENTS = st.datetimes(dt.datetime(1975, 1, 1), dt.datetime(2200, 1, 1), timezones=st.just(dt.UTC))
NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


def true_minus(text: str) -> str:
    return text.replace("-", "−")


@given(AMOUNTS, CURRENCIES, LOCALES)
def test_money_is_babels(amount, currency, locale):
    babel = numbers.format_currency(amount.normalize(), currency, locale=locale, decimal_quantization=False)
    assert fmt.money(amount, currency, locale) == true_minus(babel)


@given(AMOUNTS, LOCALES)
def test_number_is_babels(value, locale):
    babel = numbers.format_decimal(value.normalize(), locale=locale, decimal_quantization=False)
    assert fmt.number(value, locale) == true_minus(babel)


@given(st.decimals(-1000, 1000, places=4).map(lambda d: d or Decimal(0)), LOCALES)
def test_percent_is_babels(points, locale):
    babel = numbers.format_percent((points / 100).normalize(), locale=locale, decimal_quantization=False)
    assert fmt.percent(points, locale) == true_minus(babel)


@given(st.dates(), LOCALES)
def test_date_is_babels(day, locale):
    assert fmt.date(day, locale) == dates.format_date(day, locale=locale)


@given(MOMENTS, ZONES, LOCALES)
def test_datetime_is_babels_parts_in_the_zone(moment, zone, locale):
    local = moment.astimezone(dates.get_timezone(zone))
    joint = str(Locale.parse(locale).datetime_formats["medium"])
    expected = joint.format(dates.format_time(local.time(), "short", locale=locale), dates.format_date(local, locale=locale))
    assert fmt.datetime(moment, zone, locale) == expected


@given(st.integers(-4 * 10**8, 4 * 10**8).filter(bool), LOCALES)
def test_relative_is_babels(seconds, locale):
    span = dt.timedelta(seconds=seconds)
    expected = dates.format_timedelta(span, add_direction=True, locale=locale)
    assert fmt.relative(NOW + span, NOW, locale) == expected


def test_whole_numbers_are_formatted_as_decimals_are():
    assert fmt.money(-1234, "USD", "en") == fmt.money(Decimal(-1234), "USD", "en") == "−$1,234.00"


def test_zero_has_no_sign():
    assert fmt.money(Decimal("-0.00"), "USD", "en") == "$0.00"


def test_decimals_beyond_the_currency_are_not_hidden():
    assert fmt.money(Decimal("0.0125"), "USD", "en") == "$0.0125"


def test_this_very_moment_is_now():
    with use("en"):
        assert fmt.relative(NOW, NOW, "en") == "just now"


@pytest.mark.parametrize(
    "call",
    [
        lambda: fmt.money(None, "USD", "en"),
        lambda: fmt.date(None, "en"),
        lambda: fmt.datetime(None, "UTC", "en"),
        lambda: fmt.number(None, "en"),
        lambda: fmt.percent(None, "en"),
        lambda: fmt.relative(None, NOW, "en"),
        lambda: fmt.country(None, "en"),
        lambda: fmt.filesize(None, "en"),
    ],
)
def test_nothing_is_shown_as_nothing(call):
    assert call() == ""


def test_country_is_named_in_the_readers_language():
    assert (fmt.country("DE", "en"), fmt.country("DE", "zh_Hans_CN")) == ("Germany", "德国")


def test_unknown_country_shows_its_code():
    assert fmt.country("QQ", "en") == "QQ"


@pytest.mark.parametrize(("size", "text"), [(0, "0 B"), (999, "999 B"), (1000, "1 kB"), (1_250_000, "1.2 MB"), (3 * 10**15, "3,000 TB")])
def test_filesize_picks_the_unit(size, text):
    assert fmt.filesize(size, "en") == text


def test_countries_come_in_the_order_of_names():
    assert fmt.countries("en", frozenset({"ZA", "AT", "DE"})) == [
        ("AT", "Austria"),
        ("DE", "Germany"),
        ("ZA", "South Africa"),
    ]


@pytest.mark.parametrize(("value", "shown"), [("80.8", "80.80"), ("1234.5678", "1,234.5678"), ("0", "0.00")])
def test_an_amount_without_its_currency_has_its_cents(value, shown):
    assert fmt.amount(Decimal(value), "en") == shown
