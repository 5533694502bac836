"""Electronic invoices read: supplier, number, date and amounts out of UBL and CII, the two forms EN 16931 knows. No database.

What a stranger sent is hostile: a document with a type declaration, and so with entities, is not read at all.
"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from xml.etree import ElementTree
from xml.parsers import expat

LARGEST = 4_000_000
"""Bytes of an invoice that is read."""
MOST = Decimal("999999999")
CREDITS = frozenset({"381", "384", "261", "396"})
"""Kinds of documents that are no invoice: credit notes and corrections."""
CODE = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True)
class Invoice:
    """What an invoice says; `net` and `tax` in `currency`, as written."""

    vendor: str
    number: str
    issued_on: date
    net: Decimal
    tax: Decimal
    currency: str


def read(data: bytes) -> Invoice | None:
    """Return what an electronic invoice says; None for anything else, for what lacks one of these, and for a credit note."""
    if not data or len(data) > LARGEST or not _harmless(data):
        return None
    try:
        root = ElementTree.fromstring(data)  # noqa: S314 - it has no type declaration, so no entities
    except ElementTree.ParseError:
        return None
    name = root.tag.rpartition("}")[2]
    texts = _ubl(root) if name == "Invoice" else _cii(root) if name == "CrossIndustryInvoice" else None
    return None if texts is None else _invoice(**texts)


def _harmless(data: bytes) -> bool:
    """Tell whether a document is XML without a type declaration."""
    declared: list[bool] = []
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = lambda *_names: declared.append(True)
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError):
        return False
    return not declared


def _ubl(root: Any) -> dict[str, str] | None:
    if _text(root, "InvoiceTypeCode") in CREDITS:
        return None
    party = "AccountingSupplierParty/Party"
    currency = _text(root, "DocumentCurrencyCode")
    taxes = [one for one in root.findall("{*}TaxTotal/{*}TaxAmount") if one.get("currencyID", currency) == currency]
    return {
        "vendor": _text(root, f"{party}/PartyLegalEntity/RegistrationName") or _text(root, f"{party}/PartyName/Name"), "number": _text(root, "ID"),
        "day": _text(root, "IssueDate"), "net": _text(root, "LegalMonetaryTotal/TaxExclusiveAmount"), "tax": (taxes[0].text or "") if taxes else "0",
        "currency": currency,
    }  # fmt: skip


def _cii(root: Any) -> dict[str, str] | None:
    if _text(root, "ExchangedDocument/TypeCode") in CREDITS:
        return None
    paid, whole = "SupplyChainTradeTransaction/ApplicableHeaderTradeSettlement", "SpecifiedTradeSettlementHeaderMonetarySummation"
    currency, day = _text(root, f"{paid}/InvoiceCurrencyCode"), _text(root, "ExchangedDocument/IssueDateTime/DateTimeString")
    path = "/".join(f"{{*}}{part}" for part in f"{paid}/{whole}/TaxTotalAmount".split("/"))
    taxes = [one for one in root.findall(path) if one.get("currencyID", currency) == currency]
    return {
        "vendor": _text(root, "SupplyChainTradeTransaction/ApplicableHeaderTradeAgreement/SellerTradeParty/Name"),
        "number": _text(root, "ExchangedDocument/ID"), "day": f"{day[:4]}-{day[4:6]}-{day[6:8]}",
        "net": _text(root, f"{paid}/{whole}/TaxBasisTotalAmount"), "tax": (taxes[0].text or "") if taxes else "0", "currency": currency,
    }  # fmt: skip


def _text(root: Any, path: str) -> str:
    """Return a text by the local names of a path, whatever the prefixes are."""
    found = root.findtext("/".join(f"{{*}}{part}" for part in path.split("/")))
    return " ".join((found or "").split())[:200]


def _invoice(vendor: str, number: str, day: str, net: str, tax: str, currency: str) -> Invoice | None:
    try:
        amounts, issued = [Decimal(text.strip()) for text in (net, tax)], date.fromisoformat(day)
    except (InvalidOperation, ValueError):
        return None
    sound = all(one.is_finite() and 0 <= one <= MOST for one in amounts) and amounts[0] > 0 and CODE.fullmatch(currency)
    return Invoice(vendor, number, issued, amounts[0], amounts[1], currency) if vendor and number and sound else None
