from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.specialprice.prices import Level, Line, key, largest, margin, missing, needed, readable, total_off

LEVELS = [
    Level("manager", Decimal(20), Decimal(1000)),
    Level("finance", Decimal(35), Decimal(5000)),
    Level("admin", Decimal(100), Decimal(10**6)),
]
AMOUNTS = st.decimals(min_value="0.0001", max_value="99999", places=4)


def line(price: str, quantity: int = 1, list_price: str = "100") -> Line:
    return Line("Pump", quantity, Decimal(list_price), Decimal(price))


@pytest.mark.parametrize(
    ("lines", "mode", "before", "granting"),
    [
        ([line("80")], "any", (), ("manager", "finance", "admin")),
        ([line("79.9999")], "any", (), ("finance", "admin")),
        ([line("80", 51)], "any", (), ("finance", "admin")),
        ([line("60")], "any", (), ("admin",)),
        ([line("80")], "all", (), ("manager", "finance", "admin")),
        ([line("70")], "all", ("manager",), ("finance", "admin")),
        ([line("60")], "all", ("manager", "finance"), ("admin",)),
        ([line("0", 10_001)], "all", (), ()),
    ],
)
def test_who_grants_and_who_agrees_before(lines, mode, before, granting):
    assert needed(LEVELS, lines, mode) == (before, granting)


def test_a_third_is_compared_exactly_and_shown_rounded():
    share = largest([line("2", list_price="3")])
    assert share == Fraction(100, 3) and readable(share) == Decimal("33.33")
    assert not Level("x", Decimal("33.3333"), Decimal(10)).covers([line("2", list_price="3")])


@given(st.lists(st.tuples(AMOUNTS, AMOUNTS, st.integers(1, 1000)), max_size=5))
def test_the_discount_is_what_the_lines_add_up_to(rows):
    lines = [Line("x", quantity, max(one, two), min(one, two)) for one, two, quantity in rows]
    listed = sum((item.list_price * item.quantity for item in lines), Decimal(0))
    assert total_off(lines) == listed - sum((item.price * item.quantity for item in lines), Decimal(0))


def test_margins():
    assert (margin(Decimal(80), Decimal(60)), margin(Decimal(0), Decimal(1))) == (Fraction(25), None)


def test_who_has_agreed_is_not_missing():
    assert missing(("manager", "finance"), ["manager"]) == ("finance",)


def test_products_are_alike_without_width_and_case():
    assert key("ＰＵＭＰ 200") == key("pump200")
