"""A list as CSV or XLSX: exactly what is filtered, in the columns that are shown, safe to open in a spreadsheet."""

import csv
import io
import tempfile
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import xlsxwriter
from werkzeug.datastructures import Headers
from werkzeug.utils import secure_filename

from core import clock
from core.db import db
from core.entities import query as queries
from core.entities.columns import ListField, list_fields
from core.entities.entity import Entity
from core.entities.listing import ListQuery
from core.entities.scope import current
from core.errors import Unprocessable
from core.i18n import _

MOST = 10_000
"""At most so many records in one file."""

STEP = 500
FORMULA = tuple("=+-@\t\r\n\0＝＋－＠")
"""Text that begins with one of these would be run by a spreadsheet; it gets a quote in front."""

BOM = b"\xef\xbb\xbf"
"""Makes Excel read the file as UTF-8."""

EXACT_IN_SHEETS = 15
"""Spreadsheets keep so many digits; longer numbers are written as text."""

Row = list[Any]


def guarded(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def rows(entity: Entity, query: ListQuery, ids: Sequence[uuid.UUID] | None = None) -> Iterator[Row]:
    """Yield what is shown of each record, as values, read in pages; only the chosen ones when `ids` are given."""
    fields = list_fields(entity)
    readers = [_reader(fields[name]) for name in query.columns]
    for row in _chosen(entity, query, ids) if ids is not None else _all(entity, query):
        yield [read(value) for read, value in zip(readers, row[2:], strict=False)]


def check_size(entity: Entity, query: ListQuery) -> None:
    """Raise Unprocessable when the query finds more than a file may hold."""
    made = queries.compiled(entity, query)
    if int(db.session.connection().execute(made.count, made.binds(query)).scalar_one()) > MOST:
        raise Unprocessable("More than 10,000 records match. Add a filter, and export the parts one by one.", code="too-many")


def titles(entity: Entity, query: ListQuery) -> list[str]:
    fields = list_fields(entity)
    return [_(fields[name].label) for name in query.columns]


def csv_file(head: Sequence[str], found: Iterator[Row]) -> Iterator[bytes]:
    """Yield a CSV file in UTF-8 with BOM, row by row."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    yield BOM
    for row in _with_head(head, found):
        writer.writerow([_text(value) for value in row])
        yield buffer.getvalue().encode("utf-8", "replace")
        buffer.seek(0)
        buffer.truncate()


def xlsx_file(head: Sequence[str], found: Iterator[Row]) -> bytes:
    """Return a workbook: numbers and days typed, everything else as text."""
    with tempfile.TemporaryFile() as file:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        book = xlsxwriter.Workbook(file, options)
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for y, row in enumerate(_with_head(head, found)):
            for x, value in enumerate(row):
                _write(sheet, y, x, value, day)
        book.close()
        file.seek(0)
        return file.read()


def file_headers(name: str, ending: str) -> Headers:
    """Return the headers of a download named after the list and the day."""
    today = clock.now().astimezone(ZoneInfo(current().program.zone)).date()
    headers = Headers({"Cache-Control": "no-store"})
    shown = secure_filename(name) or "export"
    headers.add("Content-Disposition", "attachment", filename=f"{shown}-{today.isoformat()}.{ending}")
    return headers


def _with_head(head: Sequence[str], found: Iterator[Row]) -> Iterator[Row]:
    yield list(head)
    yield from found


def _all(entity: Entity, query: ListQuery) -> Iterator[Any]:
    at = replace(query, size=STEP, after=None, before=None)
    done = 0
    while done < MOST:
        page = queries.run(entity, at, counted=False)
        yield from page.rows[: MOST - done]
        done += len(page.rows)
        if page.next is None or not page.rows:
            return
        at = replace(at, after=_position(page.rows[-1]))


def _position(row: Any) -> tuple[Any, str]:
    value = row[1]
    plain = value.isoformat() if hasattr(value, "isoformat") else str(value) if isinstance(value, Decimal | uuid.UUID) else value
    return plain, str(row[0])


def _chosen(entity: Entity, query: ListQuery, ids: Sequence[uuid.UUID]) -> Iterator[Any]:
    made = queries.compiled(entity, replace(query, size=len(ids) + 1, after=None, before=None))
    for segment in made.segments:
        yield from db.session.connection().execute(segment.where(entity.table.c.id.in_(ids)), made.binds(query)).all()


def _reader(field: ListField) -> Callable[[Any], Any]:
    """Return the function that turns a stored value into what the file shows."""
    labels = {key: _(label) for key, label in getattr(field.field, "choices", ()) or ()}
    zone = ZoneInfo(current().program.zone)
    words = {True: _("Yes"), False: _("No")}
    kind = field.type.name
    if kind in ("money", "decimal", "percent"):
        return lambda value: Decimal(str(value)) if value is not None else None
    if kind == "bool":
        return lambda value: words[bool(value)] if value is not None else None
    if kind == "choice":
        return lambda value: labels.get(value, value)
    if kind == "multichoice":
        return lambda value: "; ".join(labels.get(one, one) for one in value or ())
    if kind == "date":
        return lambda value: date.fromisoformat(value) if isinstance(value, str) else value
    if kind == "datetime":
        return lambda value: _local(value, zone)
    if kind == "lines":
        return lambda value: len(value) if value is not None else None
    return lambda value: value


def _local(value: Any, zone: ZoneInfo) -> str | None:
    if value is None:
        return None
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return str(moment.astimezone(zone).strftime("%Y-%m-%d %H:%M"))


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
