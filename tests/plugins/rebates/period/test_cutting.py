"""Which period a row counts in: its own until the cut-off, then the next, with a reason."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from core.db import db
from plugins.orders.models import Line
from plugins.rebates.models import Period
from plugins.rebates.period import cutting
from plugins.rebates.period.cutting import Span, place
from tests.plugins.rebates.desk import ALPHA, FEBRUARY

JAN = Span(date(2026, 1, 1), date(2026, 1, 31), date(2026, 2, 5))
FEB = Span(date(2026, 2, 1), date(2026, 2, 28), date(2026, 3, 5))


@pytest.mark.parametrize(
    "day, received, found",
    [
        ("2026-01-31", "2026-02-05", (JAN, False)),
        ("2026-01-31", "2026-02-06", (FEB, True)),
        ("2026-02-01", "2026-02-03", (FEB, False)),
        ("2026-01-15", "2026-01-15", (JAN, False)),
        ("2026-01-15", "2026-03-06", None),
        ("2025-12-31", "2026-01-02", None),
    ],
)
def test_a_row_counts_in_its_period_until_the_last_day_of_grace_and_then_in_the_next(day, received, found):
    assert place(date.fromisoformat(day), date.fromisoformat(received), [JAN, FEB]) == found


@given(st.integers(0, 120), st.integers(0, 150))
def test_no_row_counts_twice(day, wait):
    spans = [Span(date(2026, m, 1), date(2026, m + 1, 1) - timedelta(days=1), date(2026, m + 1, 5)) for m in range(1, 5)]
    on = date(2026, 1, 1) + timedelta(days=day)
    found = place(on, on + timedelta(days=wait), spans)
    assert found is None or (
        on + timedelta(days=wait) <= found[0].cut_off_on and found[0].starts_on >= next(s for s in spans if s.ends_on >= on).starts_on
    )


def test_the_database_says_the_same(desk, kit):
    desk.period()
    desk.period("February", **FEBRUARY)
    rows = {}
    for at in range(0, 75, 3):
        for wait in (0, 4, 9, 33, 40):
            day = date(2025, 12, 28) + timedelta(days=at)
            received = datetime(day.year, day.month, day.day, 12, tzinfo=UTC) + timedelta(days=wait)
            rows[f"{at}-{wait}"] = (day, received)
    table = Line.__table__
    with kit.owner.begin() as connection:
        blank = {"program_id": ALPHA.id, "partner_id": ALPHA.partner("a"), "amount": 1, "currency": "EUR", "custom": {}}
        import_ = [
            {
                **blank,
                "id": uuid.uuid5(uuid.NAMESPACE_URL, key),
                "source": "t",
                "source_id": key,
                "kind": "goods",
                "invoiced_on": day,
                "created_at": received,
            }
            for key, (day, received) in rows.items()
        ]
        for row in import_:
            connection.execute(sa.insert(table).values(row))

    def taken():
        found = {}
        for period in desk_periods():
            own, late = cutting.taken(period, Line.invoiced_on, Line.created_at)
            for condition, is_late in ((own, False), (late, True)):
                for key in db.session.scalars(sa.select(Line.source_id).where(condition)):
                    assert key not in found
                    found[key] = (period.starts_on, is_late)
        return found

    found = desk.act(taken)
    said = {key: place(day, received.date(), [JAN, FEB]) for key, (day, received) in rows.items()}
    assert found == {key: (one[0].starts_on, one[1]) for key, one in said.items() if one}


def desk_periods():
    return db.session.scalars(sa.select(Period).order_by(Period.starts_on)).all()
