from datetime import date

import pytest

from plugins.tiering.engine.cadence import Cadence, Terms


@pytest.mark.parametrize(
    ("cadence", "day", "looks"),
    [
        (Cadence(), date(2026, 5, 7), True),
        (Cadence("month_ends"), date(2026, 2, 28), True),
        (Cadence("month_ends"), date(2026, 2, 27), False),
        (Cadence("months", (1, 7)), date(2026, 7, 1), True),
        (Cadence("months", (1, 7)), date(2026, 6, 1), False),
    ],
)
def test_levels_are_reviewed_as_the_calendar_says(cadence, day, looks):
    assert cadence.looks_on(day) is looks


@pytest.mark.parametrize(
    ("effective", "day"),
    [("at_once", date(2026, 1, 31)), ("next_day", date(2026, 2, 1)), ("next_month", date(2026, 2, 1)), ("next_review", date(2026, 2, 28))],
)
def test_a_change_holds_from_the_declared_day(effective, day):
    assert Cadence("month_ends", (), effective).holds_from(date(2026, 1, 31)) == day


def test_a_loss_waits_for_notice_and_cure():
    terms = Terms(notice_days=30, cure_days=60)
    assert terms.loses_from(date(2026, 1, 1), date(2026, 1, 1)) == date(2026, 4, 1)


def test_the_first_months_are_protected():
    terms = Terms(protected_months=12)
    assert terms.protected(date(2025, 5, 10), date(2026, 5, 9))
    assert not terms.protected(date(2025, 5, 10), date(2026, 5, 10))
    assert not Terms().protected(date(2026, 5, 10), date(2026, 5, 10))
