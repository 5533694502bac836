"""Working hours, time zones and days off of partners."""

from datetime import UTC, date, datetime

import pytest

from plugins.leads.routing.availability import free_from, week

LUNCH = "08:30-12:00, 13:00-17:30; 5 08:30-14:00"
THURSDAY = (2026, 11, 19)


def at(hour, minute=0, day=THURSDAY):
    return datetime(*day, hour, minute, tzinfo=UTC)


def test_nothing_said_means_always():
    assert week(None) == {}
    assert free_from(at(3), "UTC", week("")) is None


def test_days_that_differ_have_their_own_hours():
    found = week(LUNCH, ["1", "2", "3", "4", "5"])
    assert found[4] == ((510, 720), (780, 1050))
    assert found[5] == ((510, 840),)
    assert 6 not in found


def test_days_may_be_named_as_a_range():
    assert week("1-3 9-17; 4 9-24") == {**dict.fromkeys((1, 2, 3), ((540, 1020),)), 4: ((540, 1440),)}


@pytest.mark.parametrize(
    ("now", "free"),
    [
        (at(8), at(8, 30)), (at(8, 30), None), (at(12), at(13)), (at(12, 59), at(13)), (at(17, 29), None),
        (at(17, 30), at(8, 30, (2026, 11, 20))), (at(14, 0, (2026, 11, 20)), at(8, 30, (2026, 11, 23))),
    ],
)  # fmt: skip
def test_in_the_lunch_hour_nobody_is_there(now, free):
    assert free_from(now, "UTC", week(LUNCH, ["1", "2", "3", "4", "5"])) == free


def test_hours_are_those_of_the_partners_zone():
    hours = week("9-17")
    assert free_from(at(1), "Asia/Shanghai", hours) is None
    assert free_from(at(9), "Asia/Shanghai", hours) == at(1, 0, (2026, 11, 20))


def test_hours_follow_the_clock_when_it_changes():
    assert free_from(datetime(2026, 3, 28, 18, tzinfo=UTC), "Europe/Berlin", week("9-17")) == datetime(2026, 3, 29, 7, tzinfo=UTC)


def test_on_days_off_nobody_is_there():
    assert free_from(at(10), "UTC", week("9-17"), [(date(2026, 11, 19), date(2026, 11, 20))]) == at(9, 0, (2026, 11, 21))


@pytest.mark.parametrize("text", ["nine to five", "9-25", "12-9", "9:75-12", "9-12, 11-14", "8 9-17", "9-12;", "9:00-9:00"])
def test_hours_nobody_can_read_are_refused(text):
    with pytest.raises(ValueError):
        week(text)


def test_hours_that_leave_no_working_day_are_refused():
    with pytest.raises(ValueError):
        week("1-5 9-17", ["6"])
