"""A distributor's own list is its own: its buyers learn their price, nobody else learns anything."""

import pytest

from core.errors import NotFound
from hansa.testing import Person


@pytest.fixture
def own_list(shop, make, program):
    made = make("dealer_list", by="above", code="OWN", label="Our dealers")
    row = make("dealer_price", by="above", list_id=made, product_id=shop["BIKE"], amount="1234.5")
    return {"list": made, "row": row}


def test_a_dealer_pays_what_its_distributor_says(own_list, ask):
    found = ask("BIKE", "HELMET", by="a2", buyer="a2", seller="a")
    assert [line.price for line in found.lines] == [1234.5, None]
    assert found.lines[1].priced.unknown == "not_on_list"
    assert ask("BIKE", by="a2", buyer="a2").lines[0].price == 1000


def test_a_distributor_asks_for_its_dealers_and_for_no_other_hop(own_list, ask):
    assert ask("BIKE", by="above", buyer="a2", seller="a").lines[0].price == 1234.5
    with pytest.raises(NotFound):
        ask("BIKE", by="above", buyer="a2")


@pytest.mark.parametrize(
    ("by", "buyer", "seller"), [("b", "a2", "a"), ("b", "a", None), ("a2", "a", None), ("a2", "b", "a"), ("manager", "a2", "a"), ("admin", "a2", "a")]
)
def test_others_learn_nothing(own_list, ask, by, buyer, seller):
    with pytest.raises(NotFound):
        ask("BIKE", by=by, buyer=buyer, seller=seller)


def test_nobody_buys_from_a_stranger(own_list, ask):
    found = ask("BIKE", by="b", buyer="b", seller="a")
    assert found.lines[0].priced.unknown == "unknown_seller" and found.lines[0].price is None


@pytest.mark.parametrize("by", ["b", "a2", "manager", "admin"])
@pytest.mark.parametrize("name", ["list", "row"])
def test_the_list_has_no_address_for_others(own_list, as_user, by, name):
    entity = {"list": "dealer_list", "row": "dealer_price"}[name]
    for path in (f"/alpha/catalog/{entity}/{own_list[name]}", f"/api/v1/alpha/catalog/{entity}/{own_list[name]}"):
        assert as_user(by).get(path, headers=Person(by).bearer).status_code in (403, 404)


def test_a_list_for_one_dealer_is_for_no_other(shop, make, make_partner, ask, program):
    make_partner("a3", parent="a")
    made = make("dealer_list", by="above", code="ONE", label="One dealer", dealer_id=program.partner("a2"))
    make("dealer_price", by="above", list_id=made, product_id=shop["BIKE"], amount="999")
    assert ask("BIKE", by="above", buyer="a2", seller="a").lines[0].price == 999
    assert ask("BIKE", by="above", buyer="a3", seller="a").lines[0].price is None


def test_levels_contracts_and_promotions_of_the_vendor_end_at_the_first_hop(own_list, shop, make, move, publish, ask, program):
    publish(levels={"rows": [{"code": "all", "when": "True", "result": "given", "percent": "50"}]})
    make("contract", owner=program.partner("a2"), product_id=shop["BIKE"], amount="1", reference="K-2")
    move("promotion", make("promotion", code="P"), "publish")
    assert ask("BIKE", by="a2", buyer="a2", seller="a").lines[0].price == 1234.5


def test_the_page_of_a_dealer_names_its_distributor_and_shows_its_price(own_list, as_user, program, configure):
    configure(buys_from="distributor")
    assert "1,234.50" in as_user("a2").get("/alpha/catalog/browse/").text
    configure(buys_from="both")
    text = as_user("a2").get(f"/alpha/catalog/browse/?from={program.partner('a')}").text
    assert "1,234.50" in text and "Ashford Systems" in text


def test_a_partner_reads_its_contract_prices_and_writes_none(shop, make, as_user, program):
    made = make("contract", owner=program.partner("a"), product_id=shop["BIKE"], amount="650", reference="K-1")
    path = f"/api/v1/alpha/catalog/contract/{made}"
    assert as_user("a").get(path, headers=Person("a").bearer).status_code == 200
    assert as_user("b").get(path, headers=Person("b").bearer).status_code == 404
    assert as_user("a").patch(path, json={"amount": "1"}, headers=Person("a").bearer).status_code in (403, 428)


@pytest.mark.parametrize("entity", ["price_list", "price", "promotion", "authorisation", "allocation"])
def test_lists_and_rules_of_the_vendor_are_not_for_partners(shop, as_user, entity):
    assert as_user("a").get(f"/api/v1/alpha/catalog/{entity}/", headers=Person("a").bearer).status_code in (403, 404)


def test_staff_of_one_region_asks_for_partners_of_it_alone(shop, ask):
    assert ask("BIKE", by="west", buyer="b").lines[0].price == 1000
    with pytest.raises(NotFound):
        ask("BIKE", by="west", buyer="a")
