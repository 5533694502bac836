from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.notify.timing import RHYTHMS, Habit, due

BERLIN = "Europe/Berlin"
NIGHT = (22, 7)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(BERLIN))


@pytest.mark.parametrize(
    ("habit", "now", "expected"),
    [
        (Habit(), "2026-03-10T23:30", None),
        (Habit(quiet=NIGHT), "2026-03-10T21:59", None),
        (Habit(quiet=NIGHT), "2026-03-10T22:00", "2026-03-11T07:00"),
        (Habit(quiet=NIGHT), "2026-03-11T06:59", "2026-03-11T07:00"),
        (Habit(quiet=NIGHT), "2026-03-11T07:00", None),
        (Habit(quiet=(12, 14)), "2026-03-11T13:10", "2026-03-11T14:00"),
        (Habit("daily"), "2026-03-10T07:59", "2026-03-10T08:00"),
        (Habit("daily"), "2026-03-10T08:00", "2026-03-11T08:00"),
        (Habit("daily", (6, 10)), "2026-03-10T20:00", "2026-03-11T10:00"),
        (Habit("weekly"), "2026-03-10T20:00", "2026-03-16T08:00"),
        (Habit("weekly"), "2026-03-16T07:00", "2026-03-16T08:00"),
        (Habit("daily"), "2026-03-28T20:00", "2026-03-29T08:00"),
    ],
)
def test_when_mail_is_sent(habit: Habit, now: str, expected: str | None) -> None:
    assert due(habit, local(now).astimezone(UTC), BERLIN) == (local(expected) if expected else None)


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),
    st.sampled_from(sorted(RHYTHMS)),
    st.tuples(st.integers(0, 23), st.integers(0, 23)).filter(lambda pair: pair[0] != pair[1]),
)
def test_mail_waits_a_week_at_most_and_comes_in_no_quiet_hour(now: datetime, rhythm: str, quiet: tuple[int, int]) -> None:
    found = due(Habit(rhythm, quiet), now, BERLIN) or now  # type: ignore[arg-type]
    hour = found.astimezone(ZoneInfo(BERLIN)).hour
    assert timedelta(0) <= found - now <= timedelta(days=8)
    assert not (quiet[0] <= hour < quiet[1] if quiet[0] < quiet[1] else hour >= quiet[0] or hour < quiet[1])
