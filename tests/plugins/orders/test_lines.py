"""Invoiced lines are facts: taken once by their source id, never changed, corrected by further lines."""

import pytest

from hansa.testing import Person

LINES = "/api/v1/alpha/orders/line/"
TAKE = "/api/v1/alpha/orders/lines"


@pytest.fixture
def line(make_record, program):
    """`line(source_id="1", amount="9.99")`: an invoiced line of A from another system."""

    def make(by="finance", **values):
        plain = {"delivered_on": None, "paid_on": None, "currency": "USD", "kind": "goods", "source": "erp", **values}
        return make_record("orders.line", by=by, owner=program.partner("a"), **plain)

    return make


@pytest.fixture
def take(as_user, program):
    """`take({"source_id": "1", ...}, by="finance")`: the answer of the import by API."""

    def run(*items, by="finance", status=200):
        common = {"partner": str(program.partner("a")), "source": "erp", "invoiced_on": "2026-01-31", "amount": "99.9999"}
        answer = as_user(by).post(TAKE, json={"items": [{**common, **item} for item in items]}, headers=Person(by).bearer)
        assert answer.status_code == status, answer.text
        return answer.json

    return run


def test_a_line_is_taken_once(take, rows, shop):
    assert take({"source_id": "1", "sku": "BIKE"}, {"source_id": "2"})["made"] == 2
    again = take({"source_id": "1", "sku": "BIKE"}, {"source_id": "2"}, {"source_id": "3"})
    assert (again["made"], again["unchanged"]) == (1, 2)
    assert [(row.source_id, str(row.amount)) for row in rows("line")] == [("1", "99.9999"), ("2", "99.9999"), ("3", "99.9999")]
    assert rows("line")[0].product_id == shop["BIKE"]


def test_a_line_said_otherwise_is_refused(take, rows):
    take({"source_id": "1"})
    answer = take({"source_id": "1", "amount": "5"})
    assert answer["refused"] == 1 and "further line" in answer["items"][0]["errors"][0]
    assert str(rows("line")[0].amount) == "99.9999"


def test_days_that_come_later_are_filled_in_once(take, rows):
    take({"source_id": "1"})
    assert take({"source_id": "1", "paid_on": "2026-03-01"})["filled"] == 1
    assert take({"source_id": "1", "paid_on": "2026-04-01"})["refused"] == 1
    assert str(rows("line")[0].paid_on) == "2026-03-01"


def test_rows_that_are_wrong_leave_the_others(take):
    answer = take(
        {"source_id": "1"}, {"source_id": "2", "amount": "x"}, {"source_id": "3", "partner": "P-NOBODY"}, {"source_id": "4", "kind": "gift"}
    )
    assert [one["state"] for one in answer["items"]] == ["made", "refused", "refused", "refused"]


@pytest.mark.parametrize("by", ["a", "b", "manager"])
def test_only_who_may_import_takes_lines(take, by):
    take({"source_id": "1"}, by=by, status=403)


def test_a_line_is_neither_changed_nor_deleted(line, as_user):
    made = line(source_id="1", amount="9.99")
    admin, head = as_user("admin"), Person("admin").bearer
    version = admin.get(f"{LINES}{made}", headers=head).headers["ETag"]
    assert admin.patch(f"{LINES}{made}", json={"amount": "1"}, headers={**head, "If-Match": version}).status_code == 409
    assert admin.delete(f"{LINES}{made}", headers={**head, "If-Match": version}).status_code == 409
    assert admin.patch(f"{LINES}{made}", json={"paid_on": "2026-03-01"}, headers={**head, "If-Match": version}).status_code == 200


def test_a_partner_reads_its_own_lines(line, as_user):
    made = line(source_id="MINE-1", amount="9.99")
    assert as_user("a").get(f"{LINES}{made}", headers=Person("a").bearer).status_code == 200
    assert as_user("b").get(f"{LINES}{made}", headers=Person("b").bearer).status_code == 404
    assert "MINE-1" not in as_user("b").get("/alpha/orders/line/").text


def test_an_amount_is_shown_in_the_currency_it_is_in(line, as_user):
    made = line(source_id="EURO-1", amount="1234.50", currency="EUR")
    line(source_id="HOME-1", amount="20", currency="USD")
    listed, page = as_user("finance").get("/alpha/orders/line/").text, as_user("finance").get(f"/alpha/orders/line/{made}").text
    assert "€1,234.50" in listed and "$1,234.50" not in listed and "$20.00 + €1,234.50" in listed
    assert "€1,234.50" in page and "$1,234.50" not in page


def test_our_own_invoices_write_them(order, step, rows):
    placed = order(("BIKE", 2), reference="PO-5")
    for name in ("confirm", "ship", "invoice"):
        step(placed, name)
    line = rows("line")[0]
    assert (line.source, line.source_id, line.order_no, line.quantity, line.currency) == (
        "portal",
        f"{placed.number}-1/1",
        placed.number,
        2,
        "USD",
    )
    assert line.ordered_on is not None and line.due_on is not None and not line.special_price


def test_a_contract_price_is_marked(order, step, rows, make, shop, program):
    make("contract", owner=program.partner("a"), product_id=shop["BIKE"], amount="650", reference="K-1")
    placed = order(("BIKE", 1))
    for name in ("confirm", "ship", "invoice"):
        step(placed, name)
    assert rows("line")[0].special_price and rows("line")[0].amount == 650


@pytest.mark.parametrize("entity", ["item", "shipment", "invoice"])
def test_what_follows_from_orders_is_written_by_nobody(as_user, entity):
    answer = as_user("admin").post(f"/api/v1/alpha/orders/{entity}/", json={}, headers=Person("admin").bearer)
    assert answer.status_code in (403, 422)
