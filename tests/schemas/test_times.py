import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError

from schemas import fields


def code_of(field, value):
    with pytest.raises(ValidationError) as caught:
        field.deserialize(value)
    return caught.value.messages[0].code


@given(st.dates(dt.date(2, 1, 1), dt.date(9998, 12, 31)))
def test_a_date_comes_back(day):
    assert fields.Date().deserialize(fields.Date().serialize("d", {"d": day})) == day


@pytest.mark.parametrize("text", ["2026-02-30", "20260930", "2026-W01-1", "30.09.2026", "2026-9-3", "٢٠٢٦-09-30", "2026-09-30T00:00", 5])
def test_other_dates_are_refused(text):
    assert code_of(fields.Date(), text) == "invalid"


@pytest.mark.parametrize("day", ["0001-12-31", "9999-01-01"])
def test_a_day_without_a_year_beside_it_is_refused(day):
    assert code_of(fields.Date(), day) == code_of(fields.DateTime(), f"{day}T12:00Z") == "invalid"


def test_a_moment_is_no_date():
    assert code_of(fields.Date(), dt.datetime(2026, 1, 1, tzinfo=dt.UTC)) == "invalid"


@given(st.datetimes(dt.datetime(2, 1, 2), dt.datetime(9998, 12, 30), timezones=st.timezones()))
def test_a_moment_comes_back_in_utc(moment):
    kept = fields.DateTime().deserialize(fields.DateTime().serialize("m", {"m": moment.astimezone(dt.UTC)}))
    assert kept == moment.astimezone(dt.UTC) and kept.utcoffset() == dt.timedelta(0)


@pytest.mark.parametrize("text", ["2026-09-30T14:00:00", "2026-09-30 14:00"])
def test_a_moment_needs_an_offset(text):
    assert code_of(fields.DateTime(), text) == "no-offset"


def test_a_naive_python_moment_is_refused_too():
    assert code_of(fields.DateTime(), dt.datetime(2026, 1, 1)) == "no-offset"


@pytest.mark.parametrize("text", ["2026-09-30T14:00Z", "2026-09-30t14:00:00z", "2026-09-30T16:00:00+02:00"])
def test_offsets_are_read(text):
    assert fields.DateTime().deserialize(text) == dt.datetime(2026, 9, 30, 14, tzinfo=dt.UTC)


@pytest.mark.parametrize("value", ["soon", "2026-09-30", "2026-13-01T00:00Z", "0001-01-01T00:00+05:00", 17, "2026-09-30T25:00Z"])
def test_other_moments_are_refused(value):
    assert code_of(fields.DateTime(), value) == "invalid"
