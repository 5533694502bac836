"""SECURITY.md 4e: ten wrong guesses, then waits that grow."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from core.entities.unit import unit
from core.identity import throttle

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(("tries", "seconds"), [(0, 0), (9, 0), (10, 1), (11, 2), (14, 16), (19, 512), (20, 900), (500, 900)])
def test_the_wait_doubles_after_ten_tries_up_to_15_minutes(tries, seconds):
    assert throttle.wait_of(tries, NOW, NOW) == timedelta(seconds=seconds)


def test_time_that_has_passed_counts():
    assert throttle.wait_of(14, NOW - timedelta(seconds=10), NOW) == timedelta(seconds=6)


@pytest.mark.parametrize(("minutes", "left"), [(0, 12), (5, 12), (6, 11), (60, 2), (600, 0)])
def test_a_try_is_forgotten_every_six_minutes(minutes, left):
    assert throttle.left_of(12, NOW - timedelta(minutes=minutes), NOW) == left


def test_an_address_waits_no_longer_than_a_minute(db):
    with time_machine.travel(NOW, tick=False):
        for _ in range(10):
            admit("address:1")
        unit(lambda: throttle._set(throttle._key("address:1"), tries=50))
        assert admit("address:1") == timedelta(minutes=1)


def admit(*names):
    return unit(lambda: throttle.admit(*names))


def test_ten_tries_are_free_and_the_eleventh_waits(db):
    waits = [admit("a") for _ in range(11)]
    assert not any(waits[:10])
    assert waits[10]


def test_every_key_counts_for_itself(db):
    for i in range(10):
        admit(f"account:{i}", "address:1")
    assert admit("account:new", "address:1")
    assert not admit("account:new", "address:2")


def test_a_refused_try_is_not_counted(db):
    with time_machine.travel(NOW, tick=False) as clock:
        for _ in range(30):
            admit("a")
        clock.shift(timedelta(seconds=1))
        assert not admit("a")


def test_the_right_person_begins_anew(db):
    for _ in range(10):
        admit("a")
    unit(lambda: throttle.forgive("a"))
    assert not any(admit("a") for _ in range(10))


def test_a_right_guess_gives_only_itself_back_to_the_address(db):
    for _ in range(10):
        admit("address")
    unit(lambda: throttle.give_back("address"))
    assert not admit("address")
    assert admit("address")


def test_old_tries_are_counted_anew(db):
    with time_machine.travel(NOW, tick=False) as clock:
        for _ in range(10):
            admit("a")
        clock.shift(timedelta(hours=2))
        assert not any(admit("a") for _ in range(10))


def test_forgotten_tries_are_purged(db, kit):
    with time_machine.travel(NOW, tick=False) as clock:
        admit("a")
        clock.shift(timedelta(days=2))
        unit(throttle.purge)
    with kit.owner.connect() as connection:
        assert connection.execute(throttle.Throttle.__table__.select()).all() == []
