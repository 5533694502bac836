"""What partners sold on: imported from their own layouts, mended by themselves, taken once."""

import csv
import io

import pytest

from tests.plugins.sheets.test_import import guessed, send

OWN = "Beleg;Teil;Stueck;Tag;Abnehmer\nR-1/1;BIKE;2;2026-03-01;Miller\nR-1/2;NOPE;1;2026-03-01;Miller\nR-2/1;HELMET;x;2026-03-02;Jones\n"
MAPPED = {"column-0": "source_id", "column-1": "product_id", "column-2": "quantity", "column-3": "sold_on", "column-4": "customer"}
KIND = "orders.sell_out"


@pytest.fixture
def report(as_user, shop):
    """`report(OWN)`: send a file as A, choose the columns as given or as they are proposed, run; returns the import's address."""

    def run(text, **columns):
        person = as_user("a")
        address = send(person, text, KIND, "pos.csv").headers["Location"]
        answer = person.submit(f"{address}/columns", guessed(person, address) | columns)
        assert answer.status_code == 303, answer.text
        person.submit(f"{address}/running")
        return address

    return run


def test_rows_that_are_right_are_taken_and_the_others_come_back_as_a_sheet(report, as_user, rows):
    address = report(OWN, **MAPPED)
    assert [(row.source_id, row.quantity, row.currency, row.product_line) for row in rows("sell_out")] == [("R-1/1", 2, "USD", "bikes")]
    sheet = list(csv.reader(io.StringIO(as_user("a").get(f"{address}/problems.csv").data.decode("utf-8-sig"))))
    assert [row[0] for row in sheet] == ["Beleg", "R-1/2", "R-2/1"] and "NOPE" in sheet[1][-1]


def test_the_layout_of_a_partner_is_remembered_and_the_mended_sheet_goes_through(report, as_user, rows):
    report(OWN, **MAPPED)
    mended = "Beleg;Teil;Stueck;Tag;Abnehmer;What is wrong\nR-1/2;HELMET;1;2026-03-01;Miller;Product: not found\nR-2/1;HELMET;3;2026-03-02;Jones;\n"
    report(mended)
    assert [(row.source_id, row.quantity) for row in rows("sell_out")] == [("R-1/1", 2), ("R-1/2", 1), ("R-2/1", 3)]


def test_another_partner_has_a_layout_of_its_own(report, as_user):
    report(OWN, **MAPPED)
    person = as_user("b")
    assert guessed(person, send(person, OWN, KIND, "pos.csv").headers["Location"])["column-0"] == ""


def test_the_same_sale_is_taken_once(report, rows):
    report(OWN, **MAPPED)
    report(OWN)
    assert len(rows("sell_out")) == 1


def test_an_import_is_taken_back(report, as_user, rows):
    address = report(OWN, **MAPPED)
    as_user("a").submit(f"{address}/undoing")
    assert rows("sell_out") == []


def test_a_competitor_reads_none_of_it(report, as_user, person):
    report(OWN, **MAPPED)
    assert "R-1/1" not in as_user("b").get("/alpha/orders/sell_out/").text
    assert as_user("b").get("/api/v1/alpha/orders/sell_out/", headers=person("b").bearer).json["items"] == []
    assert "R-1/1" in as_user("manager").get("/alpha/orders/sell_out/").text
