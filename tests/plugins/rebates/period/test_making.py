"""Periods follow from the calendar of a program, and what runs is accrued."""

from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa

from core.db import db
from core.entities.unit import unit
from core.jobs.worker import drain
from plugins.ledger.book.checking import check
from plugins.ledger.models import Journal
from plugins.rebates.engine import runs
from plugins.rebates.models import Period
from plugins.rebates.paying import accounts
from plugins.rebates.paying.accruing import standing
from plugins.rebates.period import making, moves, nightly
from tests.plugins.rebates.desk import ALPHA
from tests.plugins.rebates.programs import document

MONTHLY = {"frequency": "month", "year": "calendar", "grace_days": 5, "calculate_days": 10}


def made(desk, day):
    """Return how many periods are made on a day."""
    with desk.system(day):
        return len(unit(making.make))


def rows(desk, *columns):
    with desk.kit.owner.connect() as connection:
        return [tuple(row) for row in connection.execute(sa.select(*columns))]


def accrued(desk, day):
    with desk.system(day):
        unit(nightly.accrue_what_runs)
    return len(rows(desk, Journal.__table__.c.id))


def test_the_period_of_the_day_is_made_once_with_its_grace(desk):
    desk.publish("bonus", document({"rate": "10"}, **MONTHLY))
    assert (made(desk, "2026-01-10"), made(desk, "2026-01-11")) == (1, 0)
    table = Period.__table__.c
    days = (date(2026, 1, 1), date(2026, 1, 31), date(2026, 2, 5), date(2026, 2, 10))
    assert rows(desk, table.starts_on, table.ends_on, table.cut_off_on, table.calculate_on) == [days]


def test_nights_that_were_missed_leave_no_period_out(desk):
    desk.publish("bonus", document({"rate": "10"}, **MONTHLY))
    assert (made(desk, "2026-01-10"), made(desk, "2026-04-02")) == (1, 3)


def test_what_is_earned_is_accrued_once_a_day(desk):
    desk.publish("bonus", document({"rate": "10"}, **MONTHLY))
    desk.line("a", "2026-01-05", "100")
    made(desk, "2026-01-10")
    assert (accrued(desk, "2026-01-10"), accrued(desk, "2026-01-10")) == (3, 3)


def test_an_accrual_follows_what_is_bought_by_its_difference(desk):
    desk.publish("bonus", document({"rate": "10"}, **MONTHLY))
    desk.line("a", "2026-01-05", "100")
    made(desk, "2026-01-10")
    accrued(desk, "2026-01-10")
    desk.line("a", "2026-01-11", "50")
    accrued(desk, "2026-01-31")
    with desk.system("2026-01-31"):
        figures = standing(db.session.scalars(sa.select(Period)).one(), ALPHA.partner("a"), "USD")
    assert figures == {"earned": Decimal(15), "forecast": Decimal(15), "worst": Decimal(15)}


WAITS = {"rate": "10", "settled_with": "quarter"}
ONCE = {
    "waits for the quarter": document(WAITS, **MONTHLY),
    "counts the quarter": document(WAITS, measures=[{"name": "sales", "span": "quarter"}], **MONTHLY),
    "settles since its start": document({"rate": "10"}, settlement="cumulative", **MONTHLY),
    "settles period by period": document({"rate": "10"}, **MONTHLY),
}


@pytest.mark.parametrize(
    ("how", "grace", "calculated", "approved"),
    [("waits for the quarter", [10, 5], [0, 15], [0, 15]), ("counts the quarter", [10, 5], [0, 15], [0, 15]),
     ("settles since its start", [10, 5], [10, 5], [0, 5]), ("settles period by period", [10, 5], [10, 5], [0, 5])],
)  # fmt: skip
def test_an_amount_is_accrued_in_one_period_only(desk, monkeypatch, how, grace, calculated, approved):
    """From the grace of a period over its calculation to its payout, whatever waits for a later one or is counted since before."""
    monkeypatch.setattr(moves, "runs", runs)
    desk.publish("bonus", ONCE[how])
    desk.line("a", "2026-01-05", "100")
    desk.line("a", "2026-02-03", "50")
    made(desk, "2026-01-10"), made(desk, "2026-02-03")
    january, february = sorted(rows(desk, Period.__table__.c.starts_on, Period.__table__.c.id))

    def book():
        return [desk.balance(accounts.ACCRUED, "a", "USD", str(one[1])) for one in (january, february)]

    accrued(desk, "2026-02-04")
    assert book() == grace
    desk.move("period", january[1], "end", day="2026-02-06")
    desk.move("period", january[1], "calculate", day="2026-02-06")
    with desk.moved("2026-02-06"):
        drain(desk.kit.app)
    assert book() == calculated
    accrued(desk, "2026-02-07")
    assert book() == calculated
    for step, by in (("review", "manager"), ("issue", "finance"), ("approve", "finance")):
        desk.move("period", january[1], step, by, day="2026-02-07")
    desk.granted(january[1], day="2026-02-07")
    accrued(desk, "2026-02-08")
    assert book() == approved and desk.act(check) == []
