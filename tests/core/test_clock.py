from datetime import UTC, date, datetime, timedelta

import pytest

from core import clock

LOS_ANGELES, SHANGHAI, KIRITIMATI = "America/Los_Angeles", "Asia/Shanghai", "Pacific/Kiritimati"
QUARTER_END = datetime(2026, 4, 1, 6, 59, 59, tzinfo=UTC)
"""The last second of March in Los Angeles; a partner in Shanghai is 15 hours on."""


@pytest.mark.parametrize(
    ("moment", "zone", "day"),
    [
        (QUARTER_END, LOS_ANGELES, date(2026, 3, 31)),
        (QUARTER_END, SHANGHAI, date(2026, 4, 1)),
        (QUARTER_END + timedelta(seconds=1), LOS_ANGELES, date(2026, 4, 1)),
        (datetime(2026, 12, 31, 10, tzinfo=UTC), KIRITIMATI, date(2027, 1, 1)),
        (datetime(2028, 2, 29, 7, 59, 59, tzinfo=UTC), LOS_ANGELES, date(2028, 2, 28)),
        (datetime(2028, 2, 29, 8, tzinfo=UTC), LOS_ANGELES, date(2028, 2, 29)),
        (datetime(2027, 3, 1, 7, 59, 59, tzinfo=UTC), LOS_ANGELES, date(2027, 2, 28)),
        (datetime(2026, 3, 29, 0, 30, tzinfo=UTC), "Europe/Berlin", date(2026, 3, 29)),
        (datetime(2026, 10, 25, 22, 59, 59, tzinfo=UTC), "Europe/Berlin", date(2026, 10, 25)),
    ],
)
def test_a_business_day_is_that_of_the_zone(moment, zone, day):
    with clock.moved(moment):
        assert clock.today(zone) == day
