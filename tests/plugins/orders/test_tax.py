"""Tax: the class of a product and the country of its buyer lead to a rate, and the rate to orders, invoices, lines and the book."""

from datetime import date
from decimal import Decimal

import pytest

from core.errors import Unprocessable
from plugins.ledger import api as ledger
from plugins.orders.taxing.amounts import taxes
from plugins.orders.taxing.rates import Rates

D = Decimal


class Row:
    def __init__(self, name, tax_class=None, country=None, region=None, since=None, until=None):
        self.name, self.tax_class, self.country, self.region = name, tax_class, country, region
        self.valid_from, self.valid_until = since, until


ROWS = [
    Row("all"), Row("de", country="DE"), Row("food", "food"), Row("de food", "food", "DE"), Row("island", country="DE", region="island"),
    Row("next year", country="DE", since=date(2027, 1, 1)), Row("old food", "food", "DE", until=date(2020, 1, 1)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("tax_class", "country", "region", "day", "name"),
    [
        ("books", "FR", "", date(2026, 5, 1), "all"),
        ("books", "DE", "", date(2026, 5, 1), "de"),
        ("food", "FR", "", date(2026, 5, 1), "food"),
        ("Food", "de", "", date(2026, 5, 1), "de food"),
        ("books", "DE", "island", date(2026, 5, 1), "island"),
        ("books", "DE", "", date(2026, 12, 31), "de"),
        ("books", "DE", "", date(2027, 1, 1), "next year"),
        (None, "DE", "", date(2026, 5, 1), "de"),
    ],
)
def test_the_closest_rate_of_the_day_holds(tax_class, country, region, day, name):
    assert Rates(ROWS, country, region, day).of(tax_class).name == name


def test_without_a_rate_there_is_none():
    assert Rates([Row("de", country="DE")], "FR", "", date(2026, 5, 1)).of("food") is None


@pytest.mark.parametrize(
    ("amounts", "included", "by_document", "found"),
    [
        (["100", "50"], False, False, ["19.00", "9.50"]),
        (["119"], True, False, ["19.00"]),
        (["0.03", "0.03", "0.03"], False, False, ["0.01", "0.01", "0.01"]),
        (["0.03", "0.03", "0.03"], False, True, ["0.00", "0.01", "0.01"]),
        (["-0.05"], False, False, ["-0.01"]),
        (["0"], True, True, ["0.00"]),
    ],
)
def test_tax_is_rounded_once_where_it_is_declared(amounts, included, by_document, found):
    assert taxes([(D(one), D(19)) for one in amounts], included=included, by_document=by_document, places=2) == [D(one) for one in found]


def test_by_document_each_rate_adds_up_by_itself():
    rows = [(D("0.07"), D(19)), (D("0.07"), D(7)), (D("0.07"), D(19)), (D("0.07"), D(7))]
    assert sum(taxes(rows, included=False, by_document=True, places=2)) == D("0.03") + D("0.01")


@pytest.fixture
def taxed(setting, make_record, act, kit):
    """`taxed(tax="added")`: everything bears 10 percent, what is `reduced` 5."""

    def switch(**values):
        bare = {"tax_class": None, "country": None, "region": None, "valid_from": None, "valid_until": None}
        make_record("orders.tax_rate", by="admin", **{**bare, "label": "Standard", "percent": "10"})
        make_record("orders.tax_rate", by="admin", **{**bare, "label": "Reduced", "percent": "5", "tax_class": "reduced"})
        setting(**{"tax": "added", **values})

    return switch


@pytest.fixture
def balances(act, program):
    """`balances()`: the credit line of A, sales and tax."""

    def read():
        refs = [ledger.account(ledger.CREDIT, program.partner("a")), ledger.account(ledger.SALES), ledger.account("orders.tax")]
        return tuple(ledger.standing(ref).balance for ref in refs)

    return lambda: act("manager", read)


def posted(rows):
    return {(row.kind, row.amount) for row in rows("line")}


def test_without_the_setting_nothing_bears_tax(order, taxed):
    taxed(tax="none")
    placed = order(("HELMET", 2))
    assert (placed.amount, placed.tax, placed.to_pay) == (100, 0, 100)


def test_tax_is_added_to_order_invoice_and_lines(order, taxed, step, rows):
    taxed()
    placed = order(("HELMET", 3))
    assert (placed.amount, placed.tax, placed.to_pay) == (150, 15, 165)
    for name in ("confirm", "ship", "invoice"):
        step(placed, name)
    invoice = rows("invoice")[0]
    assert (invoice.amount, invoice.tax) == (165, 15)
    assert posted(rows) == {("goods", 150), ("tax", 15)}


def test_included_tax_is_taken_out_of_revenue(order, taxed, step, rows):
    taxed(tax="included")
    placed = order(("HELMET", 3))
    assert (placed.amount, placed.tax, placed.to_pay) == (150, D("13.64"), 150)
    for name in ("confirm", "ship", "invoice"):
        step(placed, name)
    assert rows("invoice")[0].amount == 150
    assert posted(rows) == {("goods", D("136.36")), ("tax", D("13.64"))}


def test_parts_add_up_to_the_tax_of_the_whole(order, taxed, step, rows):
    taxed(tax="included")
    placed = order(("HELMET", 3))
    step(placed, "confirm")
    for _part in range(2):
        step(placed, "ship_part", rows=[{"sku": "HELMET", "quantity": "1"}])
        step(placed, "invoice_part")
    step(placed, "ship")
    step(placed, "invoice")
    invoices = rows("invoice")
    assert len(invoices) == 3
    assert (sum(one.amount for one in invoices), sum(one.tax for one in invoices)) == (150, D("13.64"))


def test_a_partner_with_a_certificate_pays_none_and_the_order_says_why(order, taxed, make_record, program, rows):
    taxed()
    bare = {"tax_class": None, "country": None, "region": None, "valid_from": "2020-01-01", "valid_until": None, "document_id": None}
    make_record("orders.tax_exemption", by="admin", owner=program.partner("a"), certificate="EX-7", **bare)
    assert (order(("HELMET", 3)).to_pay, order(("HELMET", 3), by="b").to_pay) == (150, 165)
    assert [(row.tax, row.tax_note) for row in rows("item")] == [(0, "EX-7"), (15, None)]


def test_an_unknown_rate_is_no_zero(order, setting):
    setting(tax="added")
    with pytest.raises(Unprocessable) as refused:
        order(("HELMET", 1))
    assert refused.value.errors[0]["code"] == "no-tax-rate"


def test_a_return_gives_the_tax_back_as_it_was_paid(order, taxed, step, rows, make_record, limit, balances):
    taxed()
    limit("1000")
    placed = order(("HELMET", 3))
    for name in ("confirm", "ship", "invoice"):
        step(placed, name)
    assert balances() == (-165, 150, 15)
    made = make_record("orders.return", by="a", order_id=str(placed.id), rows=[{"sku": "HELMET", "quantity": "1"}], why="Broken")
    back = next(row for row in rows("return") if row.id == made)
    for name in ("accept", "receive"):
        step(back, name, entity="return")
    assert balances() == (-110, 100, 10)
    assert sum(row.amount for row in rows("line")) == 110


def test_what_a_distributor_sells_is_taxed_by_the_distributor(own_prices, order, taxed):
    taxed()
    assert order(("BIKE", 2), by="a2", seller="a").to_pay == 2469


def test_partners_read_their_own_certificates_and_keep_their_hands_off(taxed, make_record, program, as_user):
    bare = {"tax_class": None, "country": None, "region": None, "valid_from": None, "valid_until": None, "document_id": None}
    made = make_record("orders.tax_exemption", by="admin", owner=program.partner("a"), certificate="EX-7", **bare)
    path = f"/alpha/orders/tax_exemption/{made}"
    assert [as_user(who).get(path).status_code for who in ("a", "b")] == [200, 404]
    assert as_user("a").submit(f"{path}/edit", {"certificate": "MINE"}).status_code in (403, 404)
    assert as_user("a").get("/alpha/orders/tax_rate/").status_code in (403, 404)


CART = "/alpha/orders/cart/"


def test_the_cart_says_what_is_to_pay_and_so_does_the_order(shop, taxed, as_user, order):
    taxed()
    as_user("a").submit(CART, {"act": "save", "from": "vendor", "paste": "HELMET 3"})
    text = as_user("a").get(CART).text
    assert "To pay" in text and "15.00" in text and "165.00" in text
    placed = order(("HELMET", 3))
    page = as_user("a").get(f"/alpha/orders/order/{placed.id}/items").text
    assert "10% tax" in page and "165.00" in page


def test_a_cart_whose_tax_nobody_knows_is_not_ready_and_says_why(shop, setting, as_user):
    setting(tax="added")
    as_user("a").submit(CART, {"act": "save", "from": "vendor", "paste": "HELMET 3"})
    assert "No rate of tax is known for HELMET" in as_user("a").get(CART).text


def test_the_cart_at_a_distributor_says_what_it_still_lends(own_prices, make_record, program, as_user):
    make_record("orders.dealer_credit", by="above", buyer_id=str(program.partner("a2")), amount="3000", currency="USD", note=None)
    where = {"from": str(program.partner("a"))}
    as_user("a2").submit(CART, {"act": "save", "paste": "BIKE 1", **where})
    assert "3,000.00" in as_user("a2").get(f"{CART}?from={where['from']}").text
