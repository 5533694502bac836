"""The tables of a statement, as rows of text: what HTML, CSV and PDF all show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

COLUMNS = ("line", "what", "measured", "base", "rate", "unrounded", "earned", "before", "payable")
NUMBERS = frozenset({"measured", "base", "rate", "unrounded", "earned", "before", "payable", "amount"})
LATE = ("row", "day", "received", "amount", "why")


@dataclass(frozen=True)
class Table:
    """Titles, rows of cells, and which columns hold numbers."""

    titles: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: Sequence[bool]


def head(said: Mapping[str, Any], addressee: str) -> list[tuple[str, str]]:
    """Return what stands above the lines, name by name."""
    words = said["words"]
    return [
        (words["for"], addressee),
        (words["number"], said["number"]),
        (words["period"], f"{said['title']}, {said['starts_on']} – {said['ends_on']}"),
        (words["cut_off"], said["cut_off_on"]),
        (words["dispute_by"], said["dispute_by"]),
    ]


def lines(said: Mapping[str, Any]) -> Table:
    """Return the lines with the total below them."""
    words = said["words"]
    rows = [_line(line, words) for line in said["lines"]]
    total = [words["total"], *[""] * (len(COLUMNS) - 2), f"{readable(said['total'])} {said['currency']}"]
    return Table([words[name] for name in COLUMNS], [*rows, total], [name in NUMBERS for name in COLUMNS])


def late(said: Mapping[str, Any]) -> Table | None:
    """Return the rows that were too late for their own period; None without any."""
    if not said["late"]:
        return None
    words = said["words"]
    rows = [[row["row"], row["day"], row["received"], f"{readable(row['amount'])} {row['currency']}".strip(), words["late_why"]] for row in said["late"]]
    return Table([words[name] for name in LATE], rows, [name in NUMBERS for name in LATE])


def _line(line: Mapping[str, Any], words: Mapping[str, str]) -> list[str]:
    form = words.get(f"form.{line['form']}", line["form"])
    what = " · ".join(part for part in (line["what"], form, line["about"], line["why"]) if part)
    figures = [line[name] for name in ("measured", "base", "rate", "unrounded")]
    return [line["key"], what, *figures, *(readable(line[name]) for name in ("earned", "before", "payable"))]


def readable(value: str | None) -> str:
    """Return an amount with thousands apart and at least two decimals."""
    if value is None:
        return ""
    plain = f"{Decimal(value):,.4f}"
    return plain[:-2] if plain.endswith("00") else plain
