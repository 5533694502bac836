"""A granted price in the quotes of the catalogue: for its deal, up to what is left, as long as it is valid."""

from decimal import Decimal

import pytest

from core.entities import records
from core.entities.registry import registry
from core.workflow.perform import perform
from hansa.testing import Person
from plugins.catalog.api import Ask, quote

DATA = {"used_on": "2026-05-04", "document": "PO 1"}


@pytest.fixture
def pump(make_record, act):
    bare = {"names": [], "packs": [], "moq": None, "multiple": None, "on_shelf_from": None, "off_shelf_from": None, "brand": None}
    product = make_record("catalog.product", **{**bare, "sku": "PUMP-1", "name": "Pump", "unit": "pc"})
    everybody = {"kinds": [], "tiers": None, "regions": None, "countries": None, "condition": None, "starts_at": None, "valid_until": None}
    shelf = make_record("catalog.price_list", **{**everybody, "code": "BASE", "currency": "USD"})
    row = {"unit": None, "from_quantity": "0", "valid_from": None, "valid_until": None, "amount": "100"}
    make_record("catalog.price", **{**row, "list_id": str(shelf), "product_id": str(product)})

    def publish():
        entity = registry()["catalog.price_list"]
        perform(entity, records.get(entity, shelf), "publish")

    act("admin", publish)


@pytest.fixture
def price(act, program):
    def get(deal_id, quantity="1", by="a"):
        return act(by, lambda: quote(program.partner(by), [Ask("PUMP-1", Decimal(quantity), deal_id=deal_id)])).lines[0].price

    return get


def test_it_counts_for_its_deal_alone(pump, deal, request_for, move, price):
    own = deal()
    made = request_for(deal_id=own)
    move(made, "submit")
    assert price(own) == 100
    move(made, "approve")
    assert (price(own), price(None), price(deal())) == (85, 100, 100)
    assert price(own, by="b") == 100


def test_it_counts_up_to_what_is_left_and_until_it_is_revoked(pump, deal, request_for, move, price, as_user, lines_of):
    own = deal()
    made = request_for(deal_id=own)
    move(made, "submit", "approve")
    as_user("a").submit(f"/alpha/specialprice/request/{made}/use", {**DATA, "allowance_id": str(lines_of(made)[0].id), "quantity": "4"})
    assert (price(own, "6"), price(own, "7")) == (85, 100)
    move(made, "revoke")
    assert price(own) == 100


def test_it_is_not_read_by_another_partner(pump, deal, request_for, move, as_user):
    made = request_for(deal_id=deal())
    move(made, "submit", "approve")
    assert as_user("b").get(f"/alpha/specialprice/request/{made}", headers=Person("b").bearer).status_code == 404
