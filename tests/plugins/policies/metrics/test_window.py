"""Which days a window means, seen from a day."""

from datetime import date
from types import SimpleNamespace

import pytest

from core.programs.dated import BEGINNING, Dated
from plugins.policies.metrics import window
from plugins.policies.metrics.window import Window, WindowError

PLAIN = (Dated(BEGINNING, "UTC", "EUR", 1),)
APRIL = (Dated(BEGINNING, "UTC", "EUR", 4),)
MOVED = (Dated(BEGINNING, "UTC", "EUR", 1), Dated(date(2026, 4, 1), "UTC", "EUR", 4))


def bounds(monkeypatch, text, day, history=PLAIN):
    scope = SimpleNamespace(program=SimpleNamespace(history=history))
    monkeypatch.setattr(window, "current_scope", lambda: scope)
    return " ".join(one.isoformat() for one in Window.parse(text).bounds(date.fromisoformat(day)))


@pytest.mark.parametrize(
    ("text", "day", "expected"),
    [
        ("this month", "2026-02-10", "2026-02-01 2026-03-01"),
        ("this quarter", "2026-02-10", "2026-01-01 2026-04-01"),
        ("this half", "2026-08-10", "2026-07-01 2027-01-01"),
        ("this year", "2026-02-10", "2026-01-01 2027-01-01"),
        ("last quarter", "2026-03-31", "2025-10-01 2026-01-01"),
        ("last half", "2026-03-31", "2025-07-01 2026-01-01"),
        ("last 4 complete quarters", "2026-03-30", "2025-01-01 2026-01-01"),
        ("last 4 complete quarters", "2026-03-31", "2025-04-01 2026-04-01"),
        ("last 2 halves", "2026-03-31", "2025-01-01 2026-01-01"),
        ("trailing 12 months", "2026-02-28", "2025-03-01 2026-03-01"),
        ("trailing 12 months to yesterday", "2026-03-01", "2025-03-01 2026-03-01"),
        ("trailing 90 days", "2026-03-31", "2026-01-01 2026-04-01"),
        ("trailing 2 years", "2026-06-14", "2024-06-15 2026-06-15"),
        ("year to date", "2026-02-10", "2026-01-01 2026-02-11"),
        ("year to date to yesterday", "2026-01-01", "2026-01-01 2026-01-01"),
        ("quarter to date, same period last year", "2026-05-10", "2025-04-01 2025-05-11"),
        ("this quarter, same period last year", "2026-05-10", "2025-04-01 2025-07-01"),
        ("this month, 3 months before", "2026-05-31", "2026-02-01 2026-03-01"),
        ("FY2025", "2026-05-10", "2025-01-01 2026-01-01"),
        ("Q3 2025", "2026-05-10", "2025-07-01 2025-10-01"),
        ("H2 2025, same period last year", "2026-05-10", "2024-07-01 2025-01-01"),
        ("2026-02", "2026-05-10", "2026-02-01 2026-03-01"),
        ("since 2025-11-30", "2026-05-10", "2025-11-30 2026-05-11"),
        ("2025-11-30 to 2025-12-31", "2026-05-10", "2025-11-30 2026-01-01"),
    ],
)
def test_a_window_is_half_open_and_counts_the_day(monkeypatch, text, day, expected):
    assert bounds(monkeypatch, text, day) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("this year", "2025-04-01 2026-04-01"),
        ("year to date", "2025-04-01 2026-02-11"),
        ("FY2026", "2025-04-01 2026-04-01"),
        ("Q1 2026", "2025-04-01 2025-07-01"),
        ("H2 2026", "2025-10-01 2026-04-01"),
        ("this half", "2025-10-01 2026-04-01"),
    ],
)
def test_years_are_those_of_the_fiscal_calendar(monkeypatch, text, expected):
    assert bounds(monkeypatch, text, "2026-02-10", APRIL) == expected


def test_a_year_ends_where_another_calendar_begins(monkeypatch):
    assert bounds(monkeypatch, "this year", "2026-02-10", MOVED) == "2026-01-01 2026-04-01"
    assert bounds(monkeypatch, "year to date", "2026-05-10", MOVED) == "2026-04-01 2026-05-11"


@pytest.mark.parametrize(
    "text", ["", "trailing 0 months", "this decade", "since 2026-02-30", "Q5 2026", "this month to yesterday", "fy0000"]
)
def test_what_is_no_window_is_refused(text):
    with pytest.raises(WindowError):
        Window.parse(text)


@pytest.mark.parametrize(
    "text", ["this quarter", "trailing 12 months to yesterday", "Q3 2025, same period last year", "since 2025-01-01", "ever"]
)
def test_the_normal_form_reads_again(text):
    once = Window.parse(text)
    assert Window.parse(once.text) == once
