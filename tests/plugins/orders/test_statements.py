"""However many lines an order has, placing, shipping and invoicing it ask the database about as often."""

import uuid

import pytest
import sqlalchemy as sa

from core.db import db
from core.entities import records
from core.entities.registry import registry
from core.entities.unit import unit
from core.workflow.perform import perform
from hansa.testing import Person
from plugins.orders.api import place

MOST = {"place": 60, "ship": 40, "invoice": 60}
"""Statements of each, with what the core adds: audit, events, search, timers."""


@pytest.fixture
def sent(kit, program, shop, make, limit):
    """`sent(40)`: how many statements each step of an order of so many lines takes."""
    limit("900000")
    skus = [f"P-{number}" for number in range(40)]
    made = make("price_list", code="MORE", label="More")
    for sku in skus:
        make("price", list_id=made, product_id=make("product", sku=sku, name=sku, family_id=shop["bikes"]), amount="10")

    def steps(lines):
        found = {}
        for name, by in (("place", "a"), ("confirm", "manager"), ("ship", "manager"), ("invoice", "manager")):
            with kit.acting(Person(by)):
                entity = registry()["orders.order"]

                def work(name=name, entity=entity):
                    if name == "place":
                        wanted = [{"sku": sku, "quantity": "2"} for sku in skus[:lines]]
                        return place(program.partner("a"), wanted, key=uuid.uuid4().hex).id
                    return perform(entity, records.get(entity, found["id"]), name, {}).record.id

                counted = []
                sa.event.listen(db.engine, "before_cursor_execute", note := lambda *given, counted=counted: counted.append(given[2]))
                found["id"] = unit(work)
                sa.event.remove(db.engine, "before_cursor_execute", note)
                found[name] = len(counted)
        return found

    return made, steps


def test_many_lines_take_as_many_statements_as_few(sent, move):
    made, steps = sent
    move("price_list", made, "publish")
    steps(2)
    few, many = steps(2), steps(40)
    for name, most in MOST.items():
        assert many[name] <= few[name] + 3, (name, few, many)
        assert many[name] <= most, (name, many)
