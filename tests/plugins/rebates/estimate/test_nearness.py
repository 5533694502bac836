"""The list of partners close to a step: kept from the estimates of the night, for the vendor's people only."""

from decimal import Decimal

import pytest

from core.entities.unit import unit
from plugins.rebates.period import making, nightly
from tests.plugins.rebates.desk import ALPHA
from tests.plugins.rebates.programs import document

MONTHLY = {"frequency": "month", "year": "calendar"}
BANDS = [("0", "2"), ("1000", "5")]


@pytest.fixture
def night(desk):
    def pass_by(day):
        with desk.system(day):
            unit(making.make)
            unit(nightly.accrue_what_runs)
        return {row.about_id: row for row in desk.rows("near")}

    return pass_by


def test_who_is_close_is_listed_with_what_is_missing_and_what_it_is_worth(desk, night):
    desk.publish("bonus", document(bands=BANDS, **MONTHLY))
    desk.line("a", "2026-01-05", "850")
    desk.line("b", "2026-01-05", "300")
    found = night("2026-01-10")
    assert list(found) == [ALPHA.partner("a")]
    (row,) = found.values()
    assert (row.distance, row.next_step, row.percent, row.unit) == (150, 1000, 85, "money")
    assert row.gain == Decimal("25.5")


def test_a_step_that_pays_only_on_what_is_above_it_adds_nothing_at_once(desk, night):
    desk.publish("bonus", document({"method": "stepped"}, bands=BANDS, **MONTHLY))
    desk.line("a", "2026-01-05", "850")
    assert [row.gain for row in night("2026-01-10").values()] == [None]


def test_who_reached_the_step_and_whose_period_is_over_is_not_listed_any_more(desk, night):
    desk.publish("bonus", document(bands=BANDS, **MONTHLY))
    desk.line("a", "2026-01-05", "850")
    desk.line("b", "2026-01-05", "900")
    assert len(night("2026-01-10")) == 2
    desk.line("a", "2026-01-11", "150")
    assert list(night("2026-01-12")) == [ALPHA.partner("b")]
    assert night("2026-02-02") == {}


def test_how_close_is_close_is_a_setting(desk, night):
    desk.settings(close_percent=90)
    desk.publish("bonus", document(bands=BANDS, **MONTHLY))
    desk.line("a", "2026-01-05", "850")
    assert night("2026-01-10") == {}


def test_staff_reads_the_list_and_partners_do_not(desk, night, as_user):
    desk.publish("bonus", document(bands=BANDS, **MONTHLY))
    desk.line("a", "2026-01-05", "850")
    night("2026-01-10")
    page = as_user("manager").get("/alpha/rebates/near/").text
    assert "Bonus" in page and "85" in page and "25.50" in page
    assert as_user("above").get("/alpha/rebates/near/").status_code in (403, 404)
