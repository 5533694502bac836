"""Stock as a promise: the first day on which enough is there, by what stock sources say."""

import uuid
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from core import clock
from plugins.orders.pages import cart_view
from plugins.orders.placing import placing
from plugins.orders.placing.stock import Stock, at_once, promise, without

BIKE, TODAY = uuid.uuid4(), date(2026, 5, 4)
STOCK = [Stock(BIKE, Decimal(5)), Stock(BIKE, Decimal(10), date(2026, 6, 1)), Stock(BIKE, Decimal(20), date(2026, 5, 20))]


@pytest.mark.parametrize(
    ("units", "day"), [("5", TODAY), ("5.5", date(2026, 5, 20)), ("25", date(2026, 5, 20)), ("26", date(2026, 6, 1)), ("36", None)]
)
def test_it_is_promised_for_the_day_enough_is_there(units, day):
    assert promise(STOCK, Decimal(units), TODAY) == day


def test_what_comes_later_is_not_there_now():
    assert at_once(STOCK, TODAY) == 5 and at_once(STOCK, date(2026, 5, 20)) == 25


def test_of_what_nobody_tells_nothing_is_promised():
    assert promise([], Decimal(1), TODAY) is None


def test_what_others_took_comes_off_the_earliest():
    left = without(STOCK, Decimal(7))
    assert at_once(left, TODAY) == 0 and promise(left, Decimal(18), TODAY) == date(2026, 5, 20)
    assert promise(without(STOCK, Decimal(40)), Decimal(1), TODAY) is None


@pytest.fixture
def tell(make_record, shop):
    """`tell("BIKE", 10, from_day="2036-01-01")`: the vendor says what is free of a product."""

    def say(sku, quantity, **more):
        values = {"from_day": None, "place": "", **more}
        return make_record("orders.stock", by="manager", product_id=str(shop[sku]), quantity=str(quantity), **values)

    return say


def test_orders_since_it_was_told_come_off_what_is_free(order, tell, step):
    tell("BIKE", 5)
    today = order(("BIKE", 3)).promised_on
    assert today is not None
    late = order(("BIKE", 3))
    assert late.promised_on is None
    step(late, "cancel", reason="No stock.")
    assert order(("BIKE", 2)).promised_on == today


def test_a_new_figure_takes_the_place_of_the_one_before(order, tell, rows):
    tell("BIKE", 5)
    order(("BIKE", 5))
    tell("BIKE", 1)
    assert [row.quantity for row in rows("stock") if row.archived_at is None] == [1]
    assert order(("BIKE", 1)).promised_on is not None


def test_what_arrives_is_promised_for_its_day_until_the_place_is_told_of_again(order, tell):
    tell("BIKE", 1)
    tell("BIKE", 4, from_day="2036-01-01")
    assert order(("BIKE", 5)).promised_on == date(2036, 1, 1)
    with clock.moved(datetime(2036, 1, 2, 12, tzinfo=UTC)):
        assert order(("BIKE", 1)).promised_on is None
    with clock.moved(datetime(2036, 1, 2, 13, tzinfo=UTC)):
        tell("BIKE", 3)
        assert order(("BIKE", 3)).promised_on == date(2036, 1, 2) and order(("BIKE", 1)).promised_on is None


def test_partners_do_not_read_the_vendors_figures(tell, as_user):
    made = tell("BIKE", 5)
    assert [as_user(who).get(f"/alpha/orders/stock/{made}").status_code for who in ("a", "manager")] == [404, 200]


def test_an_order_is_promised_for_the_day_of_its_last_item(order, rows, shop, monkeypatch):
    told = {shop["BIKE"]: [Stock(shop["BIKE"], Decimal(2), date(2036, 1, 1))], shop["HELMET"]: [Stock(shop["HELMET"], Decimal(9))]}
    monkeypatch.setattr(placing, "stock_of", lambda *asked, **how: told)
    placed = order(("BIKE", 2), ("HELMET", 1))
    assert placed.promised_on == date(2036, 1, 1) and rows("item")[1].promised_on < date(2036, 1, 1)
    assert order(("BIKE", 3)).promised_on is None


def test_the_cart_says_what_is_there(shop, as_user, monkeypatch):
    told = {shop["BIKE"]: [Stock(shop["BIKE"], Decimal(2)), Stock(shop["BIKE"], Decimal(9), date(2036, 1, 1))]}
    monkeypatch.setattr(cart_view, "stock_of", lambda *asked, **how: told)
    person = as_user("a")
    person.submit("/alpha/orders/cart/", {"act": "save", "from": "vendor", "paste": "BIKE 2"})
    assert "In stock" in person.get("/alpha/orders/cart/").text
    person.submit("/alpha/orders/cart/", {"act": "save", "from": "vendor", "paste": "BIKE 4"})
    assert "2 in stock, all from Jan 1, 2036" in person.get("/alpha/orders/cart/").text
