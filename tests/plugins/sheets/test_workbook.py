"""Workbooks: typed cells become text, hostile ones are refused in a process of their own."""

import datetime as dt
import io
import tempfile
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from plugins.sheets import workbook
from plugins.sheets.limits import Unreadable
from plugins.sheets.workbook import read_workbook


def book(*rows, hidden=False):
    file = io.BytesIO()
    made = xlsxwriter.Workbook(file)
    if hidden:
        first = made.add_worksheet("hidden")
        first.write(0, 0, "secret")
    sheet = made.add_worksheet("data")
    if hidden:
        sheet.activate()
        first.hide()
    day = made.add_format({"num_format": "yyyy-mm-dd"})
    for y, row in enumerate(rows):
        for x, value in enumerate(row):
            sheet.write_datetime(y, x, value, day) if isinstance(value, dt.date) else sheet.write(y, x, value)
    made.close()
    return file.getvalue()


def test_cells_are_read_as_a_person_would_type_them():
    data = book(["Name", "Sum", "Part", "Day", "Fair"], ["Harbor", 12.0, 1.5, dt.datetime(2026, 9, 30), True])
    assert read_workbook(data).rows[1] == ["Harbor", "12", "1.5", "2026-09-30", "1"]


def test_the_first_sheet_that_is_shown_is_read():
    assert read_workbook(book(["Name"], ["Harbor"], hidden=True)).rows == [["Name"], ["Harbor"]]


def test_blank_rows_are_left_out():
    assert read_workbook(book(["Name"], [], ["Harbor"], [None])).rows == [["Name"], ["Harbor"]]


def test_too_many_rows_are_refused(monkeypatch):
    monkeypatch.setattr(workbook, "MAX_ROWS", 2)
    with pytest.raises(Unreadable, match="too-many-rows"):
        read_workbook(book(["Name"], ["a"], ["b"], ["c"]))


def test_too_many_columns_are_refused():
    with pytest.raises(Unreadable, match="too-many-columns"):
        read_workbook(book(["x"] * 101, ["y"]))


@pytest.mark.parametrize("data", [b"PK\x03\x04 not a zip", b"PK\x05\x06" + b"\0" * 18])
def test_what_is_no_workbook_is_refused(data):
    with pytest.raises(Unreadable, match="not-a-workbook"):
        read_workbook(data)


def test_an_archive_of_other_things_is_refused():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("readme.txt", "hello")
    with pytest.raises(Unreadable, match="not-a-workbook"):
        read_workbook(file.getvalue())


def test_an_archive_that_unpacks_to_too_much_is_not_unpacked():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 201_000_000)
    with pytest.raises(Unreadable, match="too-slow"):
        read_workbook(file.getvalue())


def test_a_child_that_takes_too_long_is_ended(monkeypatch):
    monkeypatch.setattr(workbook, "SECONDS", 0.01)
    with pytest.raises(Unreadable, match="too-slow"):
        read_workbook(book(["Name"], ["Harbor"]))


def test_an_archive_that_lies_about_its_size_meets_the_limit_of_memory(monkeypatch):
    data = bytearray(book(["Name"], *([f"row {n} " + "x" * 3_000] for n in range(9_000))))
    monkeypatch.setattr(workbook, "CHILD", _small_child(workbook.CHILD))
    with pytest.raises(Unreadable, match=r"too-slow|not-a-workbook"):
        read_workbook(bytes(data))


def _small_child(path):
    """A copy of the child that has 60 MB."""
    small = path.with_name("workbook_child.py").read_text().replace("MEMORY, SECONDS = 1_000_000_000", "MEMORY, SECONDS = 60_000_000")
    copy = Path(tempfile.mkdtemp()) / "child.py"
    copy.write_text(small)
    return copy
