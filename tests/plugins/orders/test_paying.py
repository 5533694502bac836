"""Money at checkout: held, taken by invoices, let go, given back in the form it was paid; never below zero."""

import threading
from decimal import Decimal

import pytest

from core.errors import Conflict, Unprocessable
from plugins.ledger.api import CREDIT, DEPOSIT
from plugins.orders.api import REBATE_BALANCE


@pytest.fixture
def rich(pay_in, limit, setting):
    """A has 400 of rebates, a deposit of 500, and a credit limit of 3,000."""
    setting(rebate_share="20")
    pay_in("400", REBATE_BALANCE)
    pay_in("500", DEPOSIT)
    limit("3000")


def test_what_it_costs_is_held_in_the_forms_that_were_chosen(rich, order, standing):
    order(("BIKE", 2), from_rebate=Decimal(400), from_deposit=Decimal(500))
    assert (standing(REBATE_BALANCE).held, standing(DEPOSIT).held, standing(CREDIT).held) == (400, 500, 1100)


def test_the_rebate_balance_pays_its_share_at_most(rich, order, rows):
    with pytest.raises(Unprocessable) as refused:
        order(("BIKE", 1), from_rebate=Decimal("200.01"))
    assert refused.value.errors[0]["pointer"] == "/from_rebate" and "200.00" in refused.value.errors[0]["message"]
    assert rows("order") == []


def test_families_that_are_left_out_are_not_paid_from_it(rich, order, setting):
    setting(rebate_excluded="bikes")
    with pytest.raises(Unprocessable):
        order(("BIKE", 1), ("HELMET", 2), from_rebate=Decimal("20.01"))
    assert order(("BIKE", 1), ("HELMET", 2), from_rebate=Decimal(20)).state == "submitted"


def test_nothing_is_held_beyond_what_is_there(rich, order, standing, rows):
    with pytest.raises(Conflict) as refused:
        order(("BIKE", 4))
    assert refused.value.code == "insufficient-balance"
    assert standing(CREDIT).held == 0 and rows("order") == []


def test_a_cancelled_order_holds_nothing(rich, order, step, standing):
    placed = order(("BIKE", 2), from_rebate=Decimal(400), from_deposit=Decimal(500))
    step(placed, "withdraw", by="a", reason="No")
    assert [standing(kind).held for kind in (REBATE_BALANCE, DEPOSIT, CREDIT)] == [0, 0, 0]
    assert standing(DEPOSIT).balance == 500


def test_invoices_take_what_was_held_in_proportion(rich, order, step, standing, rows):
    placed = order(("BIKE", 2), from_rebate=Decimal(400), from_deposit=Decimal(500))
    step(placed, "confirm")
    step(placed, "ship_part", rows=[{"sku": "BIKE", "quantity": "1"}])
    step(placed, "invoice_part")
    assert (standing(REBATE_BALANCE).balance, standing(DEPOSIT).balance, standing(CREDIT).balance) == (200, 250, -550)
    step(placed, "ship")
    step(placed, "invoice")
    assert (standing(REBATE_BALANCE).balance, standing(DEPOSIT).balance, standing(CREDIT).balance) == (0, 0, -1100)
    assert [standing(kind).held for kind in (REBATE_BALANCE, DEPOSIT, CREDIT)] == [0, 0, 0]
    assert rows("invoice")[0].paid == {"rebate": "200.0000", "deposit": "250.0000", "credit": "550.0000"}


def test_what_is_dropped_is_let_go(rich, order, step, standing):
    placed = order(("BIKE", 2), from_deposit=Decimal(500))
    step(placed, "confirm")
    step(placed, "ship_part", rows=[{"sku": "BIKE", "quantity": "1"}])
    step(placed, "drop_rest", reason="Sold out")
    step(placed, "invoice")
    assert (standing(DEPOSIT).balance, standing(CREDIT).balance) == (250, -750)
    assert standing(DEPOSIT).held == standing(CREDIT).held == 0


@pytest.fixture
def returned(make_record, act):
    """`returned(order, "BIKE", 1)`: goods A wants to give back."""

    def ask(placed, sku, quantity, by="a"):
        made = make_record("orders.return", by=by, order_id=str(placed.id), rows=[{"sku": sku, "quantity": str(quantity)}])
        return type("Seen", (), {"id": made})

    return ask


@pytest.fixture
def invoiced(order, step):
    placed = order(("BIKE", 2), from_rebate=Decimal(400), from_deposit=Decimal(500))
    for name in ("confirm", "ship", "invoice"):
        step(placed, name)
    return placed


def test_goods_that_come_back_are_paid_back_as_they_were_paid(rich, invoiced, returned, step, standing, rows):
    found = returned(invoiced, "BIKE", 1)
    step(found, "accept", entity="return")
    assert step(found, "receive", entity="return").amount == 1000
    assert (standing(REBATE_BALANCE).balance, standing(DEPOSIT).balance, standing(CREDIT).balance) == (200, 250, -550)
    assert [(line.kind, line.quantity, line.amount) for line in rows("line")][1:] == [("return", -1, -1000)]
    assert rows("item")[0].returned == 1


def test_no_more_comes_back_than_was_invoiced(rich, invoiced, returned, step):
    for quantity in (1, 1):
        found = returned(invoiced, "BIKE", quantity)
        step(found, "accept", entity="return")
        step(found, "receive", entity="return")
    with pytest.raises(Unprocessable):
        returned(invoiced, "BIKE", 1)


def test_two_returns_of_the_same_goods_are_credited_once(rich, invoiced, returned, step, standing):
    first, second = returned(invoiced, "BIKE", 2), returned(invoiced, "BIKE", 1)
    for found in (first, second):
        step(found, "accept", entity="return")
    step(first, "receive", entity="return")
    with pytest.raises(Unprocessable):
        step(second, "receive", entity="return")
    assert standing(DEPOSIT).balance == 500


def test_goods_of_another_buyers_order_do_not_come_back(rich, invoiced, returned):
    with pytest.raises(Unprocessable):
        returned(invoiced, "BIKE", 1, by="b")


def test_the_distributor_is_not_paid_by_balances_at_the_vendor(own_prices, order, pay_in):
    pay_in("500", DEPOSIT, "a2")
    with pytest.raises(Unprocessable):
        order(("BIKE", 1), by="a2", seller="a", from_deposit=Decimal(100))


def test_orders_at_one_moment_do_not_spend_a_balance_twice(rich, order, standing):
    failed = []

    def run() -> None:
        try:
            order(("HELMET", 6), from_deposit=Decimal(300))
        except Conflict as error:
            failed.append(error.code)

    threads = [threading.Thread(target=run) for _number in range(3)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert failed == ["insufficient-balance", "insufficient-balance"] and standing(DEPOSIT).held == 300
