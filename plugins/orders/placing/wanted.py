"""What is wanted: rows of product number, quantity and unit, read from what people paste or upload, kept in the cart."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from hansa import N_, _
from plugins.catalog.api import Ask, products
from plugins.orders.schemas import LEAST, MOST, MOST_ROWS

QUANTITY = re.compile(r"\d{1,9}(?:\.\d{1,4})?")
NO_QUANTITY = N_("“%(text)s” is no quantity.")
NO_PRODUCT = N_("There is no product “%(sku)s”.")
NO_UNIT = N_("%(sku)s has no unit “%(unit)s”.")
TOO_MANY = N_("An order has at most %(most)s lines.")
TITLES = frozenset({"sku", "article", "product", "item", "编码", "货号", "产品", "产品编码"})


@dataclass(frozen=True)
class Read:
    """What was read: `rows` for the cart, and `unread` lines with what is wrong with each."""

    rows: Sequence[Mapping[str, str]]
    unread: Sequence[Mapping[str, str]]


def asks_of(order: Any) -> list[Ask]:
    """Return what an order asks of the catalogue."""
    return [Ask(row["sku"], Decimal(row["quantity"]), row.get("unit") or "", deal_id=order.deal_id) for row in order.wanted]


def read(text: str) -> Read:
    """Read lines `SKU`, `SKU quantity` or `SKU quantity unit`, separated by blanks, commas, semicolons or tabs; one statement."""
    lines = [(line, _cells(line)) for line in text.splitlines() if line.strip()]
    lines = [(line, cells) for at, (line, cells) in enumerate(lines) if cells and not (at == 0 and cells[0].casefold() in TITLES)]
    known = {item.sku.casefold(): item for item in products(skus=_spellings(cells[0] for _line, cells in lines))}
    rows, unread = [], []
    for line, cells in lines[: MOST_ROWS * 2]:
        row, wrong = _row(cells, known)
        if wrong or len(rows) >= MOST_ROWS:
            unread.append({"text": line.strip()[:200], "problem": wrong or _(TOO_MANY, most=MOST_ROWS)})
        else:
            rows.append(row)
    return Read(rows, unread)


def _spellings(skus: Iterable[str]) -> set[str]:
    return {spelling for sku in skus for spelling in (sku, sku.upper(), sku.lower())}


def _cells(line: str) -> list[str]:
    separator = next((sign for sign in "\t;," if sign in line), None)
    found = next(csv.reader(io.StringIO(line), delimiter=separator)) if separator else line.split()
    return [cell.strip() for cell in found if cell.strip()]


def _row(cells: Sequence[str], known: Mapping[str, Any]) -> tuple[dict[str, str], str]:
    sku, quantity, unit = cells[0], cells[1] if len(cells) > 1 else "1", cells[2] if len(cells) > 2 else ""
    item = known.get(sku.casefold())
    if item is None or not item.open_to_all:
        return {}, _(NO_PRODUCT, sku=sku[:60])
    if not QUANTITY.fullmatch(quantity) or not LEAST <= Decimal(quantity) <= MOST:
        return {}, _(NO_QUANTITY, text=quantity[:40])
    if item.factor(unit) is None:
        return {}, _(NO_UNIT, sku=item.sku, unit=unit[:20])
    return {"sku": item.sku, "quantity": quantity, **({"unit": unit} if unit else {})}, ""


def merged(rows: Sequence[Mapping[str, str]], more: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """Add rows to others; the same product in the same unit becomes one row."""
    found: dict[tuple[str, str], Decimal] = {}
    for row in (*rows, *more):
        key = (row["sku"], row.get("unit") or "")
        found[key] = found.get(key, Decimal(0)) + Decimal(row["quantity"])
    return [
        {"sku": sku, "quantity": f"{quantity.normalize():f}", **({"unit": unit} if unit else {})}
        for (sku, unit), quantity in found.items()
        if quantity > 0
    ]
