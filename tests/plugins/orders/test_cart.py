"""The cart survives, reads what is pasted, keeps what it could not read, and places orders."""

import pytest

CART = "/alpha/orders/cart/"


@pytest.fixture
def cart(shop, as_user):
    """`cart(paste="BIKE 2")`: A's cart after a post."""

    def post(by="a", status=303, **form):
        answer = as_user(by).submit(CART, {"act": "save", "from": "vendor", **form})
        assert answer.status_code == status, answer.text
        return answer

    return post


def test_pasted_lines_become_rows_at_the_own_price(cart, as_user):
    cart(paste="SKU;Quantity\nbike;10\nHELMET\t2\tbox\n")
    text = as_user("a").get(CART).text
    assert "900.00" in text and "9,000.00" in text and "600.00" in text and "9,600.00" in text and "Why this price?" in text


def test_lines_that_cannot_be_read_stay_to_be_mended(cart, as_user, rows):
    cart(paste="BIKE 1\nNOPE 3\nHELMET x\nHELMET 1 pallet")
    assert [line["text"] for line in rows("order")[0].unread] == ["NOPE 3", "HELMET x", "HELMET 1 pallet"]
    assert "There is no product “NOPE”." in as_user("a").get(CART).text
    cart(sku="BIKE", quantity="1", unit="", mend=["HELMET 3", "", "NOPE 4"])
    assert [line["text"] for line in rows("order")[0].unread] == ["NOPE 4"]
    assert [(row["sku"], row["quantity"]) for row in rows("order")[0].wanted] == [("BIKE", "1"), ("HELMET", "3")]


def test_an_order_waits_until_all_lines_are_read(cart):
    cart(paste="BIKE 1\nNOPE 3")
    assert "could not be read" in cart(act="place", sku="BIKE", quantity="1", unit="", mend="NOPE 3", status=422).text


def test_it_is_there_again_on_another_device(cart, kit, person):
    cart(paste="BIKE 1")
    assert "Road bike" in kit.client(person("a")).get(CART).text


def test_a_colleague_has_a_cart_of_its_own(cart, as_user):
    cart(paste="BIKE 1")
    assert "Road bike" not in as_user("above").get(CART + "?from=vendor").text


def test_quantity_nothing_takes_a_row_out(cart, rows):
    cart(paste="BIKE 1\nHELMET 1")
    cart(sku=["BIKE", "HELMET"], quantity=["0", "4"], unit=["", ""])
    assert rows("order")[0].wanted == [{"sku": "HELMET", "quantity": "4"}]


def test_a_quantity_may_be_typed_with_its_thousands_apart(cart, rows):
    cart(paste="BIKE 1")
    cart(sku="BIKE", quantity="1,200", unit="")
    assert rows("order")[0].wanted == [{"sku": "BIKE", "quantity": "1200"}]


def test_what_was_typed_beside_something_wrong_stays(cart):
    cart(paste="BIKE 1\nHELMET 1")
    page = cart(sku=["BIKE", "HELMET"], quantity=["lots", "7"], unit=["", ""], ship_to="Gate 3", paste="BELL 2", status=422).text
    assert all(text in page for text in ('value="lots" aria-invalid="true"', 'value="7"', "Gate 3</textarea>", "BELL 2</textarea>"))


def test_placing_leads_to_the_order_and_leaves_an_empty_cart(cart, as_user, rows):
    cart(paste="BIKE 2")
    answer = cart(act="place", sku="BIKE", quantity="2", unit="", reference="PO-9", ship_to="Gate 3")
    placed = rows("order")[0]
    assert answer.location.endswith(str(placed.id)) and (placed.state, placed.reference, placed.ship_to) == ("submitted", "PO-9", "Gate 3")
    assert "The cart is empty" in as_user("a").get(CART).text


WRONG = [{"quantity": text} for text in ("x", "-1", "1e9")] + [
    {"quantity": "1", "from_rebate": "abc"},
    {"quantity": "1", "requested_on": "31.1."},
]


@pytest.mark.parametrize("form", WRONG)
def test_wrong_input_is_said_and_nothing_is_lost(cart, rows, form):
    cart(paste="BIKE 2")
    assert 'role="alert"' in cart(status=422, sku="BIKE", unit="", **form).text
    assert rows("order")[0].wanted == [{"sku": "BIKE", "quantity": "2"}]


def test_what_may_not_be_sold_is_said_in_the_cart(cart, make, shop, as_user):
    make("authorisation", code="CERT", family_id=shop["bikes"], certificate="Bike fitting", certified=2)
    cart(paste="BIKE 1")
    assert "It needs 2 people with the certificate" in as_user("a").get(CART).text
    cart(act="place", sku="BIKE", quantity="1", unit="", status=422)


def test_a_product_goes_into_the_cart_from_its_page(shop, as_user, rows):
    page = as_user("a").get(f"/alpha/catalog/browse/{shop['BIKE']}?quantity=3").text
    assert "/alpha/orders/cart/add" in page
    assert as_user("a").submit(f"{CART}add", {"sku": "BIKE", "quantity": "3", "from": "vendor"}).status_code == 303
    assert rows("order")[0].wanted == [{"sku": "BIKE", "quantity": "3"}]


def test_approval_is_asked_for_and_given(cart, setting, make_user, rows, step, shop):
    buyer = make_user("buyer", partner="a", roles=("partner_user",))
    setting(own_approval_from="1500")
    assert buyer.submit(f"{CART}add", {"sku": "BIKE", "quantity": "2", "from": "vendor"}).status_code == 303
    assert "Ask for approval" in buyer.get(CART).text
    assert buyer.submit(CART, {"act": "ask", "from": "vendor", "sku": "BIKE", "quantity": "2", "unit": ""}).status_code == 303
    asked = rows("order")[0]
    assert asked.state == "asking" and rows("item") == []
    assert step(asked, "approve", by="a").state == "submitted"
    assert rows("item")[0].amount == 2000


def test_an_order_is_put_into_the_cart_again(order, as_user, rows):
    placed = order(("HELMET", 5))
    assert as_user("a").submit(f"/alpha/orders/order/{placed.id}/again").status_code == 303
    assert rows("order")[1].wanted == [{"sku": "HELMET", "quantity": "5"}]
    assert as_user("b").submit(f"/alpha/orders/order/{placed.id}/again").status_code == 404


@pytest.mark.parametrize("path", [CART, "/alpha/orders/", "/alpha/orders/card"])
def test_pages_open_for_partners(shop, as_user, path):
    assert as_user("a").get(path).status_code == 200


@pytest.mark.parametrize("path", ["/alpha/orders/", "/alpha/orders/card", "/alpha/orders/for/", "/alpha/orders/for/?q=ash"])
def test_pages_open_for_staff(shop, as_user, path):
    assert as_user("manager").get(path).status_code == 200
    assert "Ashford" in as_user("manager").get("/alpha/orders/for/").text


def test_staff_fills_a_cart_for_a_partner(shop, as_user, program, rows):
    a = str(program.partner("a"))
    manager = as_user("manager")
    assert manager.submit(CART, {"act": "save", "for": a, "from": "vendor", "paste": "BIKE 1"}).status_code == 303
    assert "Ashford Systems" in manager.get(f"{CART}?for={a}").text
    assert manager.submit(CART, {"act": "place", "for": a, "from": "vendor", "sku": "BIKE", "quantity": "1", "unit": ""}).status_code == 303
    assert rows("order")[0].partner_id == program.partner("a") and rows("order")[0].state == "submitted"
    assert as_user("west").get(f"{CART}?for={a}").status_code == 404


def test_the_api_places_and_reads(shop, as_user, person, rows):
    head = {**person("a").bearer, "Idempotency-Key": "once"}
    made = as_user("a").post(
        "/api/v1/alpha/orders/place", json={"lines": [{"sku": "BIKE", "quantity": "2"}], "reference": "API-1"}, headers=head
    )
    assert made.status_code == 201 and made.json["amount"] == "2000" and made.json["state"] == "submitted"
    wrong = as_user("a").post("/api/v1/alpha/orders/place", json={"lines": [{"sku": "BIKE", "quantity": "0"}]}, headers=person("a").bearer)
    assert wrong.status_code == 422 and len(rows("order")) == 1
    read = as_user("a").post("/api/v1/alpha/orders/read", json={"text": "BIKE 2\nNOPE"}, headers=person("a").bearer).json
    assert read["rows"] == [{"sku": "BIKE", "quantity": "2"}] and read["unread"][0]["text"] == "NOPE"


@pytest.mark.parametrize("name", ["buyer", "seller"])
@pytest.mark.parametrize("value", ["nonsense", "00000000-0000-0000-0000-000000000001"])
def test_the_api_orders_of_nobody_else_where_a_partner_is_unknown(shop, as_user, person, rows, name, value):
    raw = {"lines": [{"sku": "BIKE", "quantity": "2"}], name: value}
    assert as_user("a").post("/api/v1/alpha/orders/place", json=raw, headers=person("a").bearer).status_code == 404
    assert rows("order") == []
