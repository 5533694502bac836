"""Two data sets held against each other: the partner's rows and ours, and only what differs."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from hansa import N_, Unprocessable, _

NAMES = {
    "document": ("document", "invoice", "invoice_no", "source_id", "id", "发票", "单据", "发票号"),
    "amount": ("amount", "net", "total", "金额"),
    "quantity": ("quantity", "qty", "units", "数量"),
}
NO_COLUMNS = N_("The first row must name the columns: a document (like “invoice”) and an amount.")
UNREADABLE = N_("Row %(row)s: “%(text)s” is no number.")
MOST = 20_000
GROUPED = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?")
"""1,234 and 1,234.50 are read as English writes them, 1.234,50 and 1234,5 as others do."""
ZERO = Decimal(0)


@dataclass(frozen=True)
class Row:
    """One document: all rows under the same number together."""

    document: str
    amount: Decimal
    quantity: Decimal | None = None


@dataclass(frozen=True)
class Difference:
    """A document that is not the same on both sides; None where a side does not have it."""

    document: str
    theirs: Decimal | None
    ours: Decimal | None

    @property
    def kind(self) -> str:
        return "missing_here" if self.ours is None else "missing_there" if self.theirs is None else "differs"

    @property
    def by(self) -> Decimal:
        """How much more they have than we."""
        return (self.theirs or ZERO) - (self.ours or ZERO)


def differences(theirs: Iterable[Row], ours: Iterable[Row]) -> list[Difference]:
    """Return the documents that differ, the largest difference first; numbers are compared without case and space."""
    left, right, called = _totals(theirs), _totals(ours), {}
    for row in (*ours, *theirs):
        called.setdefault(_key(row.document), row.document.strip())
    found = [Difference(called[key], left.get(key), right.get(key)) for key in {*left, *right} if left.get(key) != right.get(key)]
    return sorted(found, key=lambda one: (-abs(one.by), one.document))


def _totals(rows: Iterable[Row]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for row in rows:
        found[_key(row.document)] = found.get(_key(row.document), ZERO) + row.amount
    return found


def _key(document: str) -> str:
    return "".join(document.split()).casefold()


def read(data: bytes) -> list[Row]:
    """Return the rows of a CSV file. Raises Unprocessable with the row that cannot be read."""
    text = _text(data)
    dialect = ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","
    reader = csv.DictReader(io.StringIO(text), delimiter=dialect)
    names = _columns(reader.fieldnames or ())
    rows = []
    for at, row in enumerate(reader, 2):
        if (row.get(names["document"]) or "").strip() and at <= MOST:
            quantity = _number(row[names["quantity"]], at) if "quantity" in names and (row[names["quantity"]] or "").strip() else None
            rows.append(Row(row[names["document"]].strip(), _number(row[names["amount"]] or "", at), quantity))
    return rows


def _text(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unprocessable(_(NO_COLUMNS), code="no-columns")


def _columns(there: Sequence[str]) -> Mapping[str, str]:
    plain = {name.strip().casefold(): name for name in there if name}
    found = {key: plain[one] for key, names in NAMES.items() for one in reversed(names) if one in plain}
    if not {"document", "amount"} <= found.keys():
        raise Unprocessable(_(NO_COLUMNS), code="no-columns")
    return found


def _number(text: str, row: int) -> Decimal:
    plain = "".join(text.split())
    if GROUPED.fullmatch(plain):
        plain = plain.replace(",", "")
    elif plain.rfind(",") > plain.rfind("."):
        plain = plain.replace(".", "").replace(",", ".")
    try:
        value = Decimal(plain)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():
        raise Unprocessable(_(UNREADABLE, row=row, text=text[:40]), code="no-number")
    return value


def kept(found: Sequence[Difference], most: int = 200) -> dict[str, Any]:
    """Return the differences as they are kept with a dispute."""
    rows = [
        {"document": one.document, "theirs": _plain(one.theirs), "ours": _plain(one.ours), "kind": one.kind, "by": str(one.by)}
        for one in found[:most]
    ]
    return {"count": len(found), "by": str(sum((one.by for one in found), ZERO)), "rows": rows}


def _plain(value: Decimal | None) -> str | None:
    return None if value is None else str(value)
