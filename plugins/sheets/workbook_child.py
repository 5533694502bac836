"""Reads one workbook from standard input and writes its first sheet as JSON; run by `workbook.py` in a process of its own.

A hostile workbook can only exhaust this process: memory and time are limited before the first byte is read.
"""

import datetime as dt
import json
import resource
import sys
from io import BytesIO
from typing import Any

from python_calamine import CalamineWorkbook

MEMORY, SECONDS = 1_000_000_000, 20


def main(most_rows: int, most_columns: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    book = CalamineWorkbook.from_filelike(BytesIO(sys.stdin.buffer.read()))
    sheet = book.get_sheet_by_index(_first_visible(book))
    if sheet.width > most_columns:
        print(json.dumps("too-many-columns"))
        return
    rows: list[list[str]] = []
    for row in sheet.iter_rows():
        texts = [_text(value) for value in row]
        if any(texts):
            rows.append(texts)
        if len(rows) > most_rows + 1:
            print(json.dumps("too-many-rows"))
            return
    json.dump(rows, sys.stdout)


def _first_visible(book: Any) -> int:
    visible = [i for i, about in enumerate(book.sheets_metadata) if str(about.visible).endswith("Visible")]
    return visible[0] if visible else 0


def _text(value: Any) -> str:
    """Return a cell as a person would type it."""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(timespec="minutes")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return "" if value is None else str(value).strip()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
