"""Several levels: each hop at the price of its seller, its two ends see it, nobody else does."""

import pytest

from core.errors import Conflict, Denied, NotFound, Unprocessable
from hansa.testing import Person


@pytest.fixture
def of_a(own_prices, order):
    """A2 bought two bikes of A at 1,234.50."""
    return order(("BIKE", 2), by="a2", seller="a", reference="DEALER-77")


def test_a_dealer_pays_the_price_of_its_distributor(of_a):
    assert of_a.amount == 2469 and of_a.seller_name == "Ashford Systems"


def test_a_distributor_confirms_ships_and_invoices_it(of_a, step, rows):
    for name, state in (("confirm", "confirmed"), ("ship", "shipped"), ("invoice", "invoiced")):
        assert step(of_a, name, by="above").state == state
    line = rows("resale")[0]
    assert rows("line") == []
    assert (line.amount, line.seller_id, line.partner_id) == (2469, of_a.seller_id, of_a.partner_id)


@pytest.mark.parametrize("by", ["manager", "admin"])
def test_the_vendor_neither_sees_nor_moves_it(of_a, step, by):
    with pytest.raises(NotFound):
        step(of_a, "confirm", by=by)


def test_the_vendor_sees_it_where_that_is_agreed_and_moves_nothing(of_a, step, setting, as_user):
    setting(vendor_sees="all")
    assert as_user("manager").get(f"/alpha/orders/order/{of_a.id}").status_code == 200
    with pytest.raises(Denied):
        step(of_a, "confirm", by="manager")


PLACES = [
    "/alpha/orders/order/",
    "/api/v1/alpha/orders/order/",
    "/api/v1/alpha/orders/item/",
    "/alpha/search?q=DEALER-77",
    "/alpha/orders/",
    "/alpha/orders/card",
]


@pytest.mark.parametrize("by", ["manager", "admin", "b"])
@pytest.mark.parametrize("path", PLACES)
def test_lists_search_and_api_hold_nothing_of_it_for_others(of_a, step, as_user, by, path):
    for name in ("confirm", "ship", "invoice"):
        step(of_a, name, by="above")
    text = as_user(by).get(path, headers=Person(by).bearer if "api" in path else {}).text
    assert str(of_a.id) not in text and "2469" not in text and "2,469" not in text and of_a.number not in text
    assert "search" in path or "DEALER-77" not in text


@pytest.mark.parametrize("by", ["manager", "b", "lesser"])
def test_it_has_no_address_for_others(of_a, as_user, by):
    for path in (f"/alpha/orders/order/{of_a.id}", f"/alpha/orders/order/{of_a.id}/items", f"/api/v1/alpha/orders/order/{of_a.id}"):
        assert as_user(by).get(path, headers=Person(by).bearer if "api" in path else {}).status_code in (403, 404), path


def test_both_ends_see_it(of_a, as_user):
    for by in ("a2", "above"):
        assert "DEALER-77" in as_user(by).get(f"/alpha/orders/order/{of_a.id}").text
        assert "2,469.00" in as_user(by).get(f"/alpha/orders/order/{of_a.id}/items").text


def test_both_ends_read_why_and_the_vendor_has_no_decision_to_read(of_a, as_user):
    assert of_a.decision_id is None
    for by in ("a2", "above"):
        assert "Why this price?" in as_user(by).get(f"/alpha/orders/order/{of_a.id}/items").text
    assert "1234" not in as_user("admin").get("/alpha/policies/decisions").text


def test_a_distributor_moves_its_sales_by_the_api(of_a, as_user, person):
    path = f"/api/v1/alpha/orders/sales/order/{of_a.id}/"
    assert as_user("above").post(f"{path}confirm", json={}, headers=person("above").bearer).json["state"] == "confirmed"
    assert as_user("above").post(f"{path}withdraw", json={"reason": "x"}, headers=person("above").bearer).status_code == 404
    for by in ("a2", "b", "manager"):
        assert as_user(by).post(f"{path}ship", json={}, headers=person(by).bearer).status_code in (403, 404)


def test_staff_asks_for_no_return_of_what_a_distributor_sold(of_a, as_user, person, program):
    raw = {"order_id": str(of_a.id), "rows": [{"sku": "BIKE", "quantity": "1"}], "why": "x", "partner_id": str(program.partner("a2"))}
    answer = as_user("admin").post("/api/v1/alpha/orders/return/", json=raw, headers=person("admin").bearer)
    assert answer.status_code == 422 and "order_id" in answer.text


def test_a_cart_is_not_seen_by_the_distributor(own_prices, as_user, program):
    a, a2 = program.partner("a"), as_user("a2")
    assert a2.submit("/alpha/orders/cart/add", {"sku": "BIKE", "quantity": "3", "from": str(a)}).status_code == 303
    assert "1,234.50" in a2.get(f"/alpha/orders/cart/?from={a}").text
    assert "Nobody has ordered" in as_user("above").get("/alpha/orders/sales/").text


def test_only_the_middle_of_the_chain_sees_what_stays_with_it(of_a, order, as_user, program, act, kit):
    upstream = order(("BIKE", 2), by="above", sells_on=of_a.id)
    page = f"/alpha/orders/order/{of_a.id}/items"
    assert "469.00" in as_user("above").get(page).text and upstream.number in as_user("above").get(page).text
    assert "Stays with you" not in as_user("a2").get(page).text and upstream.number not in as_user("a2").get(page).text
    told = as_user("manager").get(f"/alpha/orders/order/{upstream.id}").text
    assert "DEALER-77" not in told and of_a.number not in told and str(of_a.id) not in told


def test_a_distributor_puts_an_order_of_its_buyer_into_its_own_cart(of_a, as_user):
    assert as_user("above").submit(f"/alpha/orders/sales/order/{of_a.id}/supply").status_code == 303
    assert "1,000.00" in as_user("above").get("/alpha/orders/cart/?from=vendor").text
    assert as_user("b").submit(f"/alpha/orders/sales/order/{of_a.id}/supply").status_code in (403, 404)


def test_a_distributor_orders_for_its_buyer_at_its_own_price(own_prices, order):
    placed = order(("BIKE", 1), by="above", buyer="a2", seller="a")
    assert placed.amount == 1234.5 and placed.on_behalf
    with pytest.raises(NotFound):
        order(("BIKE", 1), by="above", buyer="b", seller="a")


def test_pages_of_moves_are_for_the_seller(of_a, as_user):
    path = f"/alpha/orders/sales/order/{of_a.id}/"
    assert as_user("above").get(f"{path}ship_part").status_code == 200
    assert as_user("above").submit(f"{path}confirm", {}).status_code == 303
    assert as_user("above").submit(f"{path}ship_part", {"rows-0-sku": "BIKE", "rows-0-quantity": "9"}).status_code == 422
    for by in ("a2", "b", "manager"):
        assert as_user(by).submit(f"{path}confirm", {}).status_code in (403, 404)


@pytest.fixture
def looking(as_user, program):
    """A channel manager who looks at the portal as A2."""
    client = as_user("manager")
    assert client.submit(f"/alpha/account/places/view-as/{program.partner('a2')}").status_code == 303
    return client


@pytest.mark.parametrize("path", ["/alpha/orders/order/", "/alpha/search?q=DEALER-77", "/alpha/orders/", "/alpha/orders/card", "/alpha/orders/item/"])
def test_looking_as_the_dealer_opens_nothing_of_a_distributors_hop(of_a, as_user, looking, path):
    own = as_user("a2").get(path)
    assert own.status_code == 200 and (of_a.number in own.text or "DEALER-77" in own.text or ">1<" in own.text or "BIKE" in own.text)
    text = looking.get(path).text
    assert not {str(of_a.id), of_a.number, "2,469", "BIKE"} & set(text.replace('"', " ").replace("/", " ").split())
    assert "DEALER-77" not in text or "search" in path


def test_its_address_leads_nowhere_while_looking_as_the_dealer(of_a, as_user, looking):
    path = f"/alpha/orders/order/{of_a.id}"
    assert (as_user("a2").get(path).status_code, looking.get(path).status_code) == (200, 404)
    assert looking.get(f"{path}/items").status_code == 404


def test_where_it_is_agreed_who_looks_as_the_dealer_sees_it(of_a, setting, looking):
    setting(vendor_sees="all")
    assert looking.get(f"/alpha/orders/order/{of_a.id}").status_code == 200


def test_the_vendor_has_no_part_in_a_conversation_about_it(of_a, as_user, setting):
    page = f"/alpha/orders/order/{of_a.id}"
    assert "conversations" not in as_user("a2").get(page).text
    setting(vendor_sees="all")
    assert "conversations" in as_user("a2").get(page).text


@pytest.fixture
def lends(make_record, program):
    """`lends("3000")`: A lends A2 so much."""

    def give(amount, by="above", buyer="a2"):
        return make_record("orders.dealer_credit", by=by, buyer_id=str(program.partner(buyer)), amount=amount, currency="USD", note="Slow payer")

    return give


def test_a_distributor_lends_a_buyer_no_more_than_it_said(own_prices, order, lends, step):
    lends("3000")
    first = order(("BIKE", 2), by="a2", seller="a")
    with pytest.raises(Conflict) as refused:
        order(("BIKE", 1), by="a2", seller="a")
    assert refused.value.code == "dealer-credit" and "531" in refused.value.message
    for name in ("confirm", "ship", "invoice", "close"):
        step(first, name, by="above")
    assert order(("BIKE", 1), by="a2", seller="a").amount == 1234.5


def test_what_is_bought_of_the_vendor_does_not_weigh_on_it(own_prices, order, lends):
    lends("10")
    assert order(("BIKE", 2), by="a2").seller_id is None


def test_the_page_of_a_limit_is_called_by_what_it_is(as_user, lends):
    assert "<h1>Credit of a buyer</h1>" in as_user("above").get(f"/alpha/orders/dealer_credit/{lends('3000')}").text


def test_the_buyer_reads_its_limit_and_not_the_note_and_changes_nothing(own_prices, lends, as_user):
    path = f"/alpha/orders/dealer_credit/{lends('3000')}"
    page = as_user("a2").get(path)
    assert page.status_code == 200 and "3,000" in page.text and "Slow payer" not in page.text
    assert as_user("a2").submit(f"{path}/edit", {"amount": "9"}).status_code in (403, 404)
    assert "Slow payer" in as_user("above").get(path).text


@pytest.mark.parametrize("who", ["manager", "admin", "b"])
def test_what_a_distributor_lends_is_read_by_nobody_else(own_prices, lends, as_user, who):
    assert as_user(who).get(f"/alpha/orders/dealer_credit/{lends('3000')}").status_code in (403, 404)


def test_only_own_buyers_are_lent_anything(own_prices, lends):
    with pytest.raises(Unprocessable):
        lends("3000", buyer="b")
