"""Quotes to end customers: made of a cart, at the partner's own prices, turned into an order, ended with their deal or their time."""

from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from core import clock
from core.db import db
from core.entities import records
from core.entities.registry import registry
from core.errors import Conflict, Unprocessable
from core.jobs import outbox
from core.workflow.due import run_due
from core.workflow.perform import perform
from tests.plugins.orders.conftest import _columns
from tests.plugins.orders.test_cart import CART
from tests.plugins.specialprice.conftest import deal

__all__ = ["deal"]

FAR = "2099-12-31"


@pytest.fixture
def offer(shop, make_record):
    """`offer(("BIKE", 2, "1100"), valid_until="2030-01-31")`: a quote of A; without a price at the list price."""

    def make(*lines, by="a", valid_until=FAR, **more):
        rows = [{"sku": line[0], "quantity": str(line[1]), **({"price": line[2]} if len(line) > 2 else {})} for line in lines]
        return make_record(
            "orders.quote", by=by, customer="Lakeside Club", rows=rows, valid_until=valid_until, attention=None, note=None, **more
        )

    return make


@pytest.fixture
def counted(kit):
    """`with counted() as asked`: the statements sent meanwhile."""

    @contextmanager
    def count():
        asked = []

        def note(_connection, _cursor, statement, *_rest):
            asked.append(statement)

        with kit.app.app_context():
            engine = db.engine
        sa.event.listen(engine, "before_cursor_execute", note)
        try:
            yield asked
        finally:
            sa.event.remove(engine, "before_cursor_execute", note)

    return count


@pytest.fixture
def seen(act):
    """`seen(quote)`: the columns of a quote, as A reads it."""
    return lambda record_id, entity="quote": act("a", lambda: _columns(records.get(registry()[f"orders.{entity}"], record_id)))


def test_rows_take_their_name_and_the_list_price(offer, seen):
    found = seen(offer(("BIKE", 12), ("HELMET", 2, "70.50")))
    assert [(row["name"], row["unit"], Decimal(row["price"])) for row in found.rows] == [
        ("Road bike", "pc", Decimal(1000)), ("Helmet", "pc", Decimal("70.5"))
    ]  # fmt: skip
    assert (found.amount, found.currency, found.state) == (Decimal(12141), "USD", "draft")


def test_a_product_there_is_not_is_named_with_its_row(offer):
    with pytest.raises(Unprocessable) as refused:
        offer(("BIKE", 1, "1"), ("NOPE", 1, "1"))
    assert [one["pointer"] for one in refused.value.errors] == ["/rows/1/sku"]


def test_a_product_only_some_may_sell_is_offered_by_them_alone(shop, make, offer, seen):
    made = make("product", sku="PROTO", name="Prototype", open_to_all=False)
    make("authorisation", code="R1", product_id=made, kinds=["dealer"])
    with pytest.raises(Unprocessable) as refused:
        offer(("PROTO", 1, "10"))
    assert refused.value.errors[0]["pointer"] == "/rows/0/sku"
    make("authorisation", code="R2", product_id=made)
    assert seen(offer(("PROTO", 1, "10"))).amount == 10


def test_amounts_are_rounded_half_up_row_by_row(offer, seen):
    assert seen(offer(("BIKE", "1.5", "0.99"), ("HELMET", "0.5", "0.01"))).amount == Decimal("1.50")


@pytest.mark.parametrize(("other", "status"), [("b", 404), ("manager", 404), ("admin", 404), ("a", 200)])
def test_only_its_partner_reads_it(offer, as_user, other, status):
    paths = (f"/alpha/orders/quote/{offer(('BIKE', 1, '1100'))}{path}" for path in ("", "/paper"))
    assert {as_user(other).get(path).status_code for path in paths} == {status}


def test_a_cart_becomes_a_quote_and_stays(shop, as_user, rows):
    client = as_user("a")
    client.submit(CART, {"act": "save", "from": "vendor", "paste": "BIKE 2"})
    answer = client.submit(
        CART,
        {"act": "quote", "from": "vendor", "sku": "BIKE", "quantity": "2", "unit": "", "customer": "Lakeside Club", "valid_until": FAR},
    )
    assert answer.status_code == 303
    (made,) = rows("quote")
    assert (made.customer, made.amount, made.chosen_id) == ("Lakeside Club", Decimal(2000), None)
    assert rows("order")[0].wanted == [{"sku": "BIKE", "quantity": "2"}]


def test_a_quote_without_a_customer_says_so_and_keeps_the_cart(shop, as_user, rows):
    client = as_user("a")
    client.submit(CART, {"act": "save", "from": "vendor", "paste": "BIKE 2"})
    form = {"act": "quote", "from": "vendor", "sku": "BIKE", "quantity": "2", "unit": "", "customer": "", "valid_until": FAR}
    answer = client.submit(CART, form)
    assert answer.status_code == 422 and "Fill in this field." in answer.text
    assert rows("quote") == [] and rows("order")[0].wanted


def test_the_paper_tells_the_customers_price_and_no_other(offer, as_user):
    quote_id = offer(("BIKE", 2, "1100"))
    text = as_user("a").get(f"/alpha/orders/quote/{quote_id}/paper").text
    assert "Lakeside Club" in text and "2,200.00" in text and "1,000.00" not in text and "This offer holds until" in text


def test_what_is_sent_stays_as_it_is_until_it_is_taken_back(offer, step, seen, act):
    quote = seen(offer(("BIKE", 2, "1100")))
    step(quote, "send", "a", "quote")

    def change():
        entity = registry()["orders.quote"]
        return records.update(entity, records.get(entity, quote.id), {"note": "Cheaper"})

    with pytest.raises(Conflict):
        act("a", change)
    step(quote, "change", "a", "quote")
    assert act("a", change)["note"][1] == "Cheaper"


def test_one_whose_last_day_is_over_is_not_sent(offer, step, seen):
    quote = seen(offer(("BIKE", 2, "1100"), valid_until="2020-01-31"))
    with pytest.raises(Unprocessable) as refused:
        step(quote, "send", "a", "quote")
    assert refused.value.errors[0]["pointer"] == "/valid_until"


def test_an_accepted_quote_becomes_an_order_to_be_placed(offer, step, seen, rows):
    quote = seen(offer(("BIKE", 2, "1100")))
    step(quote, "send", "a", "quote")
    won = step(quote, "accept", "a", "quote")
    (order,) = rows("order")
    assert won.state == "won" and won.order_id == order.id and order.state == "draft"
    assert order.wanted == [{"sku": "BIKE", "quantity": "2", "unit": "pc"}]
    assert step(order, "submit", "a").amount == Decimal(2000)


def test_its_time_ends_with_its_last_day_and_can_be_set_anew(offer, step, seen, kit):
    quote = seen(offer(("BIKE", 2, "1100"), valid_until=clock.today("Europe/Berlin").isoformat()))
    step(quote, "send", "a", "quote")
    with kit.app.app_context():
        assert run_due(kit.portal.programs.by_slug("alpha"), clock.now() + timedelta(days=2)) == 1
    assert seen(quote.id).state == "expired"
    assert step(quote, "change", "a", "quote").state == "draft"


@pytest.fixture
def for_deal(offer, deal):
    """Two quotes of A for a deal of A, which holds, and one for no deal."""
    own = deal()
    made = [offer(("BIKE", 2, "1100"), deal_id=own, deal_title="D-1"), offer(("HELMET", 1, "70"), deal_id=own, deal_title="D-1")]
    return own, made, offer(("HELMET", 1, "70"))


def test_quotes_end_when_their_deal_does(for_deal, seen, act, work):
    deal_id, made, other = for_deal

    def lose():
        entity = registry()["deals.deal"]
        perform(entity, records.get(entity, deal_id), "lose", {"reason_code": "price"})

    act("a", lose)
    work()
    assert [seen(one).state for one in (*made, other)] == ["ended", "ended", "draft"]


def test_they_stay_while_their_deal_holds(for_deal, seen, act, work):
    deal_id, made, _other = for_deal
    told = {"record_id": deal_id, "record_version": 2, "payload": {}}
    act("manager", lambda: outbox.emit("deals.deal.updated", "deals.deal", [told]))
    work()
    assert [seen(one).state for one in made] == ["draft", "draft"]


def test_one_whose_deal_has_ended_is_not_sent(offer, deal, step, seen):
    quote = seen(offer(("BIKE", 2, "1100"), deal_id=deal(state="expired"), deal_title="D-1"))
    with pytest.raises(Unprocessable) as refused:
        step(quote, "send", "a", "quote")
    assert refused.value.errors[0]["code"] == "registration-ended"


def test_the_order_of_a_quote_is_for_its_deal(for_deal, step, seen):
    deal_id, made, _other = for_deal
    step(seen(made[0]), "send", "a", "quote")
    step(seen(made[0]), "accept", "a", "quote")
    assert seen(seen(made[0]).order_id, entity="order").deal_id == deal_id


@pytest.mark.parametrize("path", ["/alpha/orders/quote/", "/alpha/orders/quote/{id}", "/alpha/orders/quote/{id}/paper"])
def test_its_pages_ask_no_more_than_pages_may(offer, as_user, counted, path):
    quote_id = offer(("BIKE", 1, "5"), ("HELMET", 1, "5"))
    as_user("a").get(path.format(id=quote_id))
    with counted() as asked:
        assert as_user("a").get(path.format(id=quote_id)).status_code == 200
    assert len(asked) <= 12
