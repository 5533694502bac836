"""Accruals are posted as differences, turned into what is owed, and nothing of them is left."""

from decimal import Decimal

import pytest

from core.entities import records
from core.entities.registry import registry
from core.errors import Conflict
from plugins.ledger.book.checking import check
from plugins.rebates.estimate.accruals import Figures
from plugins.rebates.paying import accounts, accruing
from tests.plugins.rebates.desk import ALPHA, result


@pytest.fixture
def accrue(desk):
    def post(period, earned, forecast="0", worst="0", key="run-1"):
        def work():
            found = records.get(registry()["rebates.period"], period)
            amounts = [Decimal(one) for one in (earned, forecast, worst)]
            figures = [Figures(ALPHA.partner("a"), "EUR", *amounts)] if any(amounts) else []
            return accruing.accrue(found, figures, key=key)

        return desk.act(work)

    return post


def standing(desk, period, kind=accounts.ACCRUED):
    return desk.balance(kind, "a", reference=str(period))


def test_three_figures_stand_side_by_side_and_only_what_is_earned_is_an_expense(desk, accrue):
    period = desk.period()
    accrue(period, "60", "90", "120")
    assert [standing(desk, period, kind) for kind in (accounts.ACCRUED, accounts.FORECAST, accounts.WORST)] == [60, 90, 120]
    assert desk.balance(accounts.EXPENSE) == 60 and desk.balance(accounts.EXPECTED) == 210


def test_a_later_accrual_posts_the_difference_also_downwards(desk, accrue):
    period = desk.period()
    accrue(period, "60")
    accrue(period, "45", key="run-2")
    assert standing(desk, period) == 45 == desk.balance(accounts.EXPENSE)


def test_the_same_accrual_again_posts_nothing(desk, accrue):
    period = desk.period()
    assert accrue(period, "60") == 1
    assert accrue(period, "60") == 0


@pytest.mark.parametrize("accrued", ["0", "80", "100", "130"])
def test_at_settlement_the_accrual_is_gone_the_expense_is_what_was_stated_and_the_rest_written_off(desk, accrue, accrued):
    period = desk.period()
    if accrued != "0":
        accrue(period, accrued, "150", "200")
    desk.approved(period, result())
    assert [standing(desk, period, kind) for kind in (accounts.ACCRUED, accounts.FORECAST, accounts.WORST)] == [0, 0, 0]
    assert desk.balance(accounts.EXPENSE) == 100 == desk.balance(accounts.OWED, "a")
    assert desk.act(check) == []


def test_who_has_no_figure_any_more_has_nothing_accrued(desk, accrue):
    period = desk.period()
    accrue(period, "60", "90", "120")
    accrue(period, "0", key="run-2")
    assert standing(desk, period) == 0 == desk.balance(accounts.EXPENSE)


def test_what_was_accrued_for_whom_nothing_is_stated_is_taken_back(desk, accrue):
    period = desk.period()
    accrue(period, "60", "90", "120")
    desk.approved(period, result("b", "50"))
    assert [standing(desk, period, kind) for kind in (accounts.ACCRUED, accounts.FORECAST, accounts.WORST)] == [0, 0, 0]
    assert desk.balance(accounts.EXPENSE) == 50 and desk.act(check) == []


def test_nothing_is_accrued_in_a_closed_period(desk, accrue):
    period = desk.stated(desk.period(), result())
    with pytest.raises(Conflict):
        accrue(period, "60")


def test_a_partner_does_not_see_what_the_vendor_expects(desk, accrue, as_user):
    accrue(desk.period(), "60", "90", "120")
    page = as_user("above").get("/alpha/ledger/balances").text
    assert "accrued" not in page and "worst case" not in page


def test_a_statement_below_zero_is_carried_to_the_next_period(desk):
    made = desk.make("adjustment", owner="a", title="Error", program="growth", amount="-130", currency="EUR", reason="x")
    desk.move("adjustment", made, "submit")
    desk.move("adjustment", made, "approve", "finance")
    desk.approved(desk.period(), result())
    carried = desk.row("adjustment", kind="carried")
    assert (carried.amount, carried.state) == (-30, "approved") and not desk.rows("payout")
    assert desk.balance(accounts.EXPENSE) == 0 == desk.balance(accounts.OWED, "a")
