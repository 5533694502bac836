"""Tables as CSV and XLSX files, safe to open in a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from werkzeug.datastructures import Headers
from werkzeug.utils import secure_filename

from core import clock
from core.entities.scope import current
from schemas.lazy import lazy

xlsxwriter = lazy("xlsxwriter")

FORMULA = tuple("=+-@\t\r\n\0＝＋－＠")
"""Text that begins with one of these would be run by a spreadsheet; it gets a quote in front."""

BOM = b"\xef\xbb\xbf"
"""Makes Excel read the file as UTF-8."""

CHUNK = 64 * 1024
EXACT_IN_SHEETS = 15
"""Spreadsheets keep so many digits; longer numbers are written as text."""

TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
Row = Sequence[Any]


def guarded(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def csv_file(head: Sequence[str], found: Iterable[Row]) -> Iterator[bytes]:
    """Yield a CSV file in UTF-8 with BOM: its titles at once, then its rows in pieces of some 64 KiB."""
    yield BOM + _lines([head])
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for row in found:
        writer.writerow([_text(value) for value in row])
        if buffer.tell() > CHUNK:
            yield _taken(buffer)
    yield _taken(buffer)


class CsvWriter:
    """Writes a CSV file row by row."""

    def __init__(self, file: BinaryIO, head: Sequence[str]):
        self.file = file
        file.write(BOM + _lines([head]))

    def add(self, found: Iterable[Row]) -> None:
        self.file.write(_lines(found))

    def close(self) -> None:
        self.file.flush()


class XlsxWriter:
    """Writes a workbook row by row, in constant memory: numbers and days typed, everything else as text."""

    def __init__(self, file: BinaryIO, head: Sequence[str]):
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        self._book = xlsxwriter.Workbook(file, options)
        self._sheet = self._book.add_worksheet()
        self._day = self._book.add_format({"num_format": "yyyy-mm-dd"})
        self._next = 0
        self.add([head])

    def add(self, found: Iterable[Row]) -> None:
        for row in found:
            for x, value in enumerate(row):
                _write(self._sheet, self._next, x, value, self._day)
            self._next += 1

    def close(self) -> None:
        self._book.close()


WRITERS: dict[str, type[CsvWriter] | type[XlsxWriter]] = {"csv": CsvWriter, "xlsx": XlsxWriter}


def file_headers(name: str, ending: str) -> Headers:
    """Return the headers of a download named after the list and the day."""
    today = clock.now().astimezone(ZoneInfo(current().program.zone)).date()
    headers = Headers({"Cache-Control": "no-store"})
    shown = secure_filename(name) or "export"
    headers.add("Content-Disposition", "attachment", filename=f"{shown}-{today.isoformat()}.{ending}")
    return headers


def _lines(found: Iterable[Row]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer).writerows([_text(value) for value in row] for row in found)
    return _taken(buffer)


def _taken(buffer: io.StringIO) -> bytes:
    data = buffer.getvalue().encode("utf-8", "replace")
    buffer.seek(0)
    buffer.truncate()
    return data


def _text(value: Any) -> str:
    """Return a cell of a CSV file; only texts can be formulas, numbers and days cannot."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}" if value else "0"
    if isinstance(value, int | date):
        return str(value)
    return guarded(str(value))


def _write(sheet: Any, y: int, x: int, value: Any, day: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, int | Decimal) and len(str(value).strip("-").replace(".", "")) <= EXACT_IN_SHEETS:
        sheet.write_number(y, x, value)
    elif isinstance(value, date) and value.year >= 1900:
        sheet.write_datetime(y, x, value, day)
    else:
        sheet.write_string(y, x, _text(value)[:32_767])
