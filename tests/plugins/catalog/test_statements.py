"""However many lines a quote has, it asks the database as often."""

from decimal import Decimal

import pytest
import sqlalchemy as sa

from core.db import db
from core.entities.unit import unit
from hansa.testing import Person
from plugins.catalog.api import Ask, may_sell, quote


@pytest.fixture
def asked(kit, program):
    def count(work, by="a"):
        sent = []
        with kit.acting(Person(by)):
            unit(work)
            sa.event.listen(db.engine, "before_cursor_execute", note := lambda *given: sent.append(given[2]))
            unit(work)
            sa.event.remove(db.engine, "before_cursor_execute", note)
        return len([one for one in sent if one.lstrip().upper().startswith("SELECT") and "set_config" not in one])

    return count


def test_a_quote_of_many_lines_asks_as_often_as_one_of_one(shop, asked, make, move, program):
    move("promotion", make("promotion", code="P", family_id=shop["bikes"]), "publish")
    skus = [f"P-{number}" for number in range(40)]
    for sku in skus:
        make("product", sku=sku, name=sku)
    buyer = program.partner("a")
    one = asked(lambda: quote(buyer, [Ask("BIKE")]))
    many = asked(lambda: quote(buyer, [Ask(sku, Decimal(3)) for sku in (*skus, "BIKE", "HELMET")]))
    assert one == many <= 14


def test_authorisation_of_many_products_asks_as_often_as_of_one(shop, asked, make, program):
    make("authorisation", code="R", family_id=shop["bikes"], certificate="Fitting")
    buyer = program.partner("a")
    assert asked(lambda: may_sell(buyer, ["BIKE"])) == asked(lambda: may_sell(buyer, ["BIKE", "HELMET", "NOPE"])) <= 8


def test_the_page_of_a_product_asks_for_each_thing_once(shop, kit, as_user):
    sent = []
    page = f"/alpha/catalog/browse/{shop['BIKE']}"
    assert as_user("a").get(page).status_code == 200
    sa.event.listen(_engine(kit), "before_cursor_execute", note := lambda *given: sent.append(" ".join(given[2].split())))
    answer = as_user("a").get(page)
    sa.event.remove(_engine(kit), "before_cursor_execute", note)
    asked = [one for one in sent if one.startswith("SELECT") and "set_config" not in one]
    assert answer.status_code == 200 and len(asked) == len(set(asked)) <= 12


def _engine(kit):
    with kit.app.app_context():
        return db.engine
