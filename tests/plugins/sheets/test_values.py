"""Cells turned into what the schema reads."""

import pytest

from hansa import fields
from hansa.testing import Person
from plugins.sheets.values import day, moment, number, raw_of, unquoted


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("1234.50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1.234,50", "1234.50"),
        ("¥1,234", "1234"),
        ("$ 12", "12"),
        ("12,5", "12.5"),
        ("1 234,5", "1234.5"),
        ("-7", "-7"),
        ("−7", "-7"),
        ("12%", "12"),
        ("USD 1,000,000.00", "1000000.00"),
        ("1,234,567", "1234567"),
        ("1'234.5", "1234.5"),
    ],
)
def test_numbers_lose_currency_and_grouping(text, read):
    assert number(text) == read


@pytest.mark.parametrize("text", ["", "abc", "1,2,3", "12 apples", "1e9", "=1+1"])
def test_what_is_no_number_is_left_for_the_schema(text):
    with pytest.raises(Exception, match=r"\w"):
        fields.Money(required=True).deserialize(number(text))


@pytest.mark.parametrize("text", ["2026-09-30", "2026/9/30", "2026.09.30", "2026年9月30日", "30.9.2026", "2026-09-30T00:00"])
def test_days_are_read_in_their_usual_forms(text):
    assert day(text) == "2026-09-30"


@pytest.mark.parametrize("text", ["03/04/2026", "30/9/26", "2026-13-01", "soon"])
def test_days_with_two_readings_are_left_for_the_schema(text):
    with pytest.raises(Exception, match="date"):
        fields.Date(required=True).deserialize(day(text))


@pytest.mark.parametrize(("text", "said"), [("Yes", True), ("是", True), ("1", True), ("no", False), ("否", False), ("perhaps", "perhaps")])
def test_yes_and_no_are_known_in_both_languages(text, said):
    assert raw_of(fields.Boolean(), text, {}) == said


def test_choices_are_known_by_label():
    kind = fields.Choice(choices=[("stone", "Stone")])
    assert raw_of(kind, "  STONE ", {"stone": "stone"}) == "stone"


def test_several_choices_stand_in_one_cell():
    marks = fields.MultiChoice(choices=[("red", "Red"), ("blue", "Blue")])
    assert raw_of(marks, "Red; blue，green", {"red": "red", "blue": "blue"}) == ["red", "blue", "green"]


def test_a_blank_cell_is_no_value():
    assert raw_of(fields.String(), "   ", {}) is None


def test_the_quote_of_our_own_exports_goes_away():
    assert [unquoted(text) for text in ("'=1+1", "'+49 30", "'quoted'", "it's")] == ["=1+1", "+49 30", "'quoted'", "it's"]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2026-12-24 15:30", "2026-12-24T14:30:00+00:00"),
        ("2026/7/1 9:05", "2026-07-01T07:05:00+00:00"),
        ("2026年7月1日 09:05", "2026-07-01T07:05:00+00:00"),
        ("2026-12-24T15:30:00+08:00", "2026-12-24T15:30:00+08:00"),
        ("noon", "noon"),
    ],
)
def test_a_moment_without_a_zone_is_one_of_the_programs(kit, text, read):
    with kit.acting(Person("a")):
        assert moment(text) == read
