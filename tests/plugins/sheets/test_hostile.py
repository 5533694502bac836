"""Files made to hurt: each is read or refused with its reason, soon."""

import io
import re
import struct
import time
import zipfile

import pytest
import xlsxwriter

from plugins.sheets.limits import MAX_BYTES, REASONS, Unreadable
from plugins.sheets.services import read

SOON = 5.0
"""Seconds of this process: others on the machine do not count."""

CSV = {
    "a mark and nothing else": b"\xef\xbb\xbf",
    "a mark of UTF-16 and nothing else": b"\xff\xfe",
    "half a character of UTF-16": b"\xff\xfea\0,\0b",
    "lone surrogates in UTF-16": b"\xff\xfe" + b"\x00\xd8,\0\n\0" * 100,
    "two marks": b"\xef\xbb\xbf\xef\xbb\xbfa,b\n1,2\n",
    "100,000 columns": b"a," * 100_000 + b"\n" + b"1," * 100_000,
    "100,000 semicolons": b";" * 100_000 + b"\n" + b";" * 100_000,
    "a quote that never ends": b'a,b\n"' + b"x\n" * 4_000_000,
    "nothing but quotes": b'"' * 9_000_000,
    "quotes in the middle of cells": b'a,b\nx"y"z,"p"q"r"\n' * 50_000,
    "nothing but line ends": b"\r\n" * 4_500_000,
    "a million empty rows behind one": b"a,b\n1,2\n" + b",\n" * 1_000_000,
    "NUL in a cell": b"a,b\n" + b"x,y\n" * 500 + b"1,\0\n",
    "nothing but NUL": b"\0" * 1_000_000,
    "one long line": b"a" * 9_000_000,
    "a separator of its own": b"sep=\0\na\0b\n",
    "more than may be sent": b"a,b\n" * 3_000_000,
}


@pytest.mark.parametrize("data", CSV.values(), ids=CSV)
def test_a_hostile_text_is_read_or_refused_soon(data):
    outcome(data)


@pytest.mark.parametrize(
    ("name", "code"),
    [("100,000 columns", "too-many-columns"), ("NUL in a cell", "not-text"), ("more than may be sent", "too-large"),
     ("a quote that never ends", "cell-too-long"), ("nothing but line ends", "empty")],
)  # fmt: skip
def test_the_reason_is_the_right_one(name, code):
    assert outcome(CSV[name]) == code


def test_a_million_empty_rows_are_no_rows():
    assert outcome(CSV["a million empty rows behind one"]) == [["a", "b"], ["1", "2"]]


def test_merged_cells_hold_their_value_once():
    def fill(sheet, made):
        sheet.write_row(0, 0, ["Name", "City"])
        sheet.merge_range(1, 0, 2, 0, "Harbor")
        sheet.write(1, 1, "Oslo")
        sheet.write(2, 1, "Bergen")

    assert outcome(book(fill)) == [["Name", "City"], ["Harbor", "Oslo"], ["", "Bergen"]]


def test_days_kept_as_numbers_are_read_as_days_by_their_format():
    def fill(sheet, made):
        sheet.write_row(0, 0, ["Day", "Moment", "Plain"])
        sheet.write_number(1, 0, 46295, made.add_format({"num_format": "dd/mm/yy"}))
        sheet.write_number(1, 1, 46295.5, made.add_format({"num_format": "yyyy-mm-dd hh:mm"}))
        sheet.write_number(1, 2, 46295)

    assert outcome(book(fill))[1] == ["2026-09-30", "2026-09-30T12:00", "46295"]


def test_a_formula_is_read_as_its_result_and_never_run():
    def fill(sheet, made):
        sheet.write_row(0, 0, ["Sum"])
        sheet.write_formula(1, 0, '=WEBSERVICE("http://evil.example/")', None, "kept")

    assert outcome(book(fill)) == [["Sum"], ["kept"]]


def test_a_cell_in_the_last_row_of_the_sheet_is_found_past_a_million_empty_ones():
    def fill(sheet, made):
        sheet.write(0, 0, "Name")
        sheet.write(1_048_575, 0, "last")

    assert outcome(book(fill)) in ([["Name"], ["last"]], "too-slow")


def test_a_cell_in_the_last_corner_is_refused():
    def fill(sheet, made):
        sheet.write(0, 0, "Name")
        sheet.write(1_048_575, 16_383, "corner")

    assert outcome(book(fill)) in ("too-many-columns", "too-slow")


def test_an_extent_that_lies_takes_no_memory():
    whole = changed(small(), "xl/worksheets/sheet1.xml", lambda xml: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', xml))
    assert outcome(whole) in ([["Name"], ["Harbor"]], "too-many-columns", "too-slow")


def test_a_bomb_that_lies_about_its_size_is_refused():
    data = bytearray(changed(small(), "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"</sheetData>", b" " * 300_000_000 + b"</sheetData>")))
    for found in (m.start() for m in re.finditer(rb"PK\x01\x02", bytes(data))):
        struct.pack_into("<I", data, found + 24, 1_000)
    assert outcome(bytes(data)) in ("too-slow", "not-a-workbook", [["Name"], ["Harbor"]])


def test_entities_of_xml_are_not_unfolded():
    lol = b'<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "' + b"&a;" * 1_000 + b'"><!ENTITY c "' + b"&b;" * 1_000 + b'">]>'
    data = changed(small(), "xl/sharedStrings.xml", lambda xml: xml.replace(b"<sst", lol + b"<sst", 1).replace(b"Harbor", b"&c;"))
    found = outcome(data)
    assert isinstance(found, str) or max(len(cell) for row in found for cell in row) < 100


def test_links_to_other_files_are_not_followed():
    data = changed(small(), "xl/workbook.xml", lambda xml: xml)
    with zipfile.ZipFile(file := io.BytesIO(data), "a") as archive:
        archive.writestr("xl/externalLinks/externalLink1.xml", '<externalLink xmlns:r="x"><externalBook r:id="rId1"/></externalLink>')
        archive.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0" + b"\0" * 512)
    assert outcome(file.getvalue()) == [["Name"], ["Harbor"]]


def outcome(data):
    """Return the rows, or the code of the refusal; in time."""
    began = time.thread_time()
    try:
        found = read(data[: MAX_BYTES + 1]).rows
    except Unreadable as refused:
        assert refused.code in REASONS
        found = refused.code
    assert time.thread_time() - began < SOON
    return found


def book(fill):
    file = io.BytesIO()
    made = xlsxwriter.Workbook(file, {"default_date_format": "yyyy-mm-dd"})
    fill(made.add_worksheet(), made)
    made.close()
    return file.getvalue()


def small():
    return book(lambda sheet, made: (sheet.write(0, 0, "Name"), sheet.write(1, 0, "Harbor")))


def changed(data, name, change):
    """Return a workbook with one of its parts changed."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.namelist():
            new.writestr(item, change(old.read(item)) if item == name else old.read(item))
    return file.getvalue()
