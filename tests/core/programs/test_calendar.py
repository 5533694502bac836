from datetime import date, timedelta
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.programs.calendar import Kind, fiscal_period, fiscal_periods
from core.programs.dated import BEGINNING, Dated

KINDS: tuple[Kind, ...] = ("year", "quarter", "month")


def program(first_month: int, *changes: tuple[date, int]) -> Any:
    return SimpleNamespace(history=(Dated(BEGINNING, "UTC", "USD", first_month), *(Dated(day, "UTC", "USD", m) for day, m in changes)))


@pytest.mark.parametrize(
    ("first_month", "day", "start", "end", "year"),
    [
        (1, date(2026, 12, 31), date(2026, 1, 1), date(2027, 1, 1), 2026),
        (2, date(2026, 1, 31), date(2025, 2, 1), date(2026, 2, 1), 2026),
        (2, date(2026, 2, 1), date(2026, 2, 1), date(2027, 2, 1), 2027),
        (7, date(2024, 2, 29), date(2023, 7, 1), date(2024, 7, 1), 2024),
    ],
)
def test_a_fiscal_year_is_half_open(first_month: int, day: date, start: date, end: date, year: int) -> None:
    found = fiscal_period(program(first_month), day)
    assert (found.start, found.end, found.year) == (start, end, year)


def test_quarters_and_months_count_from_the_first_month_of_the_year() -> None:
    meridian = program(2)
    assert fiscal_period(meridian, date(2026, 1, 15), "quarter").number == 4
    assert fiscal_period(meridian, date(2026, 2, 1), "quarter").start == date(2026, 2, 1)
    assert fiscal_period(meridian, date(2026, 1, 15), "month").number == 12


def test_another_calendar_ends_the_running_year_and_quarter_early() -> None:
    moved = program(2, (date(2026, 6, 1), 4))
    year, quarter = fiscal_period(moved, date(2026, 5, 31)), fiscal_period(moved, date(2026, 5, 31), "quarter")
    assert (year.start, year.end, year.number) == (date(2026, 2, 1), date(2026, 6, 1), 1)
    assert (quarter.start, quarter.end) == (date(2026, 5, 1), date(2026, 6, 1))
    assert fiscal_period(moved, date(2026, 6, 1)).start == date(2026, 6, 1)


def test_a_change_of_the_zone_alone_cuts_no_period() -> None:
    moved = SimpleNamespace(history=(Dated(BEGINNING, "UTC", "USD", 1), Dated(date(2026, 6, 17), "Asia/Tokyo", "USD", 1)))
    assert fiscal_period(moved, date(2026, 6, 20)).start == date(2026, 1, 1)  # type: ignore[arg-type]


@given(st.integers(1, 12), st.lists(st.tuples(st.integers(0, 40), st.integers(1, 12)), max_size=3), st.sampled_from(KINDS))
def test_periods_cover_every_day_once(first_month: int, changes: list[tuple[int, int]], kind: Kind) -> None:
    days = {date(2024 + months // 12, months % 12 + 1, 1): month for months, month in changes}
    made = program(first_month, *sorted(days.items()))
    found = list(fiscal_periods(made, date(2024, 1, 1), date(2028, 1, 1), kind))
    assert all(before.end == after.start for before, after in pairwise(found))
    assert all(
        period.start <= period.end - timedelta(1) and fiscal_period(made, period.end - timedelta(1), kind) == period for period in found
    )
