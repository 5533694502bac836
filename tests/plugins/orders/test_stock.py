"""Stock as a promise: the first day on which enough is there, by what stock sources say."""

import uuid
from datetime import date
from decimal import Decimal

import pytest

from plugins.orders.pages import cart_view
from plugins.orders.placing import placing
from plugins.orders.placing.stock import Stock, at_once, promise

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


def test_an_order_is_promised_for_the_day_of_its_last_item(order, rows, shop, monkeypatch):
    told = {shop["BIKE"]: [Stock(shop["BIKE"], Decimal(2), date(2036, 1, 1))], shop["HELMET"]: [Stock(shop["HELMET"], Decimal(9))]}
    monkeypatch.setattr(placing, "stock_of", lambda products: told)
    placed = order(("BIKE", 2), ("HELMET", 1))
    assert placed.promised_on == date(2036, 1, 1) and rows("item")[1].promised_on < date(2036, 1, 1)
    assert order(("BIKE", 3)).promised_on is None


def test_the_cart_says_what_is_there(shop, as_user, monkeypatch):
    told = {shop["BIKE"]: [Stock(shop["BIKE"], Decimal(2)), Stock(shop["BIKE"], Decimal(9), date(2036, 1, 1))]}
    monkeypatch.setattr(cart_view, "stock_of", lambda products: told)
    person = as_user("a")
    person.submit("/alpha/orders/cart/", {"act": "save", "from": "vendor", "paste": "BIKE 2"})
    assert "In stock" in person.get("/alpha/orders/cart/").text
    person.submit("/alpha/orders/cart/", {"act": "save", "from": "vendor", "paste": "BIKE 4"})
    assert "2 in stock, all from 2036-01-01" in person.get("/alpha/orders/cart/").text
