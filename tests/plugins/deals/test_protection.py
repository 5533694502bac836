from datetime import UTC, date, datetime, timedelta

import pytest

from plugins.deals.protection import ends_at, reminder_at, window


def test_the_window_is_half_open():
    assert window(date(2026, 3, 1), 90) == (date(2026, 3, 1), date(2026, 5, 30))


@pytest.mark.parametrize(
    ("zone", "until", "moment"),
    [
        ("UTC", date(2026, 1, 1), datetime(2026, 1, 1, tzinfo=UTC)),
        ("Asia/Shanghai", date(2026, 1, 1), datetime(2025, 12, 31, 16, tzinfo=UTC)),
        ("America/New_York", date(2026, 3, 9), datetime(2026, 3, 9, 4, tzinfo=UTC)),
        ("America/New_York", date(2026, 11, 2), datetime(2026, 11, 2, 5, tzinfo=UTC)),
        ("Asia/Beirut", date(2026, 3, 29), datetime(2026, 3, 28, 22, tzinfo=UTC)),
        ("Pacific/Kiritimati", date(2028, 2, 29), datetime(2028, 2, 28, 10, tzinfo=UTC)),
    ],
)
def test_protection_ends_at_the_midnight_of_the_program(zone, until, moment):
    assert ends_at(until, zone) == moment


def test_the_reminder_comes_in_the_morning_some_days_before():
    assert reminder_at(date(2026, 4, 4), "Europe/Berlin", 7) == datetime(2026, 3, 28, 7, tzinfo=UTC)


def test_the_reminder_is_before_the_end():
    assert ends_at(date(2026, 4, 4), "Europe/Berlin") - reminder_at(date(2026, 4, 4), "Europe/Berlin", 1) < timedelta(days=1)
