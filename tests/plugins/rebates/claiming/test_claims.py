"""Claims against documents: matched or not, approved in part, settled when paid."""

from datetime import date

import pytest

from core.entities import records
from core.entities.registry import registry
from core.errors import Conflict, Denied
from plugins.ledger.book.checking import check
from plugins.orders.api import REBATE_BALANCE
from tests.plugins.catalog.conftest import act, make, move, publish, shop, work
from tests.plugins.rebates.desk import ALPHA

__all__ = ["act", "make", "move", "publish", "shop", "work"]
A = ALPHA.partner("a")


@pytest.fixture
def sold(desk, shop):
    def report(document="INV-1/1", sku="BIKE", quantity="10", customer="Lakeside Club", day="2026-02-01"):
        def run():
            raw = {"source_id": document, "product_id": str(shop[sku]), "quantity": quantity, "sold_on": day, "customer": customer}
            records.create(registry()["orders.sell_out"], raw, partner_id=A)

        desk.act(run, "admin")

    return report


@pytest.fixture
def contract(desk):
    def make_one(**more):
        given = {"sku": "BIKE", "rate": "820", "starts_on": "2026-01-01", "ends_on": "2026-12-31", "reference": "C-1", "currency": "USD"}
        return desk.make("contract", owner="a", **{**given, "basis": "contract", "book": "1000", "customer": "Lakeside Club", **more})

    return make_one


@pytest.fixture
def claim(desk):
    def make_one(*rows, kind="ship_debit", submit=True):
        plain = [{"sku": "BIKE", "document": "INV-1/1", "quantity": "4", "amount": "720", **row} for row in rows or ({},)]
        made = desk.make("claim", "above", title="February", kind=kind, rows=plain)
        if submit:
            desk.move("claim", made, "submit", "above")
        return desk.row("claim", id=made)

    return make_one


def stock(desk, **more):
    given = {"sku": "BIKE", "counted_on": "2026-01-31", "on_hand": "20", "cost": "950", "bought_on": "2026-01-15", "currency": "USD"}
    return desk.make("stock", "above", **{**given, **more})


def findings(desk):
    return [row.findings for row in desk.rows("claim_line")]


def test_a_claim_that_matches_the_reported_sale_and_the_contract(desk, sold, contract, claim):
    sold()
    contract()
    found = claim()
    assert (found.state, found.claimed, found.computed) == ("matched", 720, 720) and findings(desk) == [[]]


@pytest.mark.parametrize(
    "row, finding", [({"amount": "800"}, "other-amount"), ({"document": "INV-2/1"}, "no-sale"), ({"quantity": "11"}, "other-quantity")]
)
def test_what_does_not_match_is_said_row_by_row(desk, sold, contract, claim, row, finding):
    sold()
    contract()
    assert claim(row).state == "mismatch" and finding in findings(desk)[0]


def test_without_a_contract_for_the_customer_nothing_is_due(desk, sold, contract, claim):
    sold(customer="Somebody else")
    contract()
    assert claim().computed == 0 and findings(desk) == [["no-contract"]]


def test_a_sale_is_claimed_once(desk, sold, contract, claim):
    sold(quantity="6")
    contract()
    claim()
    second = claim()
    assert second.state == "mismatch" and second.computed == 360
    assert findings(desk)[1] == ["claimed-before"]


def test_a_sale_is_claimed_once_within_a_claim_too(desk, sold, contract, claim):
    sold(quantity="6")
    contract()
    assert claim({}, {}).computed == 720 + 360


def test_the_quantity_of_the_contract_is_not_exceeded(desk, sold, contract, claim):
    sold()
    contract(most="3")
    assert claim().computed == 540 and findings(desk) == [["over-contract"]]


def test_the_price_used_may_be_the_cost_of_the_stock(desk, sold, contract, claim):
    sold()
    contract(basis="cost")
    stock(desk)
    assert claim({"amount": "520"}).state == "matched"


def test_the_price_used_may_be_the_book_price_on_the_day_of_the_resale(desk, sold, contract, claim):
    sold(day="2026-02-01")
    contract(basis="resale", book=None)
    change = desk.make("price_change", title="Cut", sku="BIKE", old="1000", new="900", currency="USD", changed_on="2026-02-05")
    desk.move("price_change", change, "announce")
    assert claim().computed == 720


def test_a_price_change_opens_a_filled_in_claim_for_every_partner_with_protected_stock(desk):
    stock(desk, going_back="2")
    stock(desk, bucket="old", on_hand="50", bought_on="2025-01-01")
    change = desk.make("price_change", title="Cut", sku="BIKE", old="1000", new="900", currency="USD", changed_on="2026-02-05")
    assert desk.move("price_change", change, "announce").opened == 1
    found = desk.row("claim")
    assert (found.partner_id, found.kind, found.state, found.claimed) == (A, "price_protection", "draft", 1800)
    assert desk.move("claim", found.id, "submit", "above") and desk.row("claim").state == "matched"


def test_goods_are_rotated_at_what_they_cost(desk, claim):
    stock(desk)
    found = claim({"document": None, "quantity": "3", "amount": "2850", "sold_on": "2026-02-10"}, kind="stock_rotation")
    assert (found.state, found.computed) == ("matched", 2850)


def test_a_part_is_approved_owed_paid_and_settles_the_claim(desk, sold, contract, claim):
    sold()
    contract()
    found = claim()
    desk.move("claim", found.id, "approve", approved="500", reason="Two units were samples")
    payout = desk.row("payout")
    assert (payout.amount, payout.claim_id) == (500, found.id)
    desk.move("payout", payout.id, "approve", "finance")
    desk.move("payout", payout.id, "confirm", "finance")
    assert desk.row("claim").state == "settled" and desk.balance(REBATE_BALANCE, "a", "USD") == 500
    assert desk.act(check) == []


def test_no_more_is_approved_than_was_claimed(desk, sold, contract, claim):
    sold()
    contract()
    with pytest.raises(Conflict, match="At most"):
        desk.move("claim", claim().id, "approve", approved="721")


def test_the_partner_does_not_approve_its_claim_nor_see_anothers(desk, sold, contract, claim, as_user):
    found = claim()
    with pytest.raises(Denied):
        desk.move("claim", found.id, "approve", "above")
    assert as_user("b").get(f"/alpha/rebates/claim/{found.id}").status_code == 404


def test_stock_rotation_is_limited_to_a_share_of_what_was_bought(desk, shop, claim, line):
    desk.settings(rotation_share="10", rotation_months="3")
    for day, amount in (("2025-11-11", "50000"), ("2025-11-12", "20000"), ("2026-02-12", "50000")):
        line(f"L-{day}", day, amount, currency="USD")
    stock(desk)
    row = {"quantity": "2", "amount": "1900", "sold_on": "2026-02-12", "document": ""}
    first, second = claim(row, kind="stock_rotation"), claim(row, kind="stock_rotation")
    assert (first.state, first.computed) == ("matched", 1900)
    assert (second.state, second.computed) == ("mismatch", 100) and findings(desk)[1] == ["over-share"]


def test_a_sale_is_claimed_for_within_its_days(desk, sold, contract, claim):
    desk.settings(sale_window=11)
    sold()
    contract()
    assert claim(submit=False).state == "draft"
    assert desk.move("claim", desk.row("claim").id, "submit", "above", day="2026-02-12") and desk.row("claim").state == "matched"


@pytest.mark.parametrize(
    ("window", "state"),
    [({}, "mismatch"), ({"window_ends": "next"}, "matched"), ({"window_unit": "business_days"}, "matched"), ({"window_unit": "months"}, "matched")],
)
def test_after_its_days_a_sale_gives_nothing_unless_the_last_day_moves(desk, sold, contract, claim, window, state):
    """Sold on Wednesday 4 February, ten days to claim: Saturday 14. Submitted on Monday."""
    desk.settings(sale_window=10, **window)
    sold(day="2026-02-04")
    contract()
    made = claim(submit=False)
    desk.move("claim", made.id, "submit", "above", day="2026-02-16")
    found = desk.row("claim")
    assert (found.state, findings(desk)) == (state, [["too-late"]] if state == "mismatch" else [[]])
    assert found.computed == (0 if state == "mismatch" else 720)


def test_a_price_change_says_until_when_it_can_be_claimed_for(desk):
    desk.settings(price_window=30)
    stock(desk)
    change = desk.make("price_change", title="Cut", sku="BIKE", old="1000", new="900", currency="USD", changed_on="2026-02-05")
    desk.move("price_change", change, "announce")
    found = desk.row("claim")
    assert found.claim_by == date(2026, 3, 7)
    desk.move("claim", found.id, "submit", "above", day="2026-03-08")
    assert (desk.row("claim").computed, findings(desk)) == (0, [["too-late"]])


def test_stock_is_exchanged_within_its_days_and_the_claim_says_until_when(desk, claim):
    desk.settings(stock_window=1)
    stock(desk)
    row = {"document": None, "quantity": "3", "amount": "2850", "sold_on": "2026-02-10"}
    found = claim(row, kind="stock_rotation")
    assert (found.claim_by, findings(desk)) == (date(2026, 2, 11), [["too-late"]])
