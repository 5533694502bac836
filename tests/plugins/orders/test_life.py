"""From the cart to the closed order: prices, quantities, states, invoiced lines."""

from decimal import Decimal

import pytest
import sqlalchemy as sa

from core.db import db
from core.entities import records
from core.entities.registry import registry
from core.entities.system import system
from core.errors import Conflict, Denied, NotFound, Stale, Unprocessable
from plugins.orders.api import place
from plugins.orders.fulfilling.keeping import items_of, keep_items
from plugins.orders.models import Item
from plugins.orders.tasks import SELL


def test_an_order_is_priced_with_a_decision_when_it_is_placed(order, rows):
    placed = order(("BIKE", 12), ("HELMET", 2, "box"), reference="PO-1")
    assert (placed.state, placed.amount, placed.reference) == ("submitted", 12 * 900 + 12 * 50, "PO-1")
    assert placed.decision_id is not None
    assert [(item.sku, item.price, item.amount, item.units) for item in rows("item")] == [
        ("BIKE", 900, 10800, 12), ("HELMET", 300, 600, 12),
    ]  # fmt: skip


def test_the_same_key_places_one_order(order, rows):
    assert order(key="k").id == order(key="k").id
    assert len(rows("order")) == 1 and len(rows("item")) == 1


def test_what_cannot_be_ordered_is_named_row_by_row_and_nothing_stays(order, rows, make, shop):
    make("product", sku="LEAST", name="Least", moq="5")
    with pytest.raises(Unprocessable) as refused:
        order(("BIKE", 1), ("NOPE", 1), ("LEAST", 2))
    assert [one["pointer"] for one in refused.value.errors] == ["/wanted/1/sku", "/wanted/2/sku", "/wanted/2/sku"]
    assert rows("order") == [] and rows("item") == []


def test_an_empty_cart_is_not_placed(act, shop, program):
    with pytest.raises(Unprocessable):
        act("a", lambda: place(program.partner("a"), [], key="x"))


def test_an_order_goes_its_whole_way(order, step, rows):
    placed = order(("BIKE", 3), ("HELMET", 4))
    assert step(placed, "confirm", promised_on="2036-01-01").state == "confirmed"
    assert step(placed, "ship_part", rows=[{"sku": "BIKE", "quantity": "1"}], tracking="T-1").state == "part_shipped"
    assert step(placed, "invoice_part").state == "part_shipped"
    assert step(placed, "ship").state == "shipped"
    assert step(placed, "invoice", by="finance").state == "invoiced"
    assert step(placed, "close", by="finance").state == "closed"
    assert [invoice.amount for invoice in rows("invoice")] == [1000, 2200]
    assert [(line.sku, line.quantity, line.amount, line.kind, line.source) for line in rows("line")] == [
        ("BIKE", 1, 1000, "goods", "portal"), ("BIKE", 2, 2000, "goods", "portal"), ("HELMET", 4, 200, "goods", "portal"),
    ]  # fmt: skip
    assert rows("shipment")[0].rows == [{"sku": "BIKE", "quantity": "1"}]
    assert {item.sku: (item.shipped, item.invoiced) for item in rows("item")} == {"BIKE": (3, 3), "HELMET": (4, 4)}


def test_no_more_is_shipped_than_was_ordered(order, step):
    placed = order(("BIKE", 3))
    step(placed, "confirm")
    with pytest.raises(Unprocessable):
        step(placed, "ship_part", rows=[{"sku": "BIKE", "quantity": "4"}])
    with pytest.raises(Unprocessable):
        step(placed, "ship_part", rows=[{"sku": "HELMET", "quantity": "1"}])


def test_what_is_dropped_is_neither_shipped_nor_invoiced(order, step, rows):
    placed = order(("BIKE", 3))
    step(placed, "confirm")
    step(placed, "ship_part", rows=[{"sku": "BIKE", "quantity": "1"}])
    step(placed, "drop_rest", reason="Sold out")
    step(placed, "invoice")
    assert [line.amount for line in rows("line")] == [1000] and rows("item")[0].dropped == 2


def test_nothing_is_invoiced_twice(order, step):
    placed = order(("BIKE", 2))
    step(placed, "confirm")
    step(placed, "ship_part", rows=[{"sku": "BIKE", "quantity": "1"}])
    step(placed, "invoice_part")
    with pytest.raises(Conflict):
        step(placed, "invoice_part")


@pytest.mark.parametrize("name", ["confirm", "cancel", "ship", "ship_part", "invoice", "close"])
def test_a_buyer_makes_no_move_of_the_seller(order, step, name):
    placed = order()
    with pytest.raises((Denied, Conflict)):
        step(placed, name, by="a", reason="x")


def test_a_buyer_cancels_until_it_is_confirmed(order, step):
    first, second = order(), order()
    assert step(first, "withdraw", by="a", reason="Too late").state == "cancelled"
    step(second, "confirm")
    with pytest.raises(Conflict):
        step(second, "withdraw", by="a", reason="Too late")


def test_own_approval_is_asked_from_an_amount_on(order, step, setting, make_user, act, shop, program):
    make_user("buyer", partner="a", roles=("partner_user",))
    setting(own_approval_from="1500")
    assert order(("BIKE", 1), by="buyer", buyer="a").state == "submitted"
    with pytest.raises(Conflict) as refused:
        order(("BIKE", 2), by="buyer", buyer="a")
    assert refused.value.code == "needs-approval"
    assert order(("BIKE", 2), by="a").state == "submitted"


def test_the_vendor_agrees_to_large_orders_before_they_are_confirmed(order, step, setting):
    setting(approve_from="1500", approve_roles="finance")
    large, small = order(("BIKE", 2)), order(("BIKE", 1))
    assert step(small, "confirm").state == "confirmed"
    with pytest.raises(Denied):
        step(large, "confirm", by="manager")
    assert step(large, "confirm", by="finance").state == "confirmed"


def test_goods_for_nothing_stand_in_the_order_with_a_price_of_nothing(order, make, move, rows, shop):
    promotion = make("promotion", code="TEN", kind="free_goods", percent=None, buy="10", free="1", product_id=shop["HELMET"])
    move("promotion", promotion, "publish")
    order(("HELMET", 20))
    assert [(item.quantity, item.amount, item.free) for item in rows("item")] == [(20, 1000, False), (2, 0, True)]


def test_scarce_goods_are_taken_and_given_back(order, step, make, shop, program):
    make("allocation", product_id=shop["BIKE"], quantity="3", for_partner_id=program.partner("a"))
    first = order(("BIKE", 2))
    with pytest.raises(Conflict) as refused:
        order(("BIKE", 2))
    assert refused.value.code == "allocation"
    step(first, "cancel", reason="Sold out")
    assert order(("BIKE", 3)).state == "submitted"


def test_a_budget_is_spent_and_given_back(order, step, make, move, kit, shop):
    promotion = make("promotion", code="OFF", percent="10", budget="250", product_id=shop["BIKE"])
    move("promotion", promotion, "publish")
    placed = order(("BIKE", 2))
    table = kit.portal.registry["catalog.promotion"].table

    def spent() -> Decimal:
        with kit.owner.connect() as connection:
            return connection.execute(table.select()).one().spent

    assert placed.amount == 1800 and spent() == 200
    step(placed, "withdraw", by="a", reason="No")
    assert spent() == 0


def test_a_stranger_is_no_buyer(order):
    with pytest.raises(NotFound):
        order(by="b", buyer="a")


def test_staff_orders_on_behalf_of_a_buyer(order):
    placed = order(by="manager", buyer="a")
    assert placed.state == "submitted" and placed.on_behalf


def test_two_who_ship_at_once_ship_it_once(order, step, act, rows):
    placed = order(("BIKE", 3))
    step(placed, "confirm")

    def late():
        entity = registry()["orders.order"]
        found = items_of(records.get(entity, placed.id))
        other = sa.update(Item).where(Item.order_id == placed.id).values(shipped=Decimal(1), version=Item.version + 1)
        with system(SELL):
            db.session.execute(other, execution_options={"synchronize_session": False})
        keep_items([(item, {"shipped": Decimal(3)}) for item in found])

    with pytest.raises(Stale):
        act("admin", late)
    assert rows("item")[0].shipped == 0


def test_staff_orders_for_a_partner_below_a_distributor_at_the_vendors_price(order):
    placed = order(("BIKE", 1), by="manager", buyer="a2")
    assert (placed.state, placed.amount, placed.seller_id) == ("submitted", 1000, None)


def test_staff_does_not_order_of_a_distributor(own_prices, order):
    with pytest.raises(NotFound):
        order(("BIKE", 1), by="manager", buyer="a2", seller="a")


def test_what_will_never_be_shipped_is_not_marked_as_done(order, step, as_user):
    made = order(("BIKE", 2))
    page = f"/alpha/orders/order/{made.id}/items"
    assert "#clock" in as_user("a").get(page).text
    step(made, "cancel", reason="Sold out.")
    text = as_user("a").get(page).text
    assert "#circle-x" in text and "#circle-check" not in text and "#clock" not in text
