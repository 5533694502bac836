import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError

from core.web.forms.inputs import localize, plain_number, read_moment, show_moment
from core.web.values import format as fmt
from schemas.errors import Refused

AMOUNTS = st.decimals(-(10**14), 10**14, places=4)


@given(AMOUNTS, st.sampled_from(["en", "zh_Hans_CN", "de"]))
def test_a_number_as_shown_is_read_back(value, locale):
    assert Decimal(plain_number(fmt.decimals(value, locale, 2), locale)) == value


@pytest.mark.parametrize(
    ("typed", "read"),
    [("1,234.50", "1234.50"), ("1234.5", "1234.5"), (" 1 234 ", "1234"), ("−5", "-5"), ("１，２３４．５", "1234.5"),
     ("+7", "+7"), ("0.5", "0.5")],
)  # fmt: skip
def test_numbers_are_read_as_people_write_them(typed, read):
    assert plain_number(typed, "en") == read


@pytest.mark.parametrize("typed", ["1.234,50", "12,34", "1,23,456", "1e5", "١٢", "abc", "1.2.3", "1" * 10_000, ",5"])
def test_what_is_not_clearly_a_number_is_left_for_the_schema_to_refuse(typed):
    assert plain_number(typed, "en") == typed


def test_the_locales_own_signs_are_read():
    assert plain_number("1.234,50", "de") == "1234.50"


@given(st.text())
def test_reading_a_number_never_fails(text):
    assert isinstance(plain_number(text, "en"), str)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Asia/Shanghai", "Australia/Lord_Howe"])
@given(moment=st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2090, 1, 1), timezones=st.just(dt.UTC)))
def test_a_shown_moment_is_read_back_or_is_the_first_of_two(zone, moment):
    moment = moment.replace(microsecond=0)
    back = dt.datetime.fromisoformat(read_moment(show_moment(moment, zone), zone))
    ambiguous = moment.astimezone(ZoneInfo(zone)).fold == 1
    assert back < moment if ambiguous else back == moment


def test_the_skipped_hour_is_refused():
    with pytest.raises(ValidationError) as caught:
        localize(dt.datetime(2026, 3, 29, 2, 30), "Europe/Berlin")
    assert (caught.value.messages[0].code, caught.value.messages[0].params) == ("gap-hour", {"time": "02:30"})


def test_of_an_hour_that_comes_twice_the_first_is_taken():
    moment = localize(dt.datetime(2026, 10, 25, 2, 30, fold=1), "Europe/Berlin")
    assert moment == dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize("text", ["soon", "2026-02-30T10:00", "0001-01-01T00:00", "²"])
def test_what_is_no_time_is_refused(text):
    assert isinstance(read_moment(text, "Europe/Berlin"), Refused)


def test_a_time_with_offset_is_left_to_the_schema():
    assert read_moment("2026-09-30T14:00+02:00", "Asia/Shanghai") == "2026-09-30T14:00+02:00"
