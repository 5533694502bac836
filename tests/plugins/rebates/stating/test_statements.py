"""Statements are the same byte for byte whenever they are asked for, signed by the partner, and read by nobody else."""

import csv
import hashlib
import io
import re

import pytest

from core.db import db
from core.errors import Denied
from plugins.rebates.models import Statement
from plugins.rebates.stating import issuing, rendering
from tests.plugins.rebates.desk import ALPHA, FEBRUARY, result

LONG = {"component": "增长返利 <b>", "unrounded": "100/3", "reasons": ["band-reached", "carried"]}


@pytest.fixture
def statement(desk):
    desk.stated(desk.period(), result(**LONG), result("b", "50"))
    return desk.row("statement", partner_id=ALPHA.partner("a"))


def files(desk, number):
    def work():
        found = db.session.query(Statement).filter_by(number=number).one()
        assert issuing.is_as_issued(found)
        return {kind: issuing.file(found, kind) for kind in rendering.FILES}

    return desk.act(work)


def test_every_file_has_the_fingerprint_it_was_issued_with(desk, statement):
    made = files(desk, statement.number)
    assert {kind: hashlib.sha256(data).hexdigest() for kind, data in made.items()} == statement.files


def test_the_files_are_the_same_in_another_language_and_after_another_period(desk, statement):
    before = files(desk, statement.number)
    desk.settings(dispute_days="3")
    desk.stated(desk.period("February", **FEBRUARY), result(payable="1"), day="2026-03-12")
    assert files(desk, statement.number) == before


def test_the_csv_has_every_line_and_adds_up(desk, statement):
    rows = list(csv.reader(io.StringIO(files(desk, statement.number)["csv"].decode("utf-8-sig"))))
    line = next(row for row in rows if row and row[0] == "L1")
    assert line[1] == "增长返利 <b> · band-reached; carried" and line[5] == "100/3" and line[-1] == "100.00"
    assert rows[-1][0] == "Payable in all" and rows[-1][-1] == "100.00 EUR"


def test_a_text_is_no_formula_in_a_spreadsheet(desk):
    desk.stated(desk.period(), result(component="=1+1"))
    assert b"=1+1" in files(desk, desk.row("statement").number)["csv"]
    assert b",=1+1" not in files(desk, desk.row("statement").number)["csv"].replace(b"'=1+1", b"")


def test_the_page_escapes_what_people_wrote(desk, statement):
    page = files(desk, statement.number)["html"].decode()
    assert "增长返利 &lt;b&gt;" in page and "<b>" not in page


def test_the_pdf_says_how_long_it_is_and_where_its_objects_are(desk, statement):
    data = files(desk, statement.number)["pdf"]
    start = int(re.search(rb"startxref\n(\d+)\n%%EOF\n$", data)[1])
    assert data.startswith(b"%PDF-1.4") and data[start : start + 4] == b"xref"
    for number, place in enumerate(re.findall(rb"^(\d{10}) 00000 n ", data, re.M), 1):
        assert data[int(place) :].startswith(b"%d 0 obj" % number)
    assert "增长返利".encode("utf-16-be").hex().upper().encode() in data


def test_a_long_statement_takes_several_pages(desk):
    desk.stated(desk.period(), *(result(component=f"part {at:03d}", payable="1") for at in range(90)))
    data = files(desk, desk.row("statement").number)["pdf"]
    assert data.count(b"/Type /Page ") == 3 and b"part 089" in data


def test_numbers_of_a_partner_have_no_gaps(desk, statement):
    desk.stated(desk.period("February", **FEBRUARY), result(payable="1"), day="2026-03-12")
    numbers = [row.number for row in desk.rows("statement", partner_id=ALPHA.partner("a"))]
    assert [number[-4:] for number in numbers] == ["0001", "0002"]


def test_a_partner_reads_its_own_statement_only(desk, statement, as_user):
    other = desk.row("statement", partner_id=ALPHA.partner("b"))
    assert as_user("above").get(f"/alpha/rebates/statement/{statement.id}").status_code == 200
    assert as_user("above").get(f"/alpha/rebates/statement/{other.id}").status_code == 404


def test_the_partner_signs_by_name(desk, statement):
    found = desk.move("statement", statement.id, "confirm", "above", confirmed_by="Ada Brook")
    assert (found.state, found.confirmed_by) == ("confirmed", "Ada Brook") and found.confirmed_at is not None


def test_the_vendor_does_not_sign_for_the_partner(desk, statement):
    with pytest.raises(Denied):
        desk.move("statement", statement.id, "confirm", "finance", confirmed_by="Ada Brook")


def test_a_statement_nobody_disputes_in_time_counts_as_signed(desk, statement):
    desk.timers("2026-02-25")
    assert desk.row("statement", id=statement.id).state == "issued"
    desk.timers("2026-02-27")
    assert desk.row("statement", id=statement.id).state == "confirmed"


def test_where_statements_must_be_signed_silence_is_no_signature(desk):
    desk.settings(sign="signed")
    desk.stated(desk.period(), result())
    desk.timers("2027-02-27")
    assert desk.row("statement").state == "issued"


def test_rows_that_came_too_late_are_named_with_the_reason(desk, line):
    desk.stated(desk.period(), result())
    line("L-7", "2026-01-30", received="2026-02-08")
    desk.stated(desk.period("February", **FEBRUARY), result(payable="5"), day="2026-03-12")
    said = desk.rows("statement")[1].content
    assert [row["row"] for row in said["late"]] == ["L-7"] and said["late"][0]["received"] == "2026-02-08"
    assert "after the cut-off" in files(desk, desk.rows("statement")[1].number)["html"].decode()
