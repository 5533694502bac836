"""Text tables as people's programs write them: which encoding, which separator, which cells. Pure functions."""

import csv
import io
from collections import Counter
from dataclasses import dataclass
from itertools import islice

from plugins.sheets.limits import MAX_CELL, MAX_COLUMNS, MAX_ROWS, Unreadable, check_grid

BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
DELIMITERS = ",;\t|"
NAMES = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "gb18030": "GB18030",
    "cp1252": "Windows-1252",
}
SAMPLE = 20
"""So many lines decide which separator it is."""


@dataclass(frozen=True)
class Grid:
    """The cells of a table as text, the first row with the titles; `source` tells the person how it was read."""

    rows: list[list[str]]
    source: str


def read_text(data: bytes) -> Grid:
    """Return the cells of a CSV file; raises Unreadable."""
    encoding = encoding_of(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise Unreadable("encoding") from None
    if "\0" in text:
        raise Unreadable("not-text")
    delimiter, text = delimiter_of(text)
    rows = _rows(text, delimiter)
    check_grid(rows)
    return Grid(rows, f"{NAMES[encoding]} ({'Tab' if delimiter == chr(9) else delimiter})")


def encoding_of(data: bytes) -> str:
    """Return the encoding of a text: by its mark, else UTF-8 if it is, else what the pattern of its bytes says."""
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return encoding
    if wide := _wide(data):
        return wide
    for encoding in ("utf-8", "gb18030"):
        if _decodes(data, encoding) and (encoding == "utf-8" or _in_pairs(data)):
            return encoding
    return "cp1252"


def delimiter_of(text: str) -> tuple[str, str]:
    """Return the separator and the text without Excel's `sep=` line."""
    first, _, rest = text.partition("\n")
    if first.lower().startswith("sep=") and len(first.strip()) == 5:
        return first.strip()[4], rest
    return max(DELIMITERS, key=lambda sign: _steadiness(text, sign)), text


def _wide(data: bytes) -> str:
    """Return which UTF-16 it is without a mark: every plain sign among its letters brings a zero byte, always on one side."""
    sample = data[:2_000]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if not even and not odd:
        return ""
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    text = sample[: len(sample) // 2 * 2].decode(encoding, "replace")
    return encoding if "\n" in text and "\0" not in text else ""


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _in_pairs(data: bytes) -> bool:
    """Chinese comes as pairs of high bytes; accented letters stand alone among plain ones."""
    high = paired = 0
    run = 0
    for byte in (*data[:200_000], 0):
        if byte >= 0x80:
            run += 1
            continue
        high += run
        paired += run if run > 1 else 0
        run = 0
    return high > 0 and paired * 10 >= high * 7


def _steadiness(text: str, sign: str) -> tuple[float, int]:
    """How well a separator explains the first lines: share of lines with the most common width above one."""
    try:
        lines = list(islice(csv.reader(io.StringIO(text[:100_000], newline=""), delimiter=sign), SAMPLE))
    except csv.Error:
        return 0.0, 0
    widths = Counter(len(line) for line in lines if line)
    if not widths:
        return 0.0, 0
    width, times = widths.most_common(1)[0]
    return (times / sum(widths.values()), width) if width > 1 else (0.0, 0)


def _rows(text: str, delimiter: str) -> list[list[str]]:
    csv.field_size_limit(MAX_CELL)
    found: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if any(cell.strip() for cell in row):
                found.append(row)
            if len(found) > MAX_ROWS + 1:
                raise Unreadable("too-many-rows")
            if len(row) > MAX_COLUMNS:
                raise Unreadable("too-many-columns")
    except csv.Error:
        raise Unreadable("cell-too-long") from None
    return found
