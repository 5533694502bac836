"""Special prices and orders: an order for the deal takes of what was granted, and gives it back when it is not carried out."""

import uuid

import pytest
import sqlalchemy as sa

from core.db import db
from core.entities import records
from core.entities.registry import registry
from core.errors import Conflict, Unprocessable
from core.workflow.perform import perform
from plugins.orders.api import place
from plugins.specialprice.models import Request, Use
from tests.plugins.specialprice.test_catalogue import pump

__all__ = ["pump"]


@pytest.fixture
def granted(pump, deal, request_for, move):
    """A deal of A with ten pumps at 85 instead of 100."""
    own = deal()
    made = request_for(deal_id=own)
    move(made, "submit", "approve")
    return own, made


@pytest.fixture
def order(act, program):
    """`order(4, deal)`: A orders so many pumps for a deal; the id, what it comes to, what it is for."""

    def run(quantity, deal_id, by="a", rows=None):
        def work():
            wanted = rows or [{"sku": "PUMP-1", "quantity": str(quantity)}]
            made = place(program.partner(by), wanted, key=uuid.uuid4().hex, deal_id=deal_id)
            return made.id, made.amount, made.deal_title

        return act(by, work)

    return run


@pytest.fixture
def used(act):
    def look(request_id):
        def work():
            request = db.session.scalars(sa.select(Request).where(Request.id == request_id)).one()
            return request.used, request.state, [row.quantity for row in db.session.scalars(sa.select(Use).order_by(Use.id))]

        return act("a", work)

    return look


@pytest.fixture
def cancel(act):
    def run(order_id):
        def work():
            entity = registry()["orders.order"]
            perform(entity, records.get(entity, order_id, lock=True), "cancel", {"reason": "No."})

        act("manager", work)

    return run


def test_an_order_for_the_deal_takes_of_what_was_granted(granted, order, used):
    deal_id, request = granted
    assert order(4, deal_id)[1] == 340
    assert used(request) == (4, "used", [4])


def test_an_order_for_nothing_takes_none(granted, order, used):
    assert order(4, None)[1] == 400
    assert used(granted[1]) == (0, "approved", [])


def test_lines_of_one_order_take_no_more_than_was_granted(granted, order, used):
    rows = [{"sku": "PUMP-1", "quantity": "6"}, {"sku": "PUMP-1", "quantity": "6"}]
    with pytest.raises(Conflict) as refused:
        order(0, granted[0], rows=rows)
    assert refused.value.code == "exceeds"
    assert used(granted[1]) == (0, "approved", [])


def test_what_is_used_up_comes_back_with_a_cancelled_order(granted, order, used, cancel):
    deal_id, request = granted
    made = order(10, deal_id)[0]
    assert used(request) == (10, "exhausted", [10])
    cancel(made)
    assert used(request) == (0, "used", [10, -10])
    assert order(10, deal_id)[1] == 850


def test_cancelling_gives_back_what_its_own_order_took(granted, order, used, cancel):
    deal_id, request = granted
    first, _second = order(3, deal_id)[0], order(2, deal_id)
    cancel(first)
    assert used(request)[0] == 2


def test_a_deal_of_another_partner_is_no_deal(granted, order):
    with pytest.raises(Unprocessable) as refused:
        order(1, granted[0], by="b")
    assert refused.value.errors[0]["pointer"] == "/deal_id"


def test_an_order_for_a_protection_that_ended_is_refused(granted, deal, order):
    with pytest.raises(Unprocessable):
        order(1, deal(state="expired"))
    with pytest.raises(Unprocessable):
        order(1, deal(state="in_review", protected_until=None))


def test_the_cart_offers_own_protected_deals_and_prices_by_the_chosen_one(granted, deal, as_user):
    mine, others = granted[0], deal("b")
    page = as_user("a")
    page.submit("/alpha/orders/cart/add", {"sku": "PUMP-1", "quantity": "2"})
    shown = page.get("/alpha/orders/cart/?from=vendor").text
    assert f'value="{mine}"' in shown
    assert str(others) not in shown
    page.submit("/alpha/orders/cart/", {"sku": "PUMP-1", "quantity": "2", "unit": "", "deal": str(mine), "act": "save"})
    assert "170.00" in page.get("/alpha/orders/cart/?from=vendor").text


def test_the_cart_refuses_what_is_no_deal_of_the_buyer(granted, deal, as_user):
    page = as_user("a")
    page.submit("/alpha/orders/cart/add", {"sku": "PUMP-1", "quantity": "2"})
    for wrong in (str(deal("b")), "nonsense"):
        sent = page.submit("/alpha/orders/cart/", {"sku": "PUMP-1", "quantity": "2", "unit": "", "deal": wrong, "act": "save"})
        assert sent.status_code == 422
