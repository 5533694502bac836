"""How far an accrual can be trusted: reckoned from what earlier periods had accrued at the same point."""

from datetime import date
from types import SimpleNamespace

import pytest

from core.entities.unit import unit
from plugins.rebates.engine import runs
from plugins.rebates.estimate.confidence import Confidence, confidence, noted
from plugins.rebates.models import Period
from plugins.rebates.period import making, moves, nightly
from tests.plugins.rebates.programs import document

MONTHLY = {"frequency": "month", "year": "calendar"}
BANDS = [("0", "10"), ("1000", "20")]


@pytest.fixture
def nights(desk, monkeypatch):
    """Let the night of some days pass; what ended before is calculated."""
    monkeypatch.setattr(moves, "runs", runs)

    def pass_by(*days):
        for day in days:
            with desk.system(day):
                unit(making.make)
            desk.timers(day)
            with desk.system(day):
                unit(nightly.accrue_what_runs)

    return pass_by


def trust(desk, name, day):
    found = next(row for row in desk.rows("period") if row.starts_on.isoformat() == name)
    with desk.system(day):
        return confidence(desk.record(Period, found.id), date.fromisoformat(day))


def test_without_an_earlier_period_only_its_days_tell(desk, nights):
    desk.publish("bonus", document(bands=BANDS, **MONTHLY))
    desk.line("a", "2026-01-02", "100")
    nights("2026-01-16")
    assert trust(desk, "2026-01-01", "2026-01-16") == Confidence(0, 51, None)


def test_the_outcome_of_an_earlier_period_tells_how_close_the_figures_came(desk, nights):
    desk.publish("bonus", document(bands=BANDS, **MONTHLY))
    desk.line("a", "2026-01-02", "100")
    nights("2026-01-16")
    desk.line("a", "2026-01-20", "25")
    nights("2026-02-01", "2026-02-02")
    desk.line("a", "2026-02-03", "100")
    nights("2026-02-16")
    found = trust(desk, "2026-02-01", "2026-02-16")
    # January had 10 earned and 19.38 expected after 16 of 31 days; 12.50 came of it, and 200 at most was not passed
    assert found == Confidence(1, 57, (80, 44, 100))


def test_the_figures_of_the_last_point_before_count(desk, nights):
    desk.publish("bonus", document(bands=BANDS, **MONTHLY))
    desk.line("a", "2026-01-02", "100")
    nights("2026-01-04", "2026-02-01", "2026-02-02")
    desk.line("a", "2026-02-03", "100")
    nights("2026-02-26")
    assert trust(desk, "2026-02-01", "2026-02-26").figures[0] == 100


def test_amounts_in_another_currency_are_not_added_up(desk):
    period = SimpleNamespace(track={}, starts_on=date(2026, 1, 1), ends_on=date(2026, 1, 31))
    rows = [SimpleNamespace(currency=code, earned=10, forecast=20, worst=30) for code in ("USD", "EUR")]
    with desk.system("2026-01-16"):
        assert noted(period, date(2026, 1, 16), rows) == {"5": ["10", "20", "30"]}


def test_the_page_of_the_period_says_it(desk, nights, as_user):
    desk.publish("bonus", document(bands=BANDS, **MONTHLY))
    desk.line("a", "2026-01-02", "100")
    nights("2026-01-16")
    period = desk.row("period").id
    with desk.moved("2026-01-16"):
        page = as_user("manager").get(f"/alpha/rebates/period/{period}/results").text
    assert "51 % of the period are over" in page
    nights("2026-02-01", "2026-02-02")
    desk.line("a", "2026-02-03", "100")
    nights("2026-02-16")
    running = next(row.id for row in desk.rows("period") if row.id != period)
    with desk.moved("2026-02-16"):
        page = as_user("manager").get(f"/alpha/rebates/period/{running}/results").text
    assert "Confidence" in page and "1 earlier period" in page
