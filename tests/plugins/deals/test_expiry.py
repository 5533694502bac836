from datetime import UTC, date, datetime, timedelta

import pytest

from core.jobs.outbox import Outbox


@pytest.fixture
def protected(time_machine, granted):
    """A deal protected from 2 March 2026 in a program of Berlin: until 31 May, 22:00 UTC the day before."""
    time_machine.move_to(datetime(2026, 3, 2, 12, tzinfo=UTC), tick=False)
    return granted()


END = datetime(2026, 5, 30, 22, tzinfo=UTC)


def test_the_window_is_counted_where_the_program_is(time_machine, granted, read):
    time_machine.move_to(datetime(2026, 3, 2, 23, 30, tzinfo=UTC), tick=False)
    assert read(granted())["protected_from"] == date(2026, 3, 3)


@pytest.mark.parametrize(
    ("moment", "first", "end"),
    [
        (datetime(2024, 2, 28, 23, 0, tzinfo=UTC), date(2024, 2, 29), date(2024, 5, 29)),
        (datetime(2025, 12, 31, 22, 59, 59, tzinfo=UTC), date(2025, 12, 31), date(2026, 3, 31)),
        (datetime(2025, 12, 31, 23, 0, tzinfo=UTC), date(2026, 1, 1), date(2026, 4, 1)),
        (datetime(2026, 3, 31, 21, 59, 59, tzinfo=UTC), date(2026, 3, 31), date(2026, 6, 29)),
        (datetime(2026, 3, 31, 22, 0, tzinfo=UTC), date(2026, 4, 1), date(2026, 6, 30)),
    ],
    ids=["leap day", "last second of the year", "first second of the year", "last second of the quarter", "first second of the quarter"],
)
def test_the_day_of_a_grant_is_that_of_the_program_whoever_asks_from_where(time_machine, granted, read, moment, first, end):
    time_machine.move_to(moment, tick=False)
    found = read(granted())
    assert (found["protected_from"], found["protected_until"]) == (first, end)


def test_a_second_before_midnight_it_is_protected(protected, run_timers, read):
    run_timers(END - timedelta(seconds=1))
    assert read(protected)["state"] == "approved"


def test_at_midnight_it_expires_by_itself_and_the_grant_is_free(protected, run_timers, read):
    run_timers(END)
    found = read(protected)
    assert (found["state"], found["grant_key"], found["protected_until"]) == ("expired", None, date(2026, 5, 31))


def test_the_next_one_can_be_granted(protected, run_timers, deal, move, read):
    run_timers(END)
    other = deal(by="b", customer_name=read(protected)["customer_name"], state="submitted")
    assert move(other, "approve", by="manager")["state"] == "approved"


def test_an_extension_moves_the_end(protected, move, run_timers, read):
    move(protected, "request_extension", reason="Budget in May.")
    move(protected, "extend", by="manager")
    run_timers(END)
    assert read(protected)["state"] == "approved"
    run_timers(END + timedelta(days=30))
    assert read(protected)["state"] == "expired"


def test_an_open_request_does_not_move_the_end(protected, move, run_timers, read):
    move(protected, "request_extension", reason="Budget in May.")
    run_timers(END)
    assert read(protected)["state"] == "expired"


def test_the_partner_is_reminded_once(protected, run_timers, kit):
    for hour in (6, 7, 8):
        run_timers(datetime(2026, 5, 17, hour, tzinfo=UTC))
    with kit.owner.connect() as connection:
        told = [row for row in connection.execute(Outbox.__table__.select()) if row.type == "deals.deal.expiring"]
    assert [(row.record_id, row.payload["due"]) for row in told] == [(protected, END.isoformat())]
